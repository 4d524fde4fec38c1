import { useState } from 'react';
import type { InvitationCardFragment } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { companyNames } from '../../ui/names-rules.ts';
import { messageOf } from '../../ui/outcome-rules.ts';
import { Refused } from '../../ui/states.tsx';
import type { Answer } from './invitation-card.tsx';

/** What the caller's company can do about an invitation: accept, after being told who will read; decline; take back. */
export function AnswerButtons({
  invitation,
  answer,
}: {
  readonly invitation: InvitationCardFragment;
  readonly answer: Answer;
}) {
  const { company } = useSignedIn();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const act = async (kind: Parameters<Answer>[0]) => {
    setBusy(true);
    const outcome = await answer(kind, invitation.id);
    setBusy(false);
    setAsked(false);
    setProblem(messageOf(outcome));
  };
  if (invitation.state !== 'SENT') return null;
  const toUs = invitation.company.slug === company.slug;
  const fromUs = invitation.inviter.slug === company.slug;
  return (
    <>
      <Refused why={problem} />
      <div className="row">
        {toUs && (
          <Button look="primary" isPending={busy} onPress={() => setAsked(true)}>
            Accept …
          </Button>
        )}
        {toUs && (
          <Button isPending={busy} onPress={() => void act('decline')}>
            Decline
          </Button>
        )}
        {fromUs && (
          <Button look="danger" isPending={busy} onPress={() => void act('revoke')}>
            Take the invitation back
          </Button>
        )}
      </div>
      <AcceptDialog
        invitation={invitation}
        isOpen={asked}
        onAccept={() => void act('accept')}
        onClose={() => setAsked(false)}
      />
    </>
  );
}

/** Says who will read what, before anything is accepted. */
function AcceptDialog({
  invitation,
  isOpen,
  onAccept,
  onClose,
}: {
  readonly invitation: InvitationCardFragment;
  readonly isOpen: boolean;
  readonly onAccept: () => void;
  readonly onClose: () => void;
}) {
  const { company } = useSignedIn();
  return (
    <Dialog title="Join this team?" isOpen={isOpen} onClose={onClose}>
      <p>
        What anybody of {company.name} writes in this team, {companyNames(invitation.terms.companies)} will
        read. Nothing else of {company.name} is shared by joining.
      </p>
      <p className="soft">You become the steward of {company.name} in the team.</p>
      <DialogActions>
        <Button look="quiet" onPress={onClose}>
          Not now
        </Button>
        <Button look="primary" onPress={onAccept}>
          Accept and join
        </Button>
      </DialogActions>
    </Dialog>
  );
}
