import { PlanError, type PathStep, type Rename, type RequiredSelection, type RequiredType } from './plan.ts';
import type { RawRequires, RawRewrite, RawRewriteStep, RawRewriting, RawStep } from './raw-plan.ts';

/** A path of either planner. Lists in lists are gone through by one step `items` each. */
export function readPath(path: readonly RawStep[]): readonly PathStep[] {
  return path.flatMap((step): PathStep[] => {
    if (typeof step === 'object') {
      if ('Field' in step) return [{ kind: 'field', name: step.Field }];
      return [{ kind: 'type', names: step.TypeCondition }];
    }
    const [name = '', types] = step.split('|');
    const field: PathStep = name === '@' ? { kind: 'items' } : { kind: 'field', name };
    if (types === undefined) return [field];
    return [field, { kind: 'type', names: types.replace(/^\[|\]$/g, '').split(',') }];
  });
}

/** The keys that were renamed. Which type they are renamed for does not matter: the planner's key is of that type alone. */
export function readRenames(rewrites: readonly RawRewrite[] | null | undefined): readonly Rename[] {
  return (rewrites ?? []).map((rewrite) => {
    const { path = [], renameKeyTo } = rewrite.KeyRenamer ?? rewrite;
    if (renameKeyTo === undefined) throw new PlanError('an answer rewritten in an unknown way');
    return { path: path.flatMap(keyOf), to: renameKeyTo };
  });
}

/** What is sent of each type of entity, and under which `__typename`. */
export function readRequires({ requires, inputRewrites }: RawRewriting): readonly RequiredType[] {
  return (requires ?? []).map(({ kind, typeCondition, selections }) => {
    if (kind !== 'InlineFragment' || typeCondition === undefined)
      throw new PlanError('an entity required by no type');
    const rewrite = (inputRewrites ?? [])
      .map((one) => one.ValueSetter ?? one)
      .find(setsTypeOf(typeCondition));
    return {
      type: typeCondition,
      sentType: rewrite === undefined ? null : String(rewrite.setValueTo),
      selections: (selections ?? []).map(readSelection),
    };
  });
}

function setsTypeOf(type: string): (rewrite: RawRewrite) => boolean {
  return ({ path = [] }) => {
    const [step, key, ...rest] = path;
    if (step === undefined || key === undefined || rest.length > 0 || keyOf(key)[0] !== '__typename')
      throw new PlanError('a representation rewritten in an unknown way');
    return typesOf(step).includes(type);
  };
}

function readSelection({ kind, name, alias, typeCondition, selections }: RawRequires): RequiredSelection {
  const inner = selections && selections.length > 0 ? selections.map(readSelection) : null;
  if (kind === 'Field' && name !== undefined)
    return { kind: 'field', from: name, to: alias ?? name, selections: inner };
  if (kind === 'InlineFragment' && typeCondition !== undefined)
    return { kind: 'fragment', type: typeCondition, selections: inner ?? [] };
  throw new PlanError('a representation of an unknown form');
}

function keyOf(step: RawRewriteStep): string[] {
  if (typeof step === 'object') return 'Key' in step ? [step.Key] : [];
  return step.startsWith('... on ') ? [] : [step];
}

function typesOf(step: RawRewriteStep): readonly string[] {
  if (typeof step === 'object') return 'TypenameEquals' in step ? step.TypenameEquals : [];
  return step.startsWith('... on ') ? [step.slice('... on '.length)] : [];
}
