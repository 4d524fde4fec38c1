import { useCallback, useRef } from 'react';
import { askOnce } from '../../data/ask-once.ts';
import { useGraph } from '../../data/client.ts';
import { ThreadCircleDocument, type ThreadCircleQuery } from '../../gql/graphql.ts';
import type { Opening } from './use-opening.ts';

type Team = NonNullable<ThreadCircleQuery['team']>;

/** Who is in a thread, and how it stands. */
export interface Circle {
  readonly companies: Team['companies'];
  readonly thread: NonNullable<Team['thread']>;
}

/** Of what is said and shown: nobody else reads it for that. */
const OF_MESSAGES = /^(?:MESSAGE|REACTION|SHARE)_/;

/** Whether others may read a thread, or it may stand otherwise, after an event of this kind. */
export function changesCircle(kind: string): boolean {
  return !OF_MESSAGES.test(kind);
}

/** Asks who is in a thread now, and tells `take`; what does not come changes nothing. */
export function useCircle({ team, thread }: Opening, take: (circle: Circle) => void): () => void {
  const graph = useGraph();
  const looks = useRef(0);
  return useCallback(() => {
    const turn = (looks.current += 1);
    void askOnce(graph, ThreadCircleDocument, { team: team.slug, thread: thread.slug }).then(({ data }) => {
      const now = data?.team;
      // An answer that was overtaken is of an older state.
      if (now?.thread && turn === looks.current) take({ companies: now.companies, thread: now.thread });
    });
  }, [graph, team.slug, thread.slug, take]);
}
