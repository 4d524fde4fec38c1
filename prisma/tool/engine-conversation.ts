import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** Does one request of the CLI. `print` shows text to the user before the answer goes out. */
export type EngineMethod = (
  method: string,
  params: unknown,
  print: (content: string) => void,
) => Promise<unknown>;

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params?: unknown;
}

/** The code under which the native engine reports an error the user should read (schema-engine `json_rpc`). */
const USER_FACING_ERROR = 4466;

/**
 * Speaks the CLI's protocol: JSON-RPC 2.0, one message per line, answered in the order asked.
 * Resolves when the input ends and the last answer is written.
 */
export async function converse(input: Readable, output: Writable, method: EngineMethod): Promise<void> {
  const send = (message: object): void =>
    void output.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  for await (const line of createInterface({ input })) {
    const request = readRequest(line);
    if (request !== undefined) await answer(request, method, send);
  }
}

async function answer(
  request: Request,
  method: EngineMethod,
  send: (message: object) => void,
): Promise<void> {
  // The CLI ignores the answer to a print, but wants an id of its own on it.
  const print = (content: string): void =>
    send({ id: 1_000_000 + request.id, method: 'print', params: { content } });
  try {
    const result = await method(request.method, request.params, print);
    send({ id: request.id, result: result ?? null });
  } catch (error) {
    send({ id: request.id, error: reported(error) });
  }
}

/** The CLI answers our prints on the same stream: a message without a method is no request. */
function readRequest(line: string): Request | undefined {
  if (line.trim() === '') return undefined;
  const message: unknown = JSON.parse(line);
  return isRequest(message) ? message : undefined;
}

function isRequest(message: unknown): message is Request {
  return (
    typeof message === 'object' &&
    message !== null &&
    'method' in message &&
    typeof message.method === 'string'
  );
}

function reported(error: unknown): object {
  const message = error instanceof Error ? error.message : String(error);
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return {
    code: USER_FACING_ERROR,
    message: 'An error happened. Check the data field for details.',
    data: { is_panic: false, message, meta: null, error_code: code },
  };
}
