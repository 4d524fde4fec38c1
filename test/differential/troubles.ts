import { NotReached, SubgraphFailure } from '#gateway/errors.ts';

/** A way in which a program can fail. */
export interface TroubleKind {
  /**
   * What comes of it: all that the program would have said is lost; some of it may be; or some of it is not there,
   * which is no error by itself.
   */
  readonly costs: 'all' | 'some' | 'silence';
  /** Makes the answer out of the right one, or fails. */
  readonly change: (body: Uint8Array) => Uint8Array;
}

const failing = (failure: SubgraphFailure): TroubleKind => ({
  costs: 'all',
  change: () => {
    throw failure;
  },
});

const saying = (text: string): TroubleKind => ({ costs: 'all', change: () => Buffer.from(text) });

const entities = (by: (entities: readonly unknown[]) => unknown): TroubleKind => ({
  costs: 'some',
  change: (body) => changeEntities(body, by),
});

/** The ways in which a program can fail. */
export const TROUBLES: Readonly<Record<string, TroubleKind>> = {
  down: failing(new SubgraphFailure('SUBGRAPH_UNAVAILABLE', 'down')),
  slow: failing(new SubgraphFailure('SUBGRAPH_TIMEOUT', 'slow')),
  'connection reset': failing(new NotReached('reset')),
  truncated: { costs: 'all', change: (body) => body.subarray(0, Math.floor(body.byteLength / 2)) },
  'last byte missing': { costs: 'all', change: (body) => body.subarray(0, -1) },
  garbage: saying('\u0000\u0001<html>502</html>'),
  'an empty answer': saying(''),
  'no data': saying('{"data":null,"errors":[{"message":"no"}]}'),
  'nothing in an object': saying('{}'),
  'a list for data': saying('{"data":[]}'),
  'no JSON object': saying('"text"'),
  'an error without a place': {
    costs: 'some',
    change: (body) => changed(body, (answer) => ({ ...answer, errors: [{ message: 'somewhere' }] })),
  },
  'errors at places that are none': {
    costs: 'some',
    change: (body) =>
      changed(body, (answer) => ({
        ...answer,
        errors: [['_entities', 99, 'x'], ['nowhere', -1], [{}], 7].map((path) => ({ message: 'm', path })),
      })),
  },
  'errors of another form': {
    costs: 'some',
    change: (body) => changed(body, (answer) => ({ ...answer, errors: [null, 'text', { message: 7 }] })),
  },
  'one entity too few': entities((all) => all.slice(1)),
  'one entity too many': entities((all) => [...all, all[0]]),
  'entities of another form': entities((all) => all.map(() => 7)),
  'lists for entities': entities((all) => all.map((one) => [one])),
  'no list of entities': entities(() => ({})),
  'entities that are not there': {
    costs: 'silence',
    change: (body) => changeEntities(body, (all) => all.map(() => null)),
  },
  'one entity that is not there': {
    costs: 'silence',
    change: (body) => changeEntities(body, (all) => [null, ...all.slice(1)]),
  },
  'more than was asked for': {
    costs: 'some',
    change: (body) =>
      changed(body, (answer) => withMore({ ...answer, extensions: { more: 1 }, more: 1 }) as Answer),
  },
};

type Answer = Record<string, unknown>;

/** Every object has a member that nobody asked for. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  // What a scalar of the graph's own holds is the subgraph's affair.
  if (typeof value !== 'object' || value === null || 'any' in value || 'deep' in value) return value;
  const members = Object.entries(value).map(([key, one]) => [key, withMore(one)]);
  return { ...Object.fromEntries(members), ['more than asked']: 'FORGED' };
}

function changed(body: Uint8Array, by: (answer: Answer) => Answer): Uint8Array {
  return Buffer.from(JSON.stringify(by(JSON.parse(Buffer.from(body).toString()) as Answer)));
}

function changeEntities(body: Uint8Array, by: (entities: readonly unknown[]) => unknown): Uint8Array {
  return changed(body, ({ data, ...rest }) => ({
    ...rest,
    data: Object.fromEntries(
      Object.entries(data ?? {}).map(([key, value]) => [
        key,
        key.startsWith('_e') && Array.isArray(value) ? by(value) : value,
      ]),
    ),
  }));
}
