import type { TestNetwork } from '#test/testkit/network.ts';
import type { Shown } from './doors.ts';

/** A question that any caller may ask, and what stands in its answer. */
export const HONEST = { query: '{ me { subject } }' };

/** Sends a body as it is, as Acme's project lead. */
export async function postText(
  network: TestNetwork,
  body: string | Buffer | undefined,
  init: { readonly headers?: Record<string, string>; readonly method?: string; readonly path?: string } = {},
): Promise<Shown> {
  const authorization = `Bearer ${await network.tokenOf('acme', 'project-lead')}`;
  const { headers, method = 'POST', path = '/graphql' } = init;
  const response = await fetch(network.gatewayUrl + path, {
    method,
    headers: { authorization, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    redirect: 'manual',
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The codes of an answer's errors. */
export function codesOf({ text }: Pick<Shown, 'text'>): unknown[] {
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions?: { code?: unknown } }[] };
  return errors.map(({ extensions }) => extensions?.code);
}

/** How often programs were asked anything of the graph: the gateway reads the registry by itself. */
export function askedOf({ sent }: Pick<TestNetwork, 'sent'>): number {
  return sent.filter(({ url }) => url.endsWith('/graphql')).length;
}

/** Whether the gateway answers the next honest request. */
export async function servesOn(network: TestNetwork): Promise<boolean> {
  const { status, text } = await postText(network, JSON.stringify(HONEST));
  return status === 200 && text === '{"data":{"me":{"subject":"project-lead"}}}';
}
