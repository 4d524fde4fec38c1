import { textErrors } from '#subgraphs/kit/input-rules.ts';
import { userError, type UserError } from '#subgraphs/kit/user-error.ts';
import { inputSchemaProblem } from './input-schema-rules.ts';

/** What `createTool` and `updateTool` say of a tool. */
export interface ToolInput {
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly inputSchema?: string | null | undefined;
  readonly endpoint?: string | null | undefined;
  readonly secret?: string | null | undefined;
}

const NAME = { name: "A tool's name", most: 200, lines: false };
const DESCRIPTION = { name: "A tool's description", most: 2_000, lines: true };
const SECRET = { name: "A tool's secret", most: 8_192, lines: true };
const ENDPOINT_RULE =
  'An endpoint is an https address, or an http address of this machine, of at most 2,000 characters, without credentials and fragment.';
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Everything that is wrong with the input by itself. No message repeats the secret. */
export function toolInputErrors({
  name,
  description,
  inputSchema,
  endpoint,
  secret,
}: ToolInput): UserError[] {
  const schemaProblem = inputSchema == null ? null : inputSchemaProblem(inputSchema);
  return [
    ...textErrors(name, NAME, 'name'),
    ...textErrors(description, DESCRIPTION, 'description'),
    ...(schemaProblem === null ? [] : [userError('INVALID_INPUT', schemaProblem, 'inputSchema')]),
    ...(endpoint == null || isEndpoint(endpoint)
      ? []
      : [userError('INVALID_INPUT', ENDPOINT_RULE, 'endpoint')]),
    ...textErrors(secret, SECRET, 'secret'),
  ];
}

/** Whether a tool can be called there. */
export function isEndpoint(text: string): boolean {
  if (text.length > 2_000 || /[\s\p{Cc}\p{Cs}\\]/u.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '' || /[@#]/.test(text.split('?')[0] ?? '') || text.includes('#'))
    return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** Whether a secret that was kept for one endpoint would go to another, unless the change says what becomes of it. */
export function wouldMisdirectSecret(
  tool: { readonly endpoint: string | null; readonly hasSecret: boolean },
  { endpoint, secret }: ToolInput,
): boolean {
  return tool.hasSecret && secret === undefined && endpoint !== undefined && endpoint !== tool.endpoint;
}
