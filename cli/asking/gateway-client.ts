import type { z } from 'zod';
import { CliError } from '../exit.ts';

/** Asks one operation of the gateway and gives its data. */
export type Ask = <Data>(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  shape: z.ZodType<Data>,
) => Promise<Data>;

interface GraphqlAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message?: string }[];
}

/**
 * A client of the gateway for one caller. Half an answer is no answer here: any error of the graph fails the call.
 *
 * @returns a function that throws CliError `GATEWAY_FAILED`
 */
export function createAsk(url: string, token: string): Ask {
  return async (query, variables, shape) => {
    const { data, errors = [] } = await post(url, token, { query, variables });
    const [error] = errors;
    if (error) throw failed(url, `it answered: ${error.message ?? 'an error without a message'}`);
    const read = shape.safeParse(data);
    if (!read.success) throw failed(url, 'its answer is not what this command asked for');
    return read.data;
  };
}

async function post(url: string, token: string, body: unknown): Promise<GraphqlAnswer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
    return (await response.json()) as GraphqlAnswer;
  } catch (error) {
    throw failed(
      url,
      error instanceof SyntaxError ? 'what answers there is no gateway' : 'nothing answers there',
    );
  }
}

function failed(url: string, why: string): CliError {
  return new CliError('GATEWAY_FAILED', `Could not ask ${url}: ${why}. Give its address with --gateway.`);
}
