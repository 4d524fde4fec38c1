import { parentPort } from 'node:worker_threads';
import { buildSchema, type GraphQLSchema } from 'graphql';
import { LRUCache } from 'lru-cache';
import { checkSchema, type Composed } from '#schema/checks/schema-check.ts';
import { composeApi, CompositionError } from '#schema/compose.ts';
import { sha256 } from '#schema/wire/hash.ts';
import { readDocument, type DocumentReading } from '../documents/document-rules.ts';
import type { CheckTask, ReadingTask, ThreadTask } from './schema-checker.ts';

/** Works on a thread of its own: composing is all processor, and the SDL is whatever a company sent. */
parentPort?.on('message', (asked: ThreadTask) => {
  work(asked).then(
    (result) => parentPort?.postMessage({ result }),
    (error: unknown) => parentPort?.postMessage({ failed: String(error) }),
  );
});

async function work(asked: ThreadTask): Promise<unknown> {
  return asked.kind === 'check' ? check(asked.task) : readDocuments(asked.task);
}

function check({ change, network, acceptExposure, today }: CheckTask) {
  return checkSchema(change, network, { compose, today, acceptedExposures: new Set(acceptExposure) });
}

function compose(sharedSdl: string, companySdl: string): Promise<Composed> {
  try {
    return Promise.resolve({ apiSdl: composeApi(sharedSdl, companySdl) });
  } catch (error) {
    return Promise.resolve({ errors: error instanceof CompositionError ? error.reasons : [String(error)] });
  }
}

/** Schemas that callers see. What is served has been checked: it composes. */
const views = new LRUCache<string, GraphQLSchema>({ max: 20 });

function readDocuments({ sharedSdl, companySdl, documents }: ReadingTask): readonly DocumentReading[] {
  const key = `${sha256(sharedSdl)} ${sha256(companySdl)}`;
  const view = views.get(key) ?? buildSchema(composeApi(sharedSdl, companySdl), { assumeValidSDL: true });
  views.set(key, view);
  return documents.map((text) => readDocument(text, view));
}
