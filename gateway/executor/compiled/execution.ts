import type { GraphQLFormattedError } from 'graphql';
import type { RequestContext, Send, Target } from '../../context.ts';
import { tableError, type ErrorCode } from '../../errors.ts';
import { responseKeyOf } from '../../planner/data-keys.ts';
import type { NoteFault } from '../part-answer.ts';
import type { DataObject } from './reader.ts';
import { targetName } from './routing.ts';
import type { Selection } from './selection.ts';
import type { DataPath } from './targets.ts';

/** An error as it leaves, with its place in the answer. */
export interface PlacedError {
  readonly code: ErrorCode;
  /** In place of the code's own sentence, where a caller's own program speaks to it. */
  readonly message: string | null;
  readonly path: DataPath | null;
  /** The place of the data, asked for by the caller or not. */
  readonly lost: DataPath | null;
  /** Told of where its loss is felt: not needed at the nearest place above any more. */
  superseded?: boolean;
  /** Where nobody is a tenant: the subgraph's own extensions, in place of the code. */
  readonly own?: Words['own'];
}

/** What an error says. */
export interface Words {
  readonly code: ErrorCode;
  readonly message?: string | null;
  readonly own?: Readonly<Record<string, unknown>> | null;
}

/** One run of an operation: its data as they come in, and what went wrong. */
export class Execution {
  readonly data: DataObject = {};
  readonly errors: PlacedError[] = [];
  readonly context: RequestContext;
  readonly send: Send;
  readonly #variables: Readonly<Record<string, unknown>>;
  readonly #root: Selection;
  #texts: Map<string, string | undefined> | null = null;

  constructor(
    context: RequestContext,
    send: Send,
    root: Selection,
    variables: Readonly<Record<string, unknown>>,
  ) {
    this.context = context;
    this.send = send;
    this.#root = root;
    this.#variables = variables;
  }

  /** A variable's value, coerced. */
  variable(name: string): unknown {
    // A name that every object answers to is no value.
    return Object.hasOwn(this.#variables, name) ? this.#variables[name] : undefined;
  }

  /** A variable's value as JSON text; undefined where it has none. */
  variableText(name: string): string | undefined {
    this.#texts ??= new Map();
    if (!this.#texts.has(name)) this.#texts.set(name, JSON.stringify(this.variable(name)));
    return this.#texts.get(name);
  }

  /** Notes what is wrong at a place of the data. Where the caller did not ask for that place, it is said of the nearest above. */
  fail(path: DataPath | null, { code, message = null, own = null }: Words): void {
    const asked = path && askedPath(path, this.#root);
    this.errors.push({ code, message, own, path: asked && asked.length > 0 ? asked : null, lost: path });
  }

  /** Whom to tell what a program did wrong. */
  noteFor(target: Target): NoteFault {
    return (detail) => this.context.onFault({ subgraph: targetName(target), detail });
  }
}

/** The path as the caller knows it, as far as the caller asked. */
function askedPath(path: DataPath, root: Selection): DataPath {
  const asked: (string | number)[] = [];
  let selection: Selection | null | undefined = root;
  for (const step of path) {
    if (typeof step === 'string') {
      const key = responseKeyOf(step);
      selection = selection?.childAt(key);
      if (selection === undefined) break;
      asked.push(key);
    } else asked.push(step);
  }
  return asked;
}

/** The errors, each once, in the order in which they were noted. */
export function formatErrors(errors: readonly PlacedError[]): GraphQLFormattedError[] {
  const seen = new Set<string>();
  return errors.flatMap(({ code, message, path, own, superseded }) => {
    if (superseded === true) return [];
    const error = tableError(code, path ?? undefined);
    const spoken = message === null ? error : { ...error, message };
    const shown = own ? { ...spoken, extensions: own } : spoken;
    const text = JSON.stringify(shown);
    if (seen.has(text)) return [];
    seen.add(text);
    return [shown];
  });
}
