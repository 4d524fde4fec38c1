import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { contractSdl } from '#schema/sdl.ts';
import { startTestNetwork, type TestNetwork } from '#test/testkit/network.ts';

const HOSTILE = contractSdl().replace('"@tag"', '"@tag", "@override"').concat(`
extend type Thread { title: String! @override(from: "shared") }
`);

/** Promise: nothing of another company's realm is in a view, and a schema that reaches for what others own is not served. */
describe('tenant views', () => {
  let network: TestNetwork;
  beforeAll(async () => {
    network = await startTestNetwork({
      sdl: { nimbus: HOSTILE, outsider: 'type Query { broken: ' },
    });
  });
  afterAll(async () => {
    await network[Symbol.asyncDispose]();
  });

  async function introspect(company: string, subject: string) {
    return network.ask(await network.tokenOf(company, subject), getIntrospectionQuery());
  }

  it('shows a company its own realm', async () => {
    const { text } = await introspect('acme', 'project-lead');
    expect(text).toContain('AcmeCase');
    expect(text).toContain('exposure');
  });

  it('shows others no trace of it: not in introspection, not in suggestions, not in errors', async () => {
    const view = await introspect('harbor', 'delivery-lead');
    expect(view.json.data).toBeTruthy();
    expect(view.text).not.toMatch(/acmeCase|acmeOpen|acmeSettle|exposure/i);
    const token = await network.tokenOf('harbor', 'delivery-lead');
    for (const query of [
      '{ acmeCases { nodes { id } } }',
      'mutation { acmeOpenCase(input: { threadId: "x", summary: "x" }) { case { id } } }',
      '{ acmeCase { id } }',
      '{ thread(id: "x") { acmeCase { exposure } } }',
      '{ ... on AcmeCase { id } }',
      '{ __type(name: "AcmeCase") { name } }',
    ]) {
      const { text } = await network.ask(token, query);
      expect(text.replaceAll(/"(Cannot query field|Unknown type) \\"\w+\\"/g, '')).not.toMatch(
        /Did you mean|exposure|Bluebird/i,
      );
    }
    const { json } = await network.ask(token, '{ __type(name: "AcmeCase") { name fields { name } } }');
    expect(json).toEqual({ data: { __type: null } });
  });

  it('shows nobody the machinery: no _entities, no _service, no join or tag directives', async () => {
    const { text } = await introspect('acme', 'project-lead');
    expect(text).not.toMatch(/"_entities"|"_service"|"_Any"|join__|"link__|federation__|"tag"/);
  });

  it.each([
    ['takes over a shared field', 'nimbus', 'platform-lead'],
    ['cannot be read', 'outsider', 'visitor'],
  ])(
    'serves no view to a company whose schema %s: it fails closed, for that company alone',
    async (_what, company, subject) => {
      const reply = await network.ask(await network.tokenOf(company, subject), '{ me { subject } }');
      expect([reply.status, reply.json]).toEqual([
        503,
        {
          errors: [
            {
              message: "Your company's view of the graph cannot be served now.",
              extensions: { code: 'VIEW_UNAVAILABLE' },
            },
          ],
        },
      ]);
      const acme = await network.ask(await network.tokenOf('acme', 'project-lead'), '{ me { subject } }');
      expect(acme.json).toEqual({ data: { me: { subject: 'project-lead' } } });
    },
  );
});
