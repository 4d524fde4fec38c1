import { describe, expect, it } from '@jest/globals';
import type { Session } from '../session/session.ts';
import { createTransport } from './transport.ts';

/** A transport, and what it sent: bearer and body. */
function setUp(answer: (body: Record<string, unknown>, bearer: string | null) => Response) {
  const sent: { bearer: string | null; body: Record<string, unknown> }[] = [];
  const session = {
    token: () => Promise.resolve('old'),
    renew: () => Promise.resolve('new'),
  } as Partial<Session> as Session;
  const transport = createTransport(session, (_, init) => {
    const body = JSON.parse(init?.body as string) as Record<string, unknown>;
    const bearer = new Headers(init?.headers).get('authorization');
    sent.push({ bearer, body });
    return Promise.resolve(answer(body, bearer));
  });
  transport.know('Home', { text: 'query Home { me }', hash: 'abc' });
  const ask = (operationName: string) =>
    transport.fetch('/graphql', {
      method: 'POST',
      body: JSON.stringify({ operationName, query: 'printed otherwise', variables: { a: 1 } }),
    });
  return { ask, sent };
}

describe('what the dashboard sends', () => {
  it('is the hash of a registered document, in its text’s place', async () => {
    const { ask, sent } = setUp(() => Response.json({ data: {} }));
    await ask('Home');
    expect(sent).toEqual([
      {
        bearer: 'Bearer old',
        body: { operationName: 'Home', documentId: 'sha256:abc', variables: { a: 1 } },
      },
    ]);
  });

  it('is the text, from then on, where the company has not registered it', async () => {
    const missing = { errors: [{ extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] };
    const { ask, sent } = setUp((body) => Response.json('documentId' in body ? missing : { data: 1 }));
    expect(await (await ask('Home')).json()).toEqual({ data: 1 });
    await ask('Home');
    expect(sent.map(({ body }) => body['query'])).toEqual([
      undefined,
      'query Home { me }',
      'query Home { me }',
    ]);
  });

  it('is sent once more with a fresh token where the old one is refused', async () => {
    const { ask, sent } = setUp(
      (_, bearer) => new Response('{}', { status: bearer === 'Bearer new' ? 200 : 401 }),
    );
    expect((await ask('Home')).status).toBe(200);
    expect(sent.map(({ bearer }) => bearer)).toEqual(['Bearer old', 'Bearer new']);
  });
});
