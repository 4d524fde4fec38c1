import type { CompanyCommand, CompanyRequest, CompanyRequestReply } from '#schema/wire/company-requests.ts';
import { Refusal } from '#subgraphs/kit/refusal.ts';
import type { UserError } from '#subgraphs/kit/user-error.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { PostedTooMuch } from '../events/post-rates.ts';
import { commandErrors, commandHash } from './command-rules.ts';
import { carryOutCommand } from './commands.ts';
import { forgetReplies, keepReply, takeUpRequest } from './reply-store.ts';

/** How long an answer is kept: for as long a company may send a request again. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Carries a company's request out, once: the change and the answer to it are kept in one transaction, and the same
 * request is answered alike ever after, also when it was refused.
 *
 * @throws PostedTooMuch when it has to be sent again later
 */
export function answerRequest(
  context: Context,
  { requestId, command }: CompanyRequest,
): Promise<CompanyRequestReply> {
  const { company } = context;
  const hash = commandHash(command);
  return context.write(async (transaction) => {
    const at = context.now();
    const known = await takeUpRequest(company, transaction, { requestId, commandHash: hash, at });
    if (known !== null) return known.commandHash === hash ? known.reply : refused(OTHER_COMMAND);
    const reply = await attempt(context, transaction, command);
    await keepReply(company, transaction, requestId, reply);
    await forgetReplies(company, transaction, new Date(at.getTime() - KEPT_MS));
    return reply;
  });
}

const OTHER_COMMAND = {
  code: 'CONFLICT',
  message: 'Your company has made another request under this id.',
} as const;

/** A refusal undoes what was written for the command, and leaves the transaction good for keeping the answer. */
async function attempt(
  context: Context,
  transaction: Transaction,
  command: CompanyCommand,
): Promise<CompanyRequestReply> {
  const [wrong] = commandErrors(context.company, command, context.now());
  if (wrong !== undefined) return refused(wrong);
  await transaction.$executeRaw`SAVEPOINT command`;
  try {
    await carryOutCommand(context, transaction, command);
    return { outcome: 'done' };
  } catch (error) {
    // Not for good, so it is not kept: the same request may be sent again.
    if (!(error instanceof Refusal) || error instanceof PostedTooMuch) throw error;
    await transaction.$executeRaw`ROLLBACK TO SAVEPOINT command`;
    return refused(error.userError);
  }
}

function refused({ code, message }: Pick<UserError, 'code' | 'message'>): CompanyRequestReply {
  return { outcome: 'refused', code, message };
}
