import { isIdOf } from '#schema/wire/ids.ts';
import { given } from '#subgraphs/kit/input-rules.ts';
import { Refusal, type Outcome } from '#subgraphs/kit/refusal.ts';
import { freeSlug, slugFrom } from '#subgraphs/kit/slug-rules.ts';
import { carryOut } from '../access/carry-out.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../database.ts';
import { lockStaff, subjectsFrom } from '../people/staff-store.ts';
import type { CreateAgentInput, SetAgentPermissionsInput, UpdateAgentInput } from '../resolver-types.ts';
import { agentInputErrors, attachable, type AgentInput } from './agent-rules.ts';
import type { AgentRow } from './agent-store.ts';
import {
  attach,
  changeAgent,
  insertAgent,
  lockAgent,
  replacePermissions,
  type AgentChange,
  type Attachment,
} from './agent-write-store.ts';
import { linesOf, permissionErrors } from './permission-rules.ts';

/** Adds an agent. */
export function createAgent(context: Context, input: CreateAgentInput): Promise<Outcome<AgentRow>> {
  return carryOut(context, 'manageAgents', agentInputErrors(input), async (transaction) => {
    await lockStaff(transaction);
    const agent = await insertAgent(transaction, {
      id: context.ids.company('agt', context.company),
      subject: await chooseSubject(transaction, input),
      name: input.name,
      purpose: input.purpose ?? null,
      skills: [...(input.skills ?? [])],
      instructions: input.instructions ?? null,
      model: input.model ?? null,
    });
    await attachAll(context, transaction, agent.id, input);
    return agent;
  });
}

/** Changes an agent. */
export function updateAgent(context: Context, input: UpdateAgentInput): Promise<Outcome<AgentRow>> {
  return carryOut(context, 'manageAgents', agentInputErrors(input), async (transaction) => {
    const { id } = await agentInUse(context, transaction, input.agentId);
    await attachAll(context, transaction, id, input);
    return changeAgent(transaction, id, changeOf(input));
  });
}

/** Takes an agent out of use. One that is archived already stays so. */
export function archiveAgent(context: Context, agentId: string): Promise<Outcome<AgentRow>> {
  return carryOut(context, 'manageAgents', [], async (transaction) => {
    const { id } = await knownAgent(context, transaction, agentId);
    return changeAgent(transaction, id, { status: 'ARCHIVED' });
  });
}

/** Puts an agent's permissions in the place of those before. */
export function setAgentPermissions(
  context: Context,
  { agentId, shared, knowledgeIds, privateThreads }: SetAgentPermissionsInput,
): Promise<Outcome<AgentRow>> {
  const permissions = {
    shared: shared ?? null,
    knowledgeIds: knowledgeIds ?? null,
    privateThreads: privateThreads ?? null,
  };
  const errors = permissionErrors(permissions, context.company);
  return carryOut(context, 'manageAgents', errors, async (transaction) => {
    const agent = await agentInUse(context, transaction, agentId);
    await replacePermissions(transaction, agent.id, linesOf(permissions));
    return agent;
  });
}

function changeOf({ name, purpose, skills, instructions, model, paused }: UpdateAgentInput): AgentChange {
  const status = paused == null ? undefined : paused ? 'PAUSED' : 'ACTIVE';
  return given({
    ...{ purpose, instructions, model, status },
    name: name ?? undefined,
    skills: skills ?? undefined,
  });
}

async function knownAgent({ company }: Context, transaction: Transaction, id: string): Promise<AgentRow> {
  const agent = isIdOf(id, 'agt', company) ? await lockAgent(transaction, id) : null;
  if (agent === null) throw new Refusal('NOT_FOUND', 'There is no such agent.', 'agentId');
  return agent;
}

async function agentInUse(context: Context, transaction: Transaction, id: string): Promise<AgentRow> {
  const agent = await knownAgent(context, transaction, id);
  if (agent.status === 'ARCHIVED')
    throw new Refusal('CONFLICT', 'An archived agent stays as it is.', 'agentId');
  return agent;
}

async function chooseSubject(transaction: Transaction, { name, subject }: CreateAgentInput): Promise<string> {
  const wanted = subject ?? slugFrom(name, 'agent');
  const taken = await subjectsFrom(transaction, wanted);
  if (subject == null) return freeSlug(wanted, taken);
  if (taken.has(subject)) throw new Refusal('CONFLICT', 'Somebody has this subject.', 'subject');
  return subject;
}

async function attachAll(
  context: Context,
  transaction: Transaction,
  agentId: string,
  { knowledgeIds, toolIds }: AgentInput,
): Promise<void> {
  const one = async (what: Attachment, kind: 'kno' | 'tol', given: readonly string[], field: string) => {
    const ids = attachable(given, kind, context.company);
    if (ids === null || !(await attach(transaction, agentId, what, ids)))
      throw new Refusal('NOT_FOUND', 'One of these is not there.', field);
  };
  if (knowledgeIds != null) await one('knowledge', 'kno', knowledgeIds, 'knowledgeIds');
  if (toolIds != null) await one('tools', 'tol', toolIds, 'toolIds');
}
