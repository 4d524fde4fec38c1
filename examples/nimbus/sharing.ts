import { execute, parse, type GraphQLSchema } from 'graphql';
import { isCompanySlug, isIdOf, parseId } from '#schema/wire/ids.ts';
import { mayUse, type Context } from './context.ts';
import type { Sql } from './database.ts';
import { disclosing } from './disclosing.ts';
import { allLines, lineOf, opens, readsOf, type Line } from './ledger.ts';
import { pageOf, type PageArguments } from './paging.ts';
import { colleague } from './staff.ts';
import { excerptOf, nameOf, sha256 } from './texts.ts';
import { find, list } from './things.ts';
import type { Agent, Document, PrivateMessage, PrivateThread, Thing } from './things.ts';

type Given<T> = T | null | undefined;

interface Filter {
  readonly teamId?: Given<string>;
  readonly company?: Given<string>;
  readonly kind?: Given<string>;
  readonly state?: Given<string>;
  readonly activeOnly?: Given<boolean>;
}

/** What others see of Nimbus, and the acts that open and shut it. `schemaOf` gives what is served, for `viewAs`. */
export function sharing(schemaOf: () => GraphQLSchema) {
  return {
    Participant: {
      agent: (card: Thing, _: unknown, context: Context) => behind(card, 'agt', context),
      person: (card: Thing, _: unknown, context: Context) => behind(card, 'psn', context),
    },
    Share: { content },
    ShareContent: { __resolveType: ({ __typename }: { __typename: string }) => __typename },
    Disclosure: {
      what: async ({ title, targetId }: Line, _: unknown, { db }: Context) => {
        if (title !== null) return title;
        const kind = parseId(targetId)?.kind as 'agt' | 'doc';
        const thing = await find<Thing & { name?: string; displayName?: string; title?: string }>(
          db.sql,
          kind,
          targetId,
        );
        return (kind === 'agt' ? thing?.name : (thing?.displayName ?? thing?.title)) ?? null;
      },
      by: ({ byId }: Line, _: unknown, context: Context) => colleague(byId, context),
      endedBy: ({ endedById }: Line, _: unknown, context: Context) => colleague(endedById, context),
      revocable: ({ kind, state }: Line) =>
        kind !== 'ESCALATION' && ['PENDING', 'ACTIVE', 'ENDING'].includes(state),
      readCounts: ({ id }: Line, _: unknown, { db }: Context) => readsOf(db.sql, id),
    },
    Workspace: {
      disclosures: async (_: unknown, args: PageArguments & { filter?: Given<Filter> }, context: Context) => {
        if (context.me?.role === 'AGENT') return null;
        return pageOf(
          await filtered(await allLines(context), args.filter ?? {}, context),
          args,
          ({ id }) => id,
        );
      },
      viewAs: (_: unknown, args: { company: string; teamId: string }, context: Context) =>
        viewAs(schemaOf(), args, context),
    },
    Mutation: disclosing,
  };
}

/** The door from a card to who is behind it. */
async function behind({ id }: Thing, kind: 'agt' | 'psn', context: Context): Promise<Thing | null> {
  const line = await lineOf(context.db.sql, id, context.now());
  if (!opens(context, line) || parseId(line.targetId)?.kind !== kind) return null;
  const found = await find(context.db.sql, kind, line.targetId);
  if (found !== null) context.linesRead.add(id);
  return found;
}

/** What a share shows now: of the thing itself, the chosen fields and no others. */
async function content({ id }: Thing, _: unknown, context: Context): Promise<object | null> {
  const line = await lineOf(context.db.sql, id, context.now());
  if (!opens(context, line)) return null;
  const chosen = <Value>(field: string, value: Value) => (line.fields.includes(field) ? value : null);
  const shown = await contentOf(line, chosen, context);
  if (shown !== null) context.linesRead.add(id);
  return shown;
}

async function contentOf(
  line: Line,
  chosen: <Value>(field: string, value: Value) => Value | null,
  context: Context,
): Promise<object | null> {
  const { targetId } = line;
  const { sql } = context.db;
  const agent = await find<Agent>(sql, 'agt', targetId);
  if (agent) {
    const { name, purpose, skills, status } = agent;
    const card = {
      name: chosen('NAME', name),
      purpose: chosen('PURPOSE', purpose),
      skills: chosen('SKILLS', skills),
    };
    return { __typename: 'SharedAgentCard', ...card, status: chosen('STATUS', status) };
  }
  const document = await find<Document>(sql, 'doc', targetId);
  // A share opens to the own agents nothing that they may not use; to others it is the permission.
  if (document && (context.me === null || mayUse(context, document.parent))) {
    const { title, mediaType, updatedAt } = document;
    return {
      ...{
        __typename: 'SharedDocument',
        title: chosen('TITLE', title),
        body: chosen('BODY', shownText(document, line)),
      },
      ...{ mediaType: chosen('MEDIA_TYPE', mediaType), updatedAt: chosen('UPDATED_AT', updatedAt) },
    };
  }
  const thread = await find<PrivateThread>(sql, 'pth', targetId);
  if (thread === null) return null;
  const title = chosen('TITLE', thread.title);
  const said = line.fields.some((field) => ['BODY', 'AUTHOR', 'TIME'].includes(field));
  return {
    ...{ __typename: 'SharedPrivateThread', title },
    messages: said ? await shownMessages(sql, line, chosen) : null,
  };
}

/** A document's text, or the excerpt of it, while that is still the one that was chosen. */
function shownText({ body }: Document, { from, to, excerptHash }: Line): string | null {
  if (from === null || to === null) return body;
  const excerpt = excerptOf(body, from, to);
  return excerpt !== null && sha256(excerpt) === excerptHash ? excerpt : null;
}

async function shownMessages(
  sql: Sql,
  { targetId, from, to }: Line,
  chosen: <Value>(field: string, value: Value) => Value | null,
): Promise<object[]> {
  const messages = (await list<PrivateMessage>(sql, 'pms', targetId)).filter(
    ({ sequence, redactedAt }) => redactedAt === null && sequence >= (from ?? 1) && sequence <= (to ?? 0),
  );
  return Promise.all(
    messages.map(async ({ body, authorId, createdAt }) => ({
      ...{ body: chosen('BODY', body), createdAt: chosen('TIME', createdAt) },
      authorName: chosen('AUTHOR', await nameOf(sql, authorId)),
    })),
  );
}

async function filtered(lines: readonly Line[], filter: Filter, { db }: Context): Promise<Line[]> {
  const kept = lines.filter(
    ({ teamId, kind, state }) =>
      (filter.teamId == null || teamId === filter.teamId) &&
      (filter.kind == null || kind === filter.kind) &&
      (filter.state == null || state === filter.state) &&
      (filter.activeOnly !== true || state === 'PENDING' || state === 'ACTIVE'),
  );
  if (filter.company == null) return kept;
  const text = 'SELECT line_id AS id FROM nimbus.reads WHERE company = $1';
  const read = new Set((await db.sql<{ id: string }>(text, [filter.company])).map(({ id }) => id));
  return kept.filter(({ id }) => read.has(id));
}

/** Everything of the contract that is tagged `shared`. */
const LOOK = parse(`query ($all: [_Any!]!) { _entities(representations: $all) { __typename
  ... on Agent { ...agent } ... on Person { ...person }
  ... on Participant { id agent { ...agent } person { ...person } }
  ... on Share { id content {
    ... on SharedDocument { title body mediaType updatedAt }
    ... on SharedPrivateThread { title messages { body authorName createdAt } }
    ... on SharedAgentCard { name purpose skills status } } } } }
  fragment agent on Agent { id name purpose skills status }
  fragment person on Person { id displayName title timeZone }`);
const LOOKED_AT: Readonly<Record<string, string>> = {
  par: 'Participant',
  shr: 'Share',
  agt: 'Agent',
  psn: 'Person',
};

/** What a company sees through a team: asked of the schema that is served, with that company's eyes. */
async function viewAs(
  schema: GraphQLSchema,
  { company, teamId }: { company: string; teamId: string },
  context: Context,
) {
  if (context.me?.role === 'AGENT' || !isCompanySlug(company) || company === context.company) return null;
  if (!isIdOf(teamId, 'tem')) return null;
  const ids = (await allLines(context)).flatMap(({ id, kind, targetId }) =>
    kind === 'ESCALATION' ? [] : kind === 'SHARE' ? [id] : [id, targetId],
  );
  const all = [...new Set(ids)].flatMap((id) => {
    const type = LOOKED_AT[parseId(id)?.kind ?? ''];
    return type === undefined ? [] : [{ __typename: type, id }];
  });
  const caller = { kind: 'foreign' as const, company, teams: [teamId] };
  const eyes: Context = { ...context, caller, me: null, linesRead: new Set() };
  const answer = await execute({ schema, document: LOOK, contextValue: eyes, variableValues: { all } });
  const seen = (answer.data?.['_entities'] ?? []) as readonly unknown[];
  const entities = all.flatMap(({ id, __typename: type }, index) => {
    const fields = valuesOf(seen[index], []);
    return fields.some(({ path }) => path !== 'id') ? [{ id, type, fields }] : [];
  });
  return { company, teamId, entities: entities.sort((a, b) => (a.type + a.id < b.type + b.id ? -1 : 1)) };
}

/** Every value of an answer with its path. Nulls are left out; a list of plain values is one value. */
function valuesOf(value: unknown, path: readonly string[]): { path: string; value: string }[] {
  if (value === null || value === undefined) return [];
  const plain =
    typeof value !== 'object' || (Array.isArray(value) && !value.some((item) => typeof item === 'object'));
  if (plain) return [{ path: path.join('.'), value: JSON.stringify(value) }];
  const names = Object.keys(value).filter((name) => name !== '__typename');
  return (Array.isArray(value) ? names : names.sort()).flatMap((name) =>
    valuesOf((value as Record<string, unknown>)[name], [...path, name]),
  );
}
