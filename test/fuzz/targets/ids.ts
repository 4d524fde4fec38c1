import type { Choices } from '#gateway/executor/compiled/testing/random-query.ts';
import { ID_TYPES, isIdOf, parseId } from '#schema/wire/ids.ts';
import { someJson, spoiled } from '../grammar.ts';
import { hold, plainTarget } from '../target.ts';

const KINDS = [...Object.keys(ID_TYPES), 'nte', 'crd', 'xxx', ''];
const SLUGS = ['acme', 'a-b', 'a', 'acme_', 'x'.repeat(31), 'x'.repeat(32), 'Acme', '1ab', ''];
const ULIDS = [
  '01JQZX5T8E7W3N6K9M2P4R5S6T',
  '7ZZZZZZZZZZZZZZZZZZZZZZZZZ',
  '8ZZZZZZZZZZZZZZZZZZZZZZZZZ',
  '01JQ',
  '',
];

/** An id is what its parts say and nothing else; whatever else is given is none, and no error. */
export const ids = plainTarget('ids', 500, (choices) => {
  const value = choices.below(8) === 7 ? someJson(choices) : spoiled(written(choices), choices);
  const id = parseId(value);
  if (id === null) {
    hold(
      !KINDS.some((kind) => isIdOf(value, kind as 'tem')),
      () => `no id, and yet of a kind: ${String(value)}`,
    );
    return;
  }
  const parts = [id.kind, ...(id.owner === null ? [] : [id.owner]), id.ulid];
  const text = parts.join('_');
  hold(text === value, () => `read otherwise than written: ${String(value)}`);
  // Said once more here: a form that is compared with itself is always right.
  hold(id.owner === null || /^[a-z][a-z0-9-]{1,30}$/.test(id.owner), () => `its owner is no slug: ${text}`);
  hold(id.ulid.length === 26 && /^[0-9A-Z]+$/.test(id.ulid), () => `its ulid is none: ${text}`);
  hold(isIdOf(value, id.kind, id.owner ?? undefined), () => `not of its own kind and owner: ${text}`);
  hold(!isIdOf(value, id.kind, 'other-company'), () => `of another owner: ${text}`);
});

function written(choices: Choices): string {
  const [kind, slug, ulid] = [choices.of(KINDS), choices.of(SLUGS), choices.of(ULIDS)];
  return choices.below(3) === 0 ? `${kind}_${ulid}` : `${kind}_${slug}_${ulid}`;
}
