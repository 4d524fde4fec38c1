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

type Changed = Outcome<{ readonly message: MessageRowFragment | null }>;

/** What can be changed of a message. Each takes the changed message in, and gives why it was not done, or null. */
export interface MessageChanges {
  readonly edit: (messageId: string, body: string) => Promise<string | null>;
  readonly redact: (messageId: string) => Promise<string | null>;
  readonly react: (messageId: string, emoji: string, on: boolean) => Promise<string | null>;
}

/** The changes of a thread's messages, and why the last of them was not done. */
export function useMessageChanges(take: (come: readonly MessageRowFragment[]) => void) {
  const edit = useChange(EditMessageDocument);
  const redact = useChange(RedactMessageDocument);
  const add = useChange(AddReactionDocument);
  const remove = useChange(RemoveReactionDocument);
  const [problem, setProblem] = useState<string | null>(null);
  const changes = useMemo((): MessageChanges => {
    const done = async (changing: Promise<Changed>) => {
      const outcome = await changing;
      if (outcome.kind === 'done' && outcome.payload.message) take([outcome.payload.message]);
      const said = messageOf(outcome);
      setProblem(said);
      return said;
    };
    return {
      edit: (messageId, body) => done(edit({ input: { messageId, body } })),
      redact: (messageId) => done(redact({ input: { messageId } })),
      react: (messageId, emoji, on) => done((on ? add : remove)({ input: { messageId, emoji } })),
    };
  }, [edit, redact, add, remove, take]);
  return { changes, problem };
}
