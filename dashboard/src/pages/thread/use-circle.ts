import { useCallback, useRef, useState } from 'react';
import { askOnce } from '../../data/ask-once.ts';
import { useGraph } from '../../data/client.ts';
import { ThreadCircleDocument, type ThreadCircleQuery } from '../../gql/graphql.ts';
import type { Opening } from './use-opening.ts';

type Team = NonNullable<ThreadCircleQuery['team']>;

/** Who is in a thread, and how it stands. */
export interface Circle {
  readonly companies: Team['companies'];
  readonly thread: Omit<NonNullable<Team['thread']>, '__typename' | 'id'>;
}

/** Of what is said and shown: nobody else reads it for that. */
const OF_MESSAGES = /^(?:MESSAGE|REACTION|SHARE)_/;

/** Whether others may read a thread, or it may stand otherwise, after an event of this kind. */
export function changesCircle(kind: string): boolean {
  return !OF_MESSAGES.test(kind);
}

/** Who is in a thread as it was opened, and as it is whenever `look` has asked. */
export function useCircle({ team, thread }: Opening): { readonly circle: Circle; readonly look: () => void } {
  const graph = useGraph();
  const [circle, setCircle] = useState<Circle>({ companies: team.companies, thread: standing(thread) });
  const looks = useRef(0);
  const look = useCallback(async () => {
    const turn = (looks.current += 1);
    const { data } = await askOnce(graph, ThreadCircleDocument, { team: team.slug, thread: thread.slug });
    const now = data?.team;
    // An answer that was overtaken is of an older state.
    if (now?.thread && turn === looks.current)
      setCircle({ companies: now.companies, thread: standing(now.thread) });
  }, [graph, team.slug, thread.slug]);
  return { circle, look: useCallback(() => void look(), [look]) };
}

function standing({ title, state, visibility, participants }: Circle['thread']): Circle['thread'] {
  return { title, state, visibility, participants };
}
