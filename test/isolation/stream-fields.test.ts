import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery, type GraphQLObjectType } from 'graphql';
import { schemaOf, selectEverything } from '#test/testkit/every-field.ts';
import { codeOf, createFollowers, type Followers } from '#test/testkit/followers.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';
import { foundIn, ownStrings, privateStrings } from '#test/testkit/secrets.ts';

/** Promise: whatever is selected on a stream of the shared layer, nobody reads another company's private data by it. */
let network: TestNetwork;
let followers: Followers;

beforeAll(async () => {
  network = await startTestNetwork();
  followers = await createFollowers(network);
}, 60_000);
afterAll(async () => {
  followers.close();
  await network[Symbol.asyncDispose]();
});

/** Everything that can be reached from what a stream gives, in the company's own view. */
async function everythingOf(company: string, type: string): Promise<string> {
  const { json } = await network.ask(await followers.tokenOf(company), getIntrospectionQuery());
  const schema = schemaOf(json.data);
  return selectEverything(schema, schema.getType(type) as GraphQLObjectType, {}).text;
}

const STREAMS: [string, string, string][] = [
  ['threadEvents', 'LiveEvent', '(threadId: $thread, after: $after)'],
  ['teamEvents', 'LiveEvent', '(teamId: $team, after: $after)'],
  ['inbox', 'InboxItem', ''],
];

describe.each(['acme', 'harbor'])('what %s is told', (company) => {
  const other = company === 'acme' ? 'harbor' : 'acme';

  it.each(STREAMS)(
    'by every field of %s is its own or shared',
    async (field, type, asked) => {
      const declared =
        asked === '' ? '' : `($${field === 'teamEvents' ? 'team' : 'thread'}: ID!, $after: String)`;
      const document = `subscription Everything${declared} { ${field}${asked} ${await everythingOf(company, type)} }`;
      const { team, thread } = followers;
      const variables = asked === '' ? {} : { team, thread, after: await followers.cursor() };
      const stream = await followers.follow(company, document, variables);
      await followers.post(other, 'to be told of in every way');
      const event = await stream.next(20_000);
      const text = JSON.stringify(event);
      expect(codeOf(event)).toBeUndefined();
      expect(text).toContain('to be told of in every way');
      for (const name of ['acme', 'harbor', 'nimbus'] as const)
        if (name !== company) expect(foundIn(text, privateStrings(name))).toEqual([]);
      // It is no empty promise: its own private data is in the same answer.
      expect(foundIn(text, ownStrings(company as 'acme')).length).toBeGreaterThan(0);
      stream.close();
    },
    60_000,
  );
});

describe('what an outsider is told', () => {
  it.each(STREAMS.slice(0, 2))(
    'by every field of %s is that there is nothing',
    async (field, type, asked) => {
      const name = field === 'teamEvents' ? 'team' : 'thread';
      const selection = await everythingOf('outsider', type);
      const document = `subscription ($${name}: ID!, $after: String) { ${field}${asked} ${selection} }`;
      const { team, thread } = followers;
      const stream = await followers.follow('outsider', document, { team, thread, after: null });
      const events = await stream.rest();
      expect(events.map((event) => codeOf(event) ?? event.event)).toEqual(['ACCESS_ENDED', 'complete']);
    },
    60_000,
  );
});
