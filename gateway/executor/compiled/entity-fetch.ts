import type { Target } from '../../context.ts';
import type { EntityFetch } from '../../planner/plan.ts';
import type { SupergraphTypes } from '../../planner/supergraph-types.ts';
import { failureCode, parseAnswer } from '../part-answer.ts';
import { failEntity, readEntities, type AskedPart } from './entity-answer.ts';
import { CompiledPart, type PartNames } from './entity-part.ts';
import { gather, type PartWork } from './entity-work.ts';
import type { Execution } from './execution.ts';
import { requestBody, requestText, type FieldText, type RequestText } from './fetch-text.ts';
import type { Step } from './root-fetch.ts';
import { targetName, type Routing } from './routing.ts';
import { mayShare } from './sharing.ts';
import { tellUnmade } from './unmade.ts';

/** What one program is asked of a fetch. */
interface Group {
  readonly target: Target;
  readonly asked: AskedPart[];
}

/** A part that is alone in its request is asked for plainly. */
const ALONE: PartNames = { alias: '_entities', variable: 'representations' };

/**
 * Compiles a fetch of entities. Each entity goes once to the program that owns it; the programs answer side by side,
 * each is read for what it was asked and nothing else, and the failure of one costs its own places alone.
 */
export function compileEntityFetch(
  fetch: EntityFetch,
  all: readonly EntityFetch[],
  types: SupergraphTypes,
  routing: Routing,
): Step {
  const parts = fetch.parts.map((part) => {
    const shareable = part.paths.map((path) => mayShare(part, path, all));
    return new CompiledPart(part, fetch.subgraph, types, routing.contract, shareable);
  });
  const textFor = createRequestTexts();

  const ask = async (group: Group, execution: Execution): Promise<void> => {
    const { target, asked } = group;
    const note = execution.noteFor(target);
    try {
      const members = asked.map(({ work, entities }) => {
        const texts = representationsOf(work, entities, target);
        return `${JSON.stringify(namesIn(group, work).variable)}:[${texts.join(',')}]`;
      });
      const body = requestBody(textFor(group), execution, members);
      const bytes = await execution.send(target, { body, repeatable: true }, execution.context);
      if (bytes)
        readEntities(parseAnswer(bytes), asked, { target, execution, types, contract: routing.contract });
    } catch (error) {
      // The request failed as a whole: an error at every field that it would have given.
      const code = failureCode(error, note);
      for (const { work, entities } of asked)
        for (const entity of entities) failEntity(work, entity, { code }, { execution, types });
    }
  };

  return (execution) => {
    const groups = new Map<string, Group>();
    for (const part of parts) {
      const work = gather(part, execution.data, types);
      if (work) split(work, fetch.subgraph, execution, routing, groups);
      if (execution.errors.length > 0) tellUnmade(part, execution, types);
    }
    if (groups.size === 0) return undefined;
    const asking = [...groups.values()].map((group) => ask(group, execution));
    return asking.length === 1 ? asking[0] : Promise.all(asking).then(() => undefined);
  };
}

/** Splits a part's entities by the program that each goes to. */
function split(
  work: PartWork,
  subgraph: string,
  execution: Execution,
  routing: Routing,
  groups: Map<string, Group>,
): void {
  for (let entity = 0; entity < work.texts.length; entity += 1) {
    const target = routing.entityTarget(subgraph, work.ids[entity], execution.context);
    // What may not be asked of another company is asked of nobody: its places stay null.
    if (target.kind === 'foreign' && !work.part.cut?.entityTypes.has(work.sentTypes[entity] ?? '')) continue;
    const key = target.kind === 'foreign' ? `to ${target.company}` : targetName(target);
    const group = groups.get(key) ?? { target, asked: [] };
    groups.set(key, group);
    const last = group.asked.at(-1);
    if (last?.work === work) last.entities.push(entity);
    else group.asked.push({ work, entities: [entity] });
  }
}

/** Another company is told which entity is meant, never what else a plan gathered about it. */
function representationsOf(work: PartWork, entities: readonly number[], target: Target): readonly string[] {
  if (target.kind !== 'foreign')
    return entities.length === work.texts.length
      ? work.texts
      : entities.map((entity) => work.texts[entity] ?? '');
  return entities.map((entity) =>
    JSON.stringify({ __typename: work.sentTypes[entity], id: work.ids[entity] }),
  );
}

/** Requests by the parts that are in them: with several, seldom all have something to ask. */
function createRequestTexts(): (group: Group) => RequestText {
  const texts = new Map<string, RequestText>();
  return (group) => {
    const { target, asked } = group;
    const foreign = target.kind === 'foreign';
    const key = `${foreign ? 'cut' : 'whole'} ${asked.map(({ work }) => work.part.part.alias).join(' ')}`;
    const known = texts.get(key);
    if (known) return known;
    const fields = asked.map(({ work }): FieldText => {
      const { whole, cut } = work.part;
      const { text, variables } = foreign && cut ? cut.selections : whole;
      const { alias, variable } = namesIn(group, work);
      const name = alias === '_entities' ? alias : `${alias}:_entities`;
      return {
        text: `${name}(representations:$${variable})${text}`,
        variables: new Map([[variable, `$${variable}:[_Any!]!`], ...variables]),
      };
    });
    const given = new Set(asked.map(({ work }) => namesIn(group, work).variable));
    const text = requestText('query', fields);
    const fresh = { ...text, variables: text.variables.filter((name) => !given.has(name)) };
    texts.set(key, fresh);
    return fresh;
  };
}

function namesIn({ asked }: Group, { part }: PartWork): PartNames {
  return asked.length === 1 ? ALONE : part.part;
}
