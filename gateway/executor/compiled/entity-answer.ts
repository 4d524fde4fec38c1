import type { GraphQLFormattedError } from 'graphql';
import type { Target } from '../../context.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import { ForeignShape, project } from '../../policy/answer-shape.ts';
import type { Contract } from '../../policy/contract.ts';
import { readErrors, type RawAnswer } from '../part-answer.ts';
import { dataPath } from './data-path.ts';
import { mergeEntities, placesFinder, type PartWork } from './entity-work.ts';
import type { Execution, Words } from './execution.ts';
import type { DataObject } from './reader.ts';
import { wordsOf } from './root-fetch.ts';
import type { DataPath } from './targets.ts';

/** The entities of a part that one program was asked for, in the order in which it was. */
export interface AskedPart {
  readonly work: PartWork;
  readonly entities: number[];
}

/** Who answers, and to whom. */
export interface Answering {
  readonly target: Target;
  readonly execution: Execution;
  readonly types: SupergraphTypes;
  readonly contract: Contract;
}

/** Reads a program's answer to its parts into the data. Whatever is wrong costs the places that it is wrong at. */
export function readEntities(answer: RawAnswer, asked: readonly AskedPart[], answering: Answering): void {
  const { target, execution } = answering;
  const note = execution.noteFor(target);
  const errors = readErrors(answer.errors, target, note);
  let failed = 0;
  for (const part of asked) {
    const received = entitiesOf(answer.data, aliasOf(part, asked), part.entities.length);
    if (received) readPart(received, part, answering);
    else {
      if (errors.length === 0) note('no list of entities of the length asked for');
      failed += 1;
      const words = whyNothing(errors, target);
      for (const entity of part.entities) failEntity(part.work, entity, words, answering);
    }
  }
  for (const error of errors) {
    // Where nothing came back, each place has its error already: one that has no place and no words adds nothing.
    const adds = failed < asked.length || error.path !== undefined || hasWords(error, target);
    if (adds) placeError(error, asked, answering);
  }
}

/** Why there is no list of entities. */
function whyNothing(errors: readonly GraphQLFormattedError[], target: Target): Words {
  const [first] = errors;
  if (!first) return { code: 'SUBGRAPH_INVALID_RESPONSE' };
  return target.kind === 'named' ? wordsOf(first) : { code: 'SUBGRAPH_ERROR' };
}

/** Where nobody is a tenant, they are said at each place that has nothing. */
function hasWords(error: GraphQLFormattedError, target: Target): boolean {
  return target.kind !== 'named' && typeof wordsOf(error).message === 'string';
}

/** An error at every field that an entity's answer would have given, wherever the entity stands. */
export function failEntity(
  work: PartWork,
  entity: number,
  words: Words,
  { execution, types }: Pick<Answering, 'execution' | 'types'>,
): void {
  const { keys } = work.part.reader(work.sentTypes[entity] ?? '');
  for (const place of placesFinder(work, execution.data, types)(entity))
    for (const key of keys) execution.fail([...place, key], words);
}

function readPart(received: readonly unknown[], { work, entities }: AskedPart, answering: Answering): void {
  const answers: (DataObject | undefined)[] = new Array<undefined>(work.texts.length).fill(undefined);
  for (let index = 0; index < entities.length; index += 1) {
    const entity = entities[index] ?? 0;
    try {
      answers[entity] = checked(received[index], work, entity, answering);
    } catch (error) {
      if (!(error instanceof ForeignShape)) throw error;
      answering.execution.noteFor(answering.target)(error.message);
      failEntity(work, entity, { code: 'SUBGRAPH_INVALID_RESPONSE' }, answering);
    }
  }
  mergeEntities(work, answers);
}

/** An entity as it came; of another company, what the contract lets pass. */
function checked(
  value: unknown,
  work: PartWork,
  entity: number,
  { target, contract }: Answering,
): DataObject | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw new ForeignShape('an object was expected');
  if (target.kind !== 'foreign') return value as DataObject;
  const type = work.sentTypes[entity] ?? '';
  const shape = work.part.cut?.shapes.get(type);
  if (!shape) return undefined;
  return project(value, shape, { owner: target.company, contract }, type) ?? undefined;
}

/** A part that is alone in its request is asked for plainly. */
function aliasOf({ work }: AskedPart, asked: readonly AskedPart[]): string {
  return asked.length === 1 ? '_entities' : work.part.part.alias;
}

function entitiesOf(data: unknown, alias: string, length: number): readonly unknown[] | null {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, alias)) return null;
  const list = (data as DataObject)[alias];
  return Array.isArray(list) && list.length === length ? list : null;
}

/** A program's error points into its own request: the entity's places in the answer take its index's stead. */
function placeError(error: GraphQLFormattedError, asked: readonly AskedPart[], answering: Answering): void {
  const { execution, types, target } = answering;
  const [alias, index, ...rest] = error.path ?? [];
  const part = asked.find((one) => aliasOf(one, asked) === alias);
  const entity = typeof index === 'number' ? part?.entities[index] : undefined;
  const words = wordsOf(error);
  if (!part || entity === undefined) {
    execution.fail(null, words);
  } else if (target.kind === 'foreign') {
    failEntity(part.work, entity, { code: 'SUBGRAPH_ERROR' }, answering);
  } else {
    const { shape } = part.work.part.reader(part.work.sentTypes[entity] ?? '');
    const below: DataPath = dataPath(rest, shape);
    for (const place of placesFinder(part.work, execution.data, types)(entity))
      execution.fail([...place, ...below], words);
  }
}
