import { Kind, parse, valueFromASTUntyped } from 'graphql';

/** The subgraphs' addresses, by name, as a supergraph's `join__Graph` has them; a subgraph without one is left out. */
export function supergraphUrls(supergraphSdl: string): ReadonlyMap<string, string> {
  const graphs = parse(supergraphSdl, { noLocation: true }).definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  const urls = new Map<string, string>();
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return urls;
  for (const { directives } of graphs.values ?? []) {
    const given = directives?.find(({ name }) => name.value === 'join__graph')?.arguments ?? [];
    const named = new Map(given.map(({ name, value }) => [name.value, valueFromASTUntyped(value)]));
    const [name, url] = [named.get('name'), named.get('url')];
    if (typeof name === 'string' && typeof url === 'string' && url !== '') urls.set(name, url);
  }
  return urls;
}
