import { expect } from '@jest/globals';
import type { CompanySlug } from '#cli/scenario/companies.ts';
import { callerOf, type TestNetwork } from './network.ts';

/** Somebody of the scenario; an agent may act for somebody of its company. */
export interface Who {
  readonly company: CompanySlug;
  readonly subject: string;
  readonly actingFor?: string;
}

export const DANA: Who = { company: 'acme', subject: 'project-lead' };
export const CUSTOMER_OPS: Who = { company: 'acme', subject: 'customer-ops-agent' };
export const TOMAS: Who = { company: 'harbor', subject: 'delivery-lead' };
export const DELIVERY_AGENT: Who = { company: 'harbor', subject: 'delivery-agent' };
export const NIMBUS_LEAD: Who = { company: 'nimbus', subject: 'platform-lead' };
export const NIMBUS_AGENT: Who = { company: 'nimbus', subject: 'platform-agent' };

/** What a mutation answered, as far as the use cases ask for it. */
export interface Done {
  readonly userErrors: readonly { readonly code: string }[];
  readonly [thing: string]: unknown;
}

/** A message as the use cases read it. */
export interface Read {
  readonly id: string;
  readonly sequence: number;
  readonly body: string;
}

/** Makes a token for somebody. */
export type TokenOf = (who: Who) => Promise<string>;

/** Companies that talk with a gateway, wherever it runs. */
export class CompaniesAtWork {
  readonly #gatewayUrl: string;
  readonly #tokenOf: TokenOf;
  #keys = 0;

  /** In a test network, with its usual tokens. */
  static in(network: Pick<TestNetwork, 'gatewayUrl' | 'tokenOf'>): CompaniesAtWork {
    return new CompaniesAtWork(network.gatewayUrl, ({ company, subject }) =>
      network.tokenOf(company, subject),
    );
  }

  /** @param gatewayUrl without a path */
  constructor(gatewayUrl: string, tokenOf: TokenOf) {
    this.#gatewayUrl = gatewayUrl;
    this.#tokenOf = tokenOf;
  }

  /** Asks the gateway; errors of the graph are failures of the test. */
  async ask<Data>(who: Who, query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const reply = await fetch(`${this.#gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await this.#tokenOf(who)}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await reply.json()) as { data: Data; errors?: unknown };
    expect(errors).toBeUndefined();
    return data;
  }

  /** Tries a mutation. */
  async attempt(who: Who, verb: string, input: object, selection = ''): Promise<Done> {
    const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { done: ${verb}(input: $input) { userErrors { code } ${selection} } }`;
    return (await this.ask<{ done: Done }>(who, query, { input })).done;
  }

  /** Does a mutation that has to succeed, and gives the id of what it made or changed. */
  async do(who: Who, verb: string, thing: string, input: object): Promise<string> {
    const { userErrors, [thing]: made } = await this.attempt(who, verb, input, `${thing} { id }`);
    expect([verb, userErrors]).toEqual([verb, []]);
    return (made as { id: string }).id;
  }

  /** The codes of a mutation that is refused. */
  async refused(who: Who, verb: string, input: object): Promise<string[]> {
    return (await this.attempt(who, verb, input)).userErrors.map(({ code }) => code);
  }

  /** Posts a message and gives its id. */
  post(who: Who, threadId: string, body: string, more: object = {}): Promise<string> {
    return this.do(who, 'postMessage', 'message', { ...this.draft(threadId, body), ...more });
  }

  /** The input of a message with a key of its own. */
  draft(threadId: string, body: string) {
    this.#keys += 1;
    return { threadId, body, idempotencyKey: `use-case-${process.pid}-${this.#keys}` };
  }

  /** A team that the first company's person opens and the others join. */
  async team(name: string, founder: Who, ...others: readonly Who[]): Promise<string> {
    const teamId = await this.do(founder, 'createTeam', 'team', { name });
    for (const [index, other] of others.entries())
      await this.join(teamId, other, founder, others.slice(0, index));
    return teamId;
  }

  /** Invites a company; those who are in agree; it accepts. */
  async join(teamId: string, who: Who, inviter: Who, others: readonly Who[] = []): Promise<string> {
    const input = { teamId, company: who.company, purpose: 'To help with this case.' };
    const made = await this.attempt(inviter, 'inviteCompany', input, 'invitation { id proposal { id } }');
    expect(made.userErrors).toEqual([]);
    const { id: invitationId, proposal } = made['invitation'] as {
      id: string;
      proposal: { id: string } | null;
    };
    for (const other of others)
      await this.do(other, 'consent', 'proposal', { proposalId: proposal?.id, agree: true });
    await this.do(who, 'acceptInvitation', 'invitation', { invitationId });
    return invitationId;
  }

  /** What the caller reads of a thread; null when it reads none of it. */
  async read(who: Who, threadId: string): Promise<Read[] | null> {
    const query =
      'query ($id: ID!) { thread(id: $id) { messages(first: 100) { nodes { id sequence body } } } }';
    const { thread } = await this.ask<{ thread: { messages: { nodes: Read[] } } | null }>(who, query, {
      id: threadId,
    });
    return thread?.messages.nodes ?? null;
  }

  /** The texts of what people and agents said, without what the shared layer tells. */
  async bodies(who: Who, threadId: string): Promise<string[] | null> {
    return (await this.read(who, threadId))?.map(({ body }) => body) ?? null;
  }

  /** The texts that a search finds. */
  async found(who: Who, words: string): Promise<string[]> {
    const query =
      'query ($words: String!) { search(query: $words, first: 100) { nodes { message { body } } } }';
    const { search } = await this.ask<{ search: { nodes: { message: { body: string } }[] } }>(who, query, {
      words,
    });
    return search.nodes.map(({ message }) => message.body).sort();
  }

  /** The participant of the caller in a team. */
  async participantOf(who: Who, teamId: string): Promise<string> {
    const query = 'query ($id: ID!) { team(id: $id) { participants { id displayName company { slug } } } }';
    const { team } = await this.ask<{
      team: { participants: { id: string; displayName: string; company: { slug: string } }[] };
    }>(who, query, { id: teamId });
    const { name } = callerOf(who.company, who.subject);
    const own = team.participants.find((one) => one.company.slug === who.company && one.displayName === name);
    return own?.id ?? '';
  }
}
