/** What everything that is to be compared is asked with. */
export const REFERENCE = `query Reference($team: ID!) {
  me { displayName company { slug } }
  team(id: $team) { name companies { company { slug } }
    threads(first: 5) { nodes { id title notes { body }
      participants { displayName kind company { slug } agent { name purpose instructions knowledge { title } } }
      messages(last: 20) { nodes { sequence body author { displayName company { slug } } } } } } }
  workspace { privateThreads(first: 5) { nodes { title } } knowledge { title } agents { name model } }
}`;
export const LISTS = `{ teams(first: 10) { nodes { id name companies { company { slug name } }
  threads(first: 5) { nodes { id title } } } } workspace { people { displayName phone } } }`;
export const SEARCH = `query Search($words: String!) {
  search(query: $words, first: 10) { nodes { message { id body author { company { slug } } } } } }`;
export const SINGLE = `query Single($id: ID!) { node(id: $id) { id ... on Message { body } } }`;
export const VERIFY = `query Verify($team: ID!) { team(id: $team) { verify { valid firstBroken } } }`;
export const HEAD = `query Head($team: ID!) { team(id: $team) { events(last: 1) {
  nodes { sequence hash } pageInfo { endCursor } } } }`;

export const POST = `mutation Post($input: PostMessageInput!) {
  postMessage(input: $input) { message { id body } userErrors { code } } }`;
export const POST_PRIVATELY = `mutation PostPrivately($input: PostPrivateMessageInput!) {
  postPrivateMessage(input: $input) { message { id body } userErrors { code } } }`;

export const TEAM_EVENTS = `subscription Team($id: ID!, $after: String) { teamEvents(teamId: $id, after: $after) {
  cursor event { sequence hash previousHash } message { id body } } }`;
export const INBOX = `subscription Inbox($after: String) { inbox(after: $after) { cursor message { id body } } }`;
export const PRIVATE_EVENTS = `subscription Internal($id: ID!, $after: String) {
  privateThreadEvents(privateThreadId: $id, after: $after) { cursor sequence message { id body } } }`;

export const TEAM_LOG = `query Log($id: ID!, $after: String) { team(id: $id) { verify { valid checked firstBroken }
  events(first: 100, after: $after) { nodes { sequence hash previousHash } pageInfo { hasNextPage endCursor } } } }`;
export const THREAD_MESSAGES = `query Messages($id: ID!, $after: String) { thread(id: $id) {
  messages(first: 100, after: $after) { nodes { id body sequence } pageInfo { hasNextPage endCursor } } } }`;
export const INTERNAL_MESSAGES = `query Internal($id: ID!, $after: String) { workspace { privateThread(id: $id) {
  messages(first: 100, after: $after) { nodes { id body sequence } pageInfo { hasNextPage endCursor } } } } }`;
