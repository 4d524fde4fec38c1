import { z } from 'zod';
import type { CliSettings } from '../config.ts';
import { CliError } from '../exit.ts';
import { requireCaller, signCallerToken, type TokenSource } from '../issuer/caller-token.ts';
import type { SeededCaller } from '../scenario/callers.ts';
import { answerTree } from './answer-tree.ts';
import { urlOf } from './program-specs.ts';
import { REFERENCE_QUERY } from './reference-query.ts';
import { sideBySide, type Column } from './side-by-side.ts';

const anyAnswer = z.object({ data: z.unknown() });

/** As much of an answer as decides whether it is a good one. */
const goodAnswer = z.object({
  errors: z.array(z.unknown()).max(0).optional(),
  data: z.object({
    team: z.object({ threads: z.object({ nodes: z.array(z.object({ slug: z.string() })) }) }),
    workspace: z.object({}),
  }),
});

const THREAD = 'rollout-status';
const TOKEN_SECONDS = 60;

/**
 * Asks the reference query as Acme's project lead and as Harbor's delivery lead, over HTTP as any client does.
 *
 * @param width of the text, in characters
 * @returns both answers side by side
 * @throws CliError `FIRST_ANSWER_WRONG` with the answer, when it has errors or lacks the shared thread
 */
export async function firstAnswers(
  settings: CliSettings,
  tools: { readonly clock: TokenSource['clock']; readonly fetch: typeof fetch },
  width: number,
): Promise<string> {
  const source = { dataDir: settings.dataDir, issuerPort: settings.ports.issuer, clock: tools.clock };
  const callers = [requireCaller('acme', 'project-lead'), requireCaller('harbor', 'delivery-lead')] as const;
  const columns = callers.map(async (caller): Promise<Column> => {
    const token = await signCallerToken(caller, TOKEN_SECONDS, source);
    const answer = await ask(`${urlOf(settings, 'gateway')}/graphql`, token, tools.fetch);
    return { heading: `${caller.company} ${caller.subject}`, lines: answerTree(requireGood(answer, caller)) };
  });
  const [left, right] = await Promise.all([columns[0], columns[1]]);
  return left && right ? sideBySide(left, right, width) : '';
}

async function ask(url: string, token: string, send: typeof fetch): Promise<unknown> {
  const reply = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: REFERENCE_QUERY }),
  });
  const text = await reply.text();
  try {
    return JSON.parse(text);
  } catch {
    return { status: reply.status, text };
  }
}

function requireGood(answer: unknown, { company, subject }: SeededCaller): unknown {
  const good = goodAnswer.safeParse(answer);
  if (good.success && good.data.data.team.threads.nodes.some(({ slug }) => slug === THREAD))
    // Not what the check kept of it: all of it, in its own order.
    return anyAnswer.parse(answer).data;
  const shown = JSON.stringify(answer, null, 2);
  const what = `The reference query has no good answer for ${company} ${subject}`;
  throw new CliError('FIRST_ANSWER_WRONG', `${what}: it has errors or lacks the thread ${THREAD}.\n${shown}`);
}
