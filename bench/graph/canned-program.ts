/**
 * The subgraphs of the benchmark in one process: each question is executed once and its answer kept, so that they
 * cost next to nothing. Prints their addresses, by name, as JSON when they listen.
 */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { federation2, SHOP_RESOLVERS, SHOP_SDL } from './shop.ts';

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function serve(name: string, sdl: string): Promise<[string, string]> {
  const schema = buildSubgraphSchema({
    typeDefs: parse(federation2(sdl)),
    resolvers: (SHOP_RESOLVERS[name] ?? {}) as never,
  });
  const canned = new Map<string, Buffer>();
  const answerTo = async (body: string): Promise<Buffer> => {
    const known = canned.get(body);
    if (known) return known;
    const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
    const result = await graphql({ schema, source: query, variableValues: variables });
    const fresh = Buffer.from(JSON.stringify(result));
    if (canned.size < 1000) canned.set(body, fresh);
    return fresh;
  };
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, outgoing) => {
    void bodyOf(incoming).then(async (body) => {
      const answer = await answerTo(body);
      outgoing.writeHead(200, ['content-type', 'application/json', 'content-length', String(answer.length)]);
      outgoing.end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [name, `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`];
}

const addresses = await Promise.all(Object.entries(SHOP_SDL).map(([name, sdl]) => serve(name, sdl)));
process.stdout.write(`${JSON.stringify(Object.fromEntries(addresses))}\n`);
