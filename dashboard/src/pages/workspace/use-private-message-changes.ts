import { useChange } from '../../data/use-change.ts';
import {
  AddPrivateReactionDocument,
  EditPrivateMessageDocument,
  RedactPrivateMessageDocument,
  RemovePrivateReactionDocument,
  type PrivateMessageRowFragment,
} from '../../gql/graphql.ts';
import { useChangesBy } from '../thread/use-message-changes.ts';

/** The changes of an internal thread's messages, and why the last of them was not done. */
export function usePrivateMessageChanges(take: (come: readonly PrivateMessageRowFragment[]) => void) {
  const edit = useChange(EditPrivateMessageDocument);
  const redact = useChange(RedactPrivateMessageDocument);
  const addReaction = useChange(AddPrivateReactionDocument);
  const removeReaction = useChange(RemovePrivateReactionDocument);
  return useChangesBy({ edit, redact, addReaction, removeReaction }, take);
}
