import { setTimeout as sleep } from 'node:timers/promises';
import { kept, notOffered, type Check, type Finding } from '../check.ts';
import { lookAround, representationsOf, VISITOR, type Scene } from '../scene.ts';
import { ENTITY_KINDS, valuesIn } from '../selections.ts';

interface Opened {
  readonly disclosure: { readonly id: string; readonly state: string } | null;
}

/** How something is opened and shut: mutation and input of both, and as what others then look at it. */
interface Door {
  readonly what: string;
  readonly open: readonly [mutation: string, input: object];
  readonly shut: (id: string) => readonly [mutation: string, input: object];
  readonly type: 'Participant' | 'Share';
}

const LINE = 'disclosure { id state }';
const withdraw = (participantId: string) => ['withdrawFromTeam', { participantId }] as const;
const revoke = (shareId: string) => ['revokeShare', { shareId }] as const;

function doorsOf({ known, team: teamId }: Scene): Door[] {
  const first = (type: string) => known.get(type)?.slice(0, 1) ?? [];
  const participant = (input: object): Pick<Door, 'open' | 'shut' | 'type'> => ({
    ...{ open: ['bringToTeam', { teamId, ...input }], shut: withdraw, type: 'Participant' },
  });
  const share = (fields: readonly string[], target: object): Pick<Door, 'open' | 'shut' | 'type'> => ({
    ...{ open: ['createShare', { teamId, fields, target }], shut: revoke, type: 'Share' },
  });
  return [
    ...first('Agent').map((agentId) => ({ what: 'an agent brought to a team', ...participant({ agentId }) })),
    ...first('Person').map((personId) => ({
      what: 'a person brought to a team',
      ...participant({ personId }),
    })),
    ...first('Agent').map((agentId) => ({
      what: 'an agent’s card',
      ...share(['NAME', 'STATUS'], { agentId }),
    })),
    ...first('Document').map((documentId) => ({
      what: 'a document',
      ...share(['TITLE', 'BODY'], { documentId }),
    })),
    ...first('PrivateThread').map((privateThreadId) => ({
      what: 'a range of an internal thread',
      ...share(['BODY', 'AUTHOR'], { privateThreadId, fromSequence: 1, toSequence: 2 }),
    })),
  ];
}

/** What is opened on purpose, and shut again. */
export const sharingChecks: readonly Check[] = [
  {
    id: 'sharing.live',
    says: 'What is brought or shared is seen at once, and gone on the next request after it is taken back.',
    run: openAndShut,
  },
  { id: 'sharing.expires', says: 'What is shared until a time is gone from that time on.', run: expires },
  {
    id: 'sharing.view-as',
    says: 'Over every field of every type, others get what viewAs says and nothing else.',
    run: viewAs,
  },
  {
    id: 'sharing.requests',
    says: 'Every request to the shared layer is signed as the wire says.',
    run: ({ parties: { commands, wrongRequests } }) =>
      Promise.resolve(
        commands.length + wrongRequests.length === 0
          ? notOffered('no company request came')
          : kept(wrongRequests),
      ),
  },
];

async function openAndShut(scene: Scene): Promise<Finding> {
  const problems: string[] = [];
  const missing: string[] = [];
  for (const door of doorsOf(scene)) {
    const opened = await open(scene, door);
    if (opened === null) missing.push(door.what);
    else if (typeof opened === 'string') problems.push(`${door.what}: ${opened}`);
    else problems.push(...(await tryDoor(scene, door, opened.id)));
  }
  if (problems.length > 0 || missing.length === 0) return kept(problems);
  return { outcome: 'notOffered', details: missing };
}

/** Opens it. @returns null where that is not offered, or what is wrong */
async function open(
  scene: Scene,
  { open: [mutation, input] }: Pick<Door, 'open'>,
): Promise<{ id: string } | string | null> {
  const payload = await scene.act(mutation, input, LINE);
  if (payload === null || payload.userErrors.some(({ code }) => code === 'NOT_PERMITTED')) return null;
  const { disclosure } = payload as unknown as Opened;
  const [error] = payload.userErrors;
  if (disclosure === null) return `refused: ${error?.code ?? 'without a word'}`;
  if (disclosure.state === 'PENDING') return 'it stays PENDING: is SHARED_URL the address of this check?';
  return disclosure.state === 'ACTIVE' ? disclosure : `it is ${disclosure.state}`;
}

async function tryDoor(scene: Scene, { what, type, shut }: Door, id: string): Promise<string[]> {
  const problems: string[] = [];
  if ((await shown(scene, type, id)).length === 0)
    problems.push(`${what}: members of the team do not see it`);
  const elsewhere = await scene.foreign({ attestation: { claims: { teams: [] } } });
  if ((await shown(scene, type, id, elsewhere)).length > 0)
    problems.push(`${what}: others than members see it`);
  const [mutation, input] = shut(id);
  const { userErrors = [] } = (await scene.act(mutation, input, LINE)) ?? {};
  if (userErrors.length > 0) problems.push(`${what}: ${mutation} was refused`);
  if ((await shown(scene, type, id)).length > 0) problems.push(`${what}: it is still seen after ${mutation}`);
  return problems;
}

/** What a member sees behind the door: nothing but its key when it is shut. */
async function shown(
  scene: Scene,
  type: string,
  id: string,
  headers?: Awaited<ReturnType<Scene['foreign']>>,
) {
  const { data } = await scene.entities(headers ?? (await scene.foreign()), type, [{ __typename: type, id }]);
  return valuesIn(data?.['_entities']).filter((value) => !value.startsWith('0.id = '));
}

const SOON_MS = 2500;

async function expires(scene: Scene): Promise<Finding> {
  const door = doorsOf(scene).find(({ type }) => type === 'Share');
  if (!door) return notOffered('there is nothing to share');
  const [mutation, input] = door.open;
  const expiresAt = new Date(Date.now() + SOON_MS).toISOString();
  const opened = await open(scene, { open: [mutation, { ...input, expiresAt }] });
  if (opened === null) return notOffered(mutation);
  if (typeof opened === 'string') return kept([opened]);
  const before = await shown(scene, 'Share', opened.id);
  await sleep(SOON_MS);
  const after = await shown(scene, 'Share', opened.id);
  return kept([
    ...(before.length === 0 ? ['it is not seen before its time'] : []),
    ...(after.length > 0 ? ['it is seen after its time'] : []),
  ]);
}

async function viewAs(scene: Scene): Promise<Finding> {
  for (const door of doorsOf(scene)) await open(scene, door);
  await lookAround(scene);
  const query = `{ workspace { viewAs(company: "${VISITOR}", teamId: "${scene.team}") { entities { id type fields { path value } } } } }`;
  const { data } = await scene.ask(await scene.own(), query);
  const view = (data?.['workspace'] as { viewAs: View | null } | null)?.viewAs ?? null;
  if (view === null) return kept(['the ledger does not say what others see: viewAs is null']);
  const said = view.entities.flatMap(({ id, type, fields }) =>
    fields.map(({ path, value }) => `${type} ${id} ${path} = ${value}`),
  );
  const real: string[] = [];
  for (const type of Object.keys(ENTITY_KINDS)) {
    const asked = representationsOf(scene, type);
    const { data: answer } = await scene.entities(await scene.foreign(), type, asked);
    const given = (answer?.['_entities'] ?? []) as readonly unknown[];
    for (const [index, each] of given.entries()) {
      const values = valuesIn(each);
      if (values.some((value) => !value.startsWith('id = ')))
        real.push(...values.map((value) => `${type} ${String(asked[index]?.['id'])} ${value}`));
    }
  }
  const more = real
    .filter((value) => !said.includes(value))
    .map((value) => `seen, and not in viewAs: ${value}`);
  const less = said
    .filter((value) => !real.includes(value))
    .map((value) => `in viewAs, and not seen: ${value}`);
  return kept([...more, ...less]);
}

interface View {
  readonly entities: readonly {
    readonly id: string;
    readonly type: string;
    readonly fields: readonly { readonly path: string; readonly value: string }[];
  }[];
}
