import { LRUCache } from 'lru-cache';
import type { RegisteredCompany } from '#schema/wire/registry.ts';
import type { Answer, Engine, Operation, RequestContext, Snapshot } from '../context.ts';
import { RequestRefused, tableError, type ErrorCode } from '../errors.ts';
import type { RateExcess } from '../limits/rate-table.ts';
import { refuse } from './answer.ts';
import { budgetFor, excessOf, type Budget, type Excess } from '../limits/budget.ts';
import { costWith } from '../limits/cost-form.ts';
import { readCostModel, type CostModel } from '../limits/cost-model.ts';
import { measureOperation, type Measured } from '../limits/measure.ts';
import { mayHaveSuggestions, withoutSuggestions } from './suggestions.ts';
import { bytesOf, measureText } from '../limits/text-size.ts';

/**
 * An engine that is asked nothing beyond the caller's company's limits: whatever it would take to parse, validate or plan
 * a document, the document is measured first. What is measured of a document is kept, with the view; a company's limits
 * and the variables are looked at with each request, and its cost is taken from what the caller may still ask for.
 */
export function createLimitedEngine(engine: Engine, usual: Budget, documentCapacity = 1000): Engine {
  return {
    async prepare(view) {
      const snapshot = await engine.prepare(view);
      const model = readCostModel(view.supergraphSdl);
      const documents = new LRUCache<string, KnownDocument>({ max: documentCapacity });
      const limited: Limited = { snapshot, model, documents, usual };
      return {
        key: snapshot.key,
        execute: (operation, context) => execute(operation, context, limited),
        subscribe: async (operation, context, signal) =>
          refusalOf(operation, context, limited, SUBSCRIPTIONS) ??
          (await snapshot.subscribe?.(operation, context, signal)) ??
          null,
        accepts: (operation) => snapshot.accepts?.(operation) ?? false,
        usesOf: (operation) => snapshot.usesOf?.(operation) ?? null,
      } satisfies Snapshot;
    },
  };
}

interface Limited {
  readonly snapshot: Snapshot;
  readonly model: CostModel;
  readonly documents: LRUCache<string, KnownDocument>;
  readonly usual: Budget;
}

interface KnownDocument {
  /** All but the cost, which the variables decide. */
  readonly figures: Partial<Budget>;
  /** Null where the engine refuses it anyway. */
  readonly measured: Measured | null;
}

/** What is paid for here: what is no subscription passes by twice where there are streams, and is paid for when it runs. */
type PaidFor = (measured: Measured) => boolean;
const ALL: PaidFor = () => true;
const SUBSCRIPTIONS: PaidFor = ({ subscribes }) => subscribes;

async function execute(operation: Operation, context: RequestContext, limited: Limited): Promise<Answer> {
  const refused = refusalOf(operation, context, limited, ALL);
  if (refused) return refused;
  const answer = await limited.snapshot.execute(operation, context);
  if (answer.executed || mayHaveSuggestions(context.caller, companyOf(context))) return answer;
  return withoutSuggestions(answer);
}

/**
 * Why the caller's company's limits refuse the operation; null when they let it by.
 *
 * @throws RequestRefused `RATE_LIMITED`
 */
function refusalOf(
  operation: Operation,
  context: RequestContext,
  limited: Limited,
  paidFor: PaidFor,
): Answer | null {
  const company = companyOf(context);
  const budget = budgetFor(company?.limits, limited.usual);
  const known = documentOf(operation, budget, limited, context);
  if ('code' in known) return refuseExcess(known);
  const { measured } = known;
  const cost = measured ? costWith(measured.cost, operation.variables ?? NO_VARIABLES) : 0;
  const refused = judge(known, company, budget, cost);
  if (refused || !measured || !paidFor(measured)) return refused;
  mustNotExceed(context.rates?.spend(cost));
  return null;
}

const NO_VARIABLES = {};

function mustNotExceed(excess: RateExcess | null | undefined): void {
  if (excess) throw new RequestRefused('RATE_LIMITED', excess);
}

function companyOf({ caller, registry }: RequestContext): RegisteredCompany | undefined {
  return registry.companies.get(caller.company);
}

/** What is known of the document; why not, where its text alone is too much: that is not kept, and paid for each time. */
function documentOf(
  { query, operationName }: Operation,
  budget: Budget,
  { documents, model }: Limited,
  { rates }: RequestContext,
): KnownDocument | Excess {
  const key = operationName === undefined ? query : `${operationName}\n${query}`;
  const before = documents.get(key);
  if (before) return before;
  const tooLong = excessOf({ documentBytes: bytesOf(query) }, budget);
  if (tooLong) return tooLong;
  mustNotExceed(rates?.readDocument());
  const text = measureText(query);
  const excess = excessOf(text, budget);
  if (excess) return excess;
  const measured = measureOperation(query, operationName, model);
  const fresh = { figures: { ...text, ...measured?.figures }, measured };
  documents.set(key, fresh);
  return fresh;
}

/** Why the operation is refused; null when it may run. Companies share views, hence what is known, but no limits. */
function judge(
  { figures, measured }: KnownDocument,
  company: RegisteredCompany | undefined,
  budget: Budget,
  cost: number,
): Answer | null {
  const excess = excessOf(figures, budget);
  if (excess) return refuseExcess(excess);
  if (!measured) return null;
  if (measured.introspects && company?.introspection === false) return refusal('INTROSPECTION_NOT_SERVED');
  const dear = excessOf({ cost }, budget);
  return dear && refuseExcess(dear);
}

function refuseExcess({ code, limit, measured }: Excess): Answer {
  const error = tableError(code);
  return refuse([{ ...error, extensions: { code, limit, measured } }]);
}

function refusal(code: ErrorCode): Answer {
  return refuse([tableError(code)]);
}
