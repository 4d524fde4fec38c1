import { Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '../../data/use-change.ts';
import { RevokeShareDocument, WithdrawFromTeamDocument } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { messageOf } from '../../ui/outcome-rules.ts';
import { Refused } from '../../ui/states.tsx';
import { consequencesOf, type Line } from './ledger-rules.ts';

/** Ends a line of the ledger, after saying what that does. */
export function TakeBack({
  line,
  readers,
  onEnded,
}: {
  readonly line: Line;
  /** Who can read it now, as a sentence has them. */
  readonly readers: string;
  readonly onEnded: (text: string) => void;
}) {
  const revoke = useChange(RevokeShareDocument);
  const withdraw = useChange(WithdrawFromTeamDocument);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const label = line.kind === 'SHARE' ? 'Take it back' : 'Take out of the team';
  const end = async () => {
    setBusy(true);
    const outcome =
      line.kind === 'SHARE'
        ? await revoke({ input: { shareId: line.id } })
        : await withdraw({ input: { participantId: line.id } });
    setBusy(false);
    setAsked(false);
    setProblem(messageOf(outcome));
    if (outcome.kind === 'done') onEnded(`${line.what ?? 'It'} is taken back. Nobody else reads it now.`);
  };
  return (
    <>
      <Refused why={problem} />
      <div className="row">
        <Button look="danger" aria-describedby={line.id} onPress={() => setAsked(true)}>
          <Undo2 size={16} aria-hidden="true" />
          {label} …
        </Button>
      </div>
      <Dialog title={`${label}?`} isOpen={asked} onClose={() => setAsked(false)}>
        {consequencesOf(line, readers).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        <DialogActions>
          <Button look="quiet" onPress={() => setAsked(false)}>
            Keep it as it is
          </Button>
          <Button look="danger" isPending={busy} onPress={() => void end()}>
            {label}
          </Button>
        </DialogActions>
      </Dialog>
    </>
  );
}
