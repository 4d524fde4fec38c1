import { Kind, parse } from 'graphql';
import { compact } from '../../planner/fetch-document.ts';
import type { EntityPart } from '../../planner/plan.ts';
import { isOfType, type SupergraphTypes } from '../../planner/supergraph-types.ts';
import { entityShapes, type Shape } from '../../policy/answer-shape.ts';
import type { Contract } from '../../policy/contract.ts';
import { cutToShared } from '../../policy/cut.ts';
import { compileReader, type Reader } from './reader.ts';
import { createRepresenter, type Representer } from './representation.ts';
import { shapeOf, type ShapeFields } from './shape.ts';

/** How the answers for entities of one type are read. */
export interface EntityReader extends Reader {
  readonly shape: ShapeFields;
  /** The keys of the data that it gives. */
  readonly keys: readonly string[];
}

/** What is asked of each entity: GraphQL text in braces, and its variables' definitions by name. */
export interface AskedSelections {
  readonly text: string;
  readonly variables: ReadonlyMap<string, string>;
}

/** What another company may be asked of a part. */
export interface CutPart {
  readonly selections: AskedSelections;
  readonly entityTypes: ReadonlySet<string>;
  readonly shapes: ReadonlyMap<string, Shape>;
}

/** The names of a part in a request: the response key of its `_entities`, and the variable of its representations. */
export interface PartNames {
  readonly alias: string;
  readonly variable: string;
}

/** A part of an entity fetch, with all that can be worked out once. */
export class CompiledPart {
  readonly part: EntityPart;
  /** As the plan has it. */
  readonly whole: AskedSelections;
  /** Null when nothing in it may be asked of another company. */
  readonly cut: CutPart | null;
  /** By path: whether objects below its answers may be shared between all places at that path. */
  readonly shareable: readonly boolean[];
  readonly #subgraph: string;
  readonly #types: SupergraphTypes;
  readonly #representers = new Map<string, Representer | null>();
  readonly #readers = new Map<string, EntityReader>();

  constructor(
    part: EntityPart,
    subgraph: string,
    types: SupergraphTypes,
    contract: Contract,
    shareable: readonly boolean[],
  ) {
    this.part = part;
    this.#subgraph = subgraph;
    this.shareable = shareable;
    this.#types = types;
    const selections = part.selections.map(compact).join(' ');
    this.whole = { text: `{${selections}}`, variables: part.variables };
    this.cut = cutPart(part, selections, contract);
  }

  representer(type: unknown): Representer | null {
    if (typeof type !== 'string') return null;
    const known = this.#representers.get(type);
    if (known !== undefined) return known;
    const fresh = createRepresenter(this.part.requires, type, this.#subgraph, this.#types);
    // Types come from subgraphs: only those of the graph are kept.
    if (this.#types.fields.has(type)) this.#representers.set(type, fresh);
    return fresh;
  }

  /** The reader for entities that were sent under a `__typename`. */
  reader(sentType: string): EntityReader {
    const known = this.#readers.get(sentType);
    if (known) return known;
    const types = this.#types;
    const asked = this.part.selections.filter((node) => {
      const condition = node.kind === Kind.INLINE_FRAGMENT ? node.typeCondition?.name.value : undefined;
      if (condition === undefined) return false;
      return isOfType(sentType, condition, types) || isOfType(condition, sentType, types);
    });
    const shape = shapeOf(asked, sentType, types, this.part.renames);
    const reader = compileReader(shape, types.objects.has(sentType) ? sentType : null, types.objects);
    const keys = new Set([...shape.values()].filter(({ isTypename }) => !isTypename).map(({ out }) => out));
    const fresh = { ...reader, shape, keys: [...keys] };
    this.#readers.set(sentType, fresh);
    return fresh;
  }
}

function cutPart(part: EntityPart, selections: string, contract: Contract): CutPart | null {
  const definitions = ['$representations:[_Any!]!', ...part.variables.values()].join(' ');
  const document = parse(
    `query(${definitions}){_entities(representations:$representations){${selections}}}`,
    { noLocation: true },
  );
  const cut = cutToShared(document, contract);
  const operation = cut?.document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
  const entities = operation?.selectionSet.selections[0];
  if (!cut || entities?.kind !== Kind.FIELD || !entities.selectionSet) return null;
  const kept = [...part.variables].filter(([name]) => cut.variables.has(name));
  return {
    selections: { text: compact(entities.selectionSet), variables: new Map(kept) },
    entityTypes: cut.entityTypes,
    shapes: entityShapes(cut.document, contract),
  };
}
