import { isIdOf } from '#schema/wire/ids.ts';
import { given } from '#subgraphs/kit/input-rules.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import type { CreateToolInput, DeleteToolInput, UpdateToolInput } from '../resolver-types.ts';
import { toolInputErrors, wouldMisdirectSecret } from './tool-rules.ts';
import type { ToolRow } from './tool-store.ts';
import {
  changeTool,
  insertTool,
  isAttached,
  lockTool,
  readTool,
  removeTool,
  replaceSecret,
} from './tool-write-store.ts';

/** Adds a tool. */
export function createTool(context: Context, input: CreateToolInput): Promise<Outcome<ToolRow | null>> {
  return carryOut(context, 'manageTools', toolInputErrors(input), async (transaction) => {
    const id = context.ids.company('tol', context.company);
    const { name, description = null, inputSchema = null, endpoint = null, secret } = input;
    await insertTool(transaction, { id, name, description, inputSchema, endpoint });
    if (secret != null) await keepSecret(context, transaction, id, secret);
    return readTool(transaction, id);
  });
}

/** Changes a tool. */
export function updateTool(context: Context, input: UpdateToolInput): Promise<Outcome<ToolRow | null>> {
  return carryOut(context, 'manageTools', toolInputErrors(input), async (transaction) => {
    const tool = await knownTool(context, transaction, input.toolId);
    if (wouldMisdirectSecret(tool, input)) {
      const message = 'The secret was given for another endpoint: give it again, or take it away.';
      throw new Refusal('CONFLICT', message, 'secret');
    }
    const { name, description, inputSchema, endpoint, secret } = input;
    const change = given({ description, inputSchema, endpoint, name: name ?? undefined });
    await changeTool(transaction, tool.id, change);
    if (secret !== undefined) await keepSecret(context, transaction, tool.id, secret);
    return readTool(transaction, tool.id);
  });
}

/** Deletes a tool. Resolves to its id. */
export function deleteTool(context: Context, { toolId, detach }: DeleteToolInput): Promise<Outcome<string>> {
  return carryOut(context, 'manageTools', [], async (transaction) => {
    const { id } = await knownTool(context, transaction, toolId);
    if (!detach && (await isAttached(transaction, id)))
      throw new Refusal(
        'CONFLICT',
        'Agents may call this tool: take it from them, or say `detach`.',
        'toolId',
      );
    await removeTool(transaction, id);
    return id;
  });
}

async function knownTool({ company }: Context, transaction: Transaction, id: string): Promise<ToolRow> {
  const tool = isIdOf(id, 'tol', company) ? await lockTool(transaction, id) : null;
  if (tool === null) throw new Refusal('NOT_FOUND', 'There is no such tool.', 'toolId');
  return tool;
}

async function keepSecret(
  { secretBox }: Context,
  transaction: Transaction,
  toolId: string,
  secret: string | null,
): Promise<void> {
  if (secret !== null && secretBox === null) {
    const message = 'Secrets cannot be kept here yet: the operator has to set TOOL_SECRET_KEY.';
    throw new Refusal('CONFLICT', message, 'secret');
  }
  const sealed = secret === null ? null : (secretBox?.seal(toolId, secret) ?? null);
  await replaceSecret(transaction, toolId, sealed);
}
