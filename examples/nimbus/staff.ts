import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { credentialQuestion, type CredentialAnswer } from '#schema/wire/agent-credentials.ts';
import { isIdOf, parseId } from '#schema/wire/ids.ts';
import { change, existing, given, notOffered, optionalText, Refusal, text } from './changes.ts';
import { mayUse, newId, type Context } from './context.ts';
import type { Database, Sql } from './database.ts';
import { linesOfTarget, opens } from './ledger.ts';
import * as things from './things.ts';
import {
  find,
  findAll,
  list,
  type Agent,
  type Credential,
  type Person,
  type Source,
  type Thing,
} from './things.ts';

interface AgentInput {
  readonly agentId: string;
  readonly name?: string;
  readonly subject?: string | null;
  readonly purpose?: string | null;
  readonly skills?: readonly string[] | null;
  readonly paused?: boolean | null;
  readonly instructions?: string | null;
  readonly model?: string | null;
  readonly knowledgeIds?: readonly string[] | null;
  readonly toolIds?: readonly string[] | null;
}

/** An agent or a person by id: to own callers, and to others as long as a line of the ledger opens the door. */
export async function colleague(id: string | null, context: Context): Promise<Thing | null> {
  const kind = parseId(id)?.kind;
  if (id === null || (kind !== 'agt' && kind !== 'psn')) return null;
  const found = await find(context.db.sql, kind, id);
  const typed = found && { ...found, __typename: kind === 'agt' ? 'Agent' : 'Person' };
  if (typed === null || context.me !== null) return typed;
  const line = (await linesOfTarget(context.db.sql, id, context.now())).find((one) => opens(context, one));
  if (line) context.linesRead.add(line.id);
  return line ? typed : null;
}

/** Agents, people, tools and agents' credentials. */
export const staff = {
  Workspace: {
    agents: (_: unknown, _args: unknown, { db }: Context) => byName<Agent>(db, 'agt', ({ name }) => name),
    people: (_: unknown, _args: unknown, { db }: Context) =>
      byName<Person>(db, 'psn', ({ displayName }) => displayName),
    tools: async (_: unknown, _args: unknown, { db, me }: Context) => {
      const tools = await byName<Thing & { name: string }>(db, 'tol', ({ name }) => name);
      return tools.filter(({ id }) => me?.role !== 'AGENT' || me.agent.toolIds.includes(id));
    },
  },
  Agent: {
    knowledge: async ({ knowledgeIds }: Agent, _: unknown, context: Context) => {
      const sources = await findAll<Source>(context.db.sql, 'kno', knowledgeIds);
      return sources
        .filter(({ id }) => mayUse(context, id))
        .sort((a, b) => a.title.localeCompare(b.title, 'en'));
    },
    tools: ({ toolIds }: Agent, _: unknown, { db }: Context) => findAll(db.sql, 'tol', toolIds),
    // Nimbus narrows no agent beyond what is attached to it.
    permissions: () => ({ shared: null, knowledgeIds: null, privateThreads: null }),
    credentials: async ({ id }: Agent, _: unknown, { db, me }: Context) =>
      me?.role === 'ADMIN' ? (await list<Credential>(db.sql, 'crd', id)).reverse() : null,
  },
  AgentCredential: {
    createdBy: ({ createdById }: Credential, _: unknown, context: Context) => colleague(createdById, context),
  },
  Colleague: { __resolveType: ({ id }: Thing) => (parseId(id)?.kind === 'agt' ? 'Agent' : 'Person') },
  Tool: { hasSecret: () => false },
  Mutation: {
    createAgent: change<AgentInput & { name: string }>('admins', async (sql, input, _me, context) => {
      const subject = input.subject ?? `agent-${context.ulid().toLowerCase()}`;
      if (!/^[!-~]{1,255}$/.test(subject))
        throw new Refusal('INVALID_INPUT', 'This is no subject.', 'subject');
      const known: readonly { subject: string }[] = [
        ...(await list<Agent>(sql, 'agt')),
        ...(await list<Person>(sql, 'psn')),
      ];
      if (known.some((one) => one.subject === subject))
        throw new Refusal('CONFLICT', 'This subject is somebody else’s.', 'subject');
      const blank = {
        purpose: null,
        skills: [],
        instructions: null,
        model: null,
        knowledgeIds: [],
        toolIds: [],
      };
      const fields = {
        ...blank,
        ...(await agentFields(sql, input, context)),
        name: text(input.name, 'name', 200),
      };
      const agent = {
        ...fields,
        id: newId(context, 'agt'),
        parent: null,
        subject,
        status: 'ACTIVE' as const,
      };
      return { agent: await things.add(sql, agent as Agent) };
    }),
    updateAgent: change<AgentInput>('admins', async (sql, input, _me, context) => {
      const { id, status } = await agentInUse(sql, input.agentId);
      const paused = input.paused == null ? status : input.paused ? ('PAUSED' as const) : ('ACTIVE' as const);
      const name = input.name == null ? undefined : text(input.name, 'name', 200);
      const fields = given({ ...(await agentFields(sql, input, context)), status: paused, name });
      return { agent: await things.change<Agent>(sql, id, fields as Partial<Agent>) };
    }),
    archiveAgent: change<AgentInput>('admins', async (sql, { agentId }) => {
      const { id } = existing(await things.hold<Agent>(sql, 'agt', agentId), 'agentId');
      return { agent: await things.change<Agent>(sql, id, { status: 'ARCHIVED' }) };
    }),
    issueAgentCredential: change<{ agentId: string; label: string; expiresAt?: Date | null }>(
      'admins',
      async (sql, { agentId, label, expiresAt }, me, context) => {
        const { id: parent } = await agentInUse(sql, agentId);
        const until = expiresAt ?? new Date(context.now().getTime() + 90 * DAY);
        if (until <= context.now() || until.getTime() > context.now().getTime() + 366 * DAY)
          throw new Refusal('INVALID_INPUT', 'It ends within 366 days.', 'expiresAt');
        const id = newId(context, 'crd');
        const secret = `${id}.${randomBytes(32).toString('base64url')}`;
        const times = {
          createdAt: context.now().toISOString(),
          expiresAt: until.toISOString(),
          revokedAt: null,
        };
        const written = {
          id,
          parent,
          label: text(label, 'label', 100),
          hash: sha256(secret),
          createdById: me.id,
        };
        return { credential: await things.add(sql, { ...written, ...times }), secret };
      },
    ),
    revokeAgentCredential: change<{ credentialId: string }>(
      'admins',
      async (sql, { credentialId }, _me, { now }) => {
        const found = existing(await things.hold<Credential>(sql, 'crd', credentialId), 'credentialId');
        const revokedAt = found.revokedAt ?? now().toISOString();
        return { credential: await things.change<Credential>(sql, found.id, { revokedAt }) };
      },
    ),
    setAgentPermissions: notOffered,
    addPerson: notOffered,
    updatePerson: notOffered,
    setPersonRole: notOffered,
    removePerson: notOffered,
    createTool: notOffered,
    updateTool: notOffered,
    deleteTool: notOffered,
  },
};

const DAY = 86_400_000;

async function byName<T extends Thing>(
  db: Database,
  kind: 'agt' | 'psn' | 'tol',
  nameOf: (thing: T) => string,
) {
  return (await list<T>(db.sql, kind)).sort((a, b) => nameOf(a).localeCompare(nameOf(b), 'en'));
}

async function agentInUse(sql: Sql, id: string): Promise<Agent> {
  const agent = existing(await things.hold<Agent>(sql, 'agt', id), 'agentId');
  if (agent.status === 'ARCHIVED') throw new Refusal('CONFLICT', 'The agent is archived.', 'agentId');
  return agent;
}

async function agentFields(sql: Sql, input: Partial<AgentInput>, { company }: Context) {
  for (const [field, kind] of [
    ['knowledgeIds', 'kno'],
    ['toolIds', 'tol'],
  ] as const) {
    const ids = input[field] ?? [];
    const there = await findAll(sql, kind, ids);
    if (ids.length > 100 || there.length < ids.length || !ids.every((id) => isIdOf(id, kind, company)))
      throw new Refusal('NOT_FOUND', 'Some of these are not there.', field);
  }
  const { purpose, instructions, model } = input;
  if ((input.skills?.length ?? 0) > 30)
    throw new Refusal('INVALID_INPUT', 'There are up to 30 skills.', 'skills');
  return given({
    purpose: purpose === undefined ? undefined : optionalText(purpose, 'purpose', 2000),
    skills: input.skills?.map((skill) => text(skill, 'skills', 100)),
    instructions: instructions === undefined ? undefined : optionalText(instructions, 'instructions', 50_000),
    model: model === undefined ? undefined : optionalText(model, 'model', 200),
    knowledgeIds: input.knowledgeIds ?? undefined,
    toolIds: input.toolIds ?? undefined,
  });
}

function sha256(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/** Whose credential a secret is, for the company's issuer; null for every secret that gets no token. */
export async function checkCredential(
  db: Database,
  body: unknown,
  now: Date,
): Promise<CredentialAnswer | null> {
  const asked = credentialQuestion.safeParse(body);
  const secret = asked.success ? asked.data.secret : '';
  const credential = await find<Credential>(db.sql, 'crd', secret.split('.')[0] ?? '');
  const hash = Buffer.from(credential?.hash ?? '0'.repeat(64), 'hex');
  const fits = timingSafeEqual(hash, Buffer.from(sha256(secret), 'hex'));
  if (!fits || credential === null || credential.revokedAt !== null) return null;
  if (new Date(credential.expiresAt) <= now) return null;
  const agent = await find<Agent>(db.sql, 'agt', credential.parent ?? '');
  if (agent?.status !== 'ACTIVE') return null;
  now.setUTCSeconds(0, 0);
  await things.change(db.sql, credential.id, { lastUsedAt: now.toISOString() } as Partial<Thing>);
  return { subject: agent.subject, name: agent.name };
}
