import { CREDENTIAL_CHECK_PATH } from '#schema/wire/agent-credentials.ts';
import { kept, notOffered, type Check } from '../check.ts';
import type { Scene } from '../scene.ts';
import { emptyMutations } from '../selections.ts';

interface UserErrors {
  readonly userErrors: readonly { readonly code: string }[];
}

/** Who may write, and how it is said what is wrong. */
export const writeChecks: readonly Check[] = [
  {
    id: 'writes.own-only',
    says: 'Nobody but own callers writes anything: every mutation is null to others.',
    run: async (scene) => {
      const problems: string[] = [];
      const callers = [
        await scene.foreign(),
        await scene.foreign({ attestation: null }),
        await scene.own({ token: null }),
      ];
      for (const { name, document } of emptyMutations(scene.company))
        for (const headers of callers) {
          const { data, errors } = await scene.ask(headers, document);
          if (data?.['done'] !== null || errors.length > 0) problems.push(`${name} was answered`);
        }
      return kept([...new Set(problems)]);
    },
  },
  {
    id: 'writes.user-errors',
    says: 'What a person gets wrong comes back as user errors.',
    run: async (scene) => {
      const found = await emptyAnswers(scene);
      const wrong = found.filter(({ codes }) => codes === null || codes.length === 0);
      return kept(
        wrong.map(
          ({ name, codes }) =>
            `${name}: ${codes === null ? 'a top-level error' : 'done, with nothing in its input'}`,
        ),
      );
    },
  },
  {
    id: 'writes.offered',
    says: 'What the contract lets a company leave out is refused to administrators as NOT_PERMITTED.',
    run: async (scene) => {
      const found = await emptyAnswers(scene);
      const out = found.filter(
        ({ codes }) => codes?.every((code) => code === 'NOT_PERMITTED') && codes.length > 0,
      );
      return out.length === 0 ? kept([]) : { outcome: 'notOffered', details: out.map(({ name }) => name) };
    },
  },
  {
    id: 'credentials',
    says: 'An agent’s credential is shown once, checked for the own issuer alone, and dead once revoked.',
    run: credentials,
  },
];

/** The codes that each mutation gives an administrator who asks for nothing; null for a top-level error. */
async function emptyAnswers(scene: Scene): Promise<{ name: string; codes: readonly string[] | null }[]> {
  const found = [];
  for (const { name, document } of emptyMutations(scene.company)) {
    const { data, errors } = await scene.ask(await scene.own(), document);
    const payload = data?.['done'] as UserErrors | null | undefined;
    // Null without an error says the same as NOT_PERMITTED: it is not offered here.
    const codes = payload?.userErrors.map(({ code }) => code) ?? ['NOT_PERMITTED'];
    found.push({ name, codes: errors.length > 0 ? null : codes });
  }
  return found;
}

async function credentials(scene: Scene) {
  const [agentId] = scene.known.get('Agent') ?? [];
  if (agentId === undefined) return notOffered('the instance holds no agent');
  const input = { agentId, label: 'contract check' };
  const issued = await scene.act('issueAgentCredential', input, 'secret credential { id }');
  if (issued?.userErrors.some(({ code }) => code === 'NOT_PERMITTED') ?? true)
    return notOffered('credentials for agents');
  const { secret } = issued as unknown as { secret: string | null };
  const { credential } = issued as unknown as { credential: { id: string } | null };
  if (secret === null || credential === null) return kept(['nothing was issued']);
  const ask = async (word: string | null, asked: string) => {
    const headers = {
      'content-type': 'application/json',
      ...(word === null ? {} : { authorization: `Bearer ${word}` }),
    };
    const init = { method: 'POST', headers, body: JSON.stringify({ secret: asked }) };
    return (await fetch(new URL(CREDENTIAL_CHECK_PATH, scene.url), init)).status;
  };
  const { parties } = scene;
  const statuses = [
    ['the own issuer', await ask(await parties.issuerWord(), secret), 200],
    ['nobody', await ask(null, secret), 401],
    ['the gateway', await ask(await parties.issuerWord({ by: 'gateway' }), secret), 401],
    ['a caller token', await ask(await parties.callerToken('x'), secret), 401],
    [
      'an hour-long word',
      await ask(await parties.issuerWord({ claims: { exp: Math.floor(Date.now() / 1000) + 3600 } }), secret),
      401,
    ],
    ['a wrong secret', await ask(await parties.issuerWord(), `${secret}x`), 404],
  ] as const;
  await scene.act('revokeAgentCredential', { credentialId: credential.id }, 'credential { id }');
  const afterwards = ['once revoked', await ask(await parties.issuerWord(), secret), 404] as const;
  return kept(
    [...statuses, afterwards]
      .filter(([, status, right]) => status !== right)
      .map(([who, status, right]) => `${who}: ${status} and not ${right}`),
  );
}
