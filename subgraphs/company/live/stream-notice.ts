/**
 * Where the company's database tells of what streams go by, once it is committed: the id of an internal thread whose log
 * grew, or of an agent or a person who stands otherwise than before (a trigger tells that). Ids alone: every session of
 * the database may listen.
 */
export const STREAMS_CHANNEL = 'private_streams';
