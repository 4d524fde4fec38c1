import { z } from 'zod';

/** Asks what the shared layer shows of a company now: `POST /companies/standing`, signed as requests to the registry of schemas are. */
export const standingRequest = z.object({});

/** Its answer: ids of the company's own participants and shares, in the teams that it is in. */
export const companyStanding = z.object({ participants: z.array(z.string()), shares: z.array(z.string()) });
/** See {@link companyStanding}. */
export type CompanyStanding = z.infer<typeof companyStanding>;
