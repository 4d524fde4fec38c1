import { useMemo, useState } from 'react';
import { useChange, type Outcome } from '../../data/use-change.ts';
import {
  AddReactionDocument,
  EditMessageDocument,
  RedactMessageDocument,
  RemoveReactionDocument,
  type MessageRowFragment,
} from '../../gql/graphql.ts';
import { messageOf } from '../../ui/outcome-rules.ts';

type Changed<Row> = Promise<Outcome<{ readonly message: Row | null }>>;
type Change<Row, Input> = (variables: { readonly input: Input & { messageId: string } }) => Changed<Row>;

/** The mutations that change a thread's messages; those of an internal thread take the same. */
export interface MessageMutations<Row> {
  readonly edit: Change<Row, { body: string }>;
  readonly redact: Change<Row, object>;
  readonly addReaction: Change<Row, { emoji: string }>;
  readonly removeReaction: Change<Row, { emoji: string }>;
}

/** What can be changed of a message. Each takes the changed message in, and gives why it was not done, or null. */
export interface MessageChanges {
  readonly edit: (messageId: string, body: string) => Promise<string | null>;
  readonly redact: (messageId: string) => Promise<string | null>;
  readonly react: (messageId: string, emoji: string, on: boolean) => Promise<string | null>;
}

/** The changes of a shared thread's messages, and why the last of them was not done. */
export function useMessageChanges(take: (come: readonly MessageRowFragment[]) => void) {
  const edit = useChange(EditMessageDocument);
  const redact = useChange(RedactMessageDocument);
  const addReaction = useChange(AddReactionDocument);
  const removeReaction = useChange(RemoveReactionDocument);
  return useChangesBy({ edit, redact, addReaction, removeReaction }, take);
}

/** The changes of messages by these mutations, each of which stays the same, and why the last was not done. */
export function useChangesBy<Row>(
  { edit, redact, addReaction, removeReaction }: MessageMutations<Row>,
  take: (come: readonly Row[]) => void,
) {
  const [problem, setProblem] = useState<string | null>(null);
  const changes = useMemo((): MessageChanges => {
    const done = async (changing: Changed<Row>) => {
      const outcome = await changing;
      if (outcome.kind === 'done' && outcome.payload.message) take([outcome.payload.message]);
      const said = messageOf(outcome);
      setProblem(said);
      return said;
    };
    return {
      edit: (messageId, body) => done(edit({ input: { messageId, body } })),
      redact: (messageId) => done(redact({ input: { messageId } })),
      react: (messageId, emoji, on) =>
        done((on ? addReaction : removeReaction)({ input: { messageId, emoji } })),
    };
  }, [edit, redact, addReaction, removeReaction, take]);
  return { changes, problem };
}
