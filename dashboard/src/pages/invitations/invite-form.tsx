import { Send } from 'lucide-react';
import { useState } from 'react';
import { useChange, type Outcome } from '../../data/use-change.ts';
import { InviteCompanyDocument, type InvitationsQuery } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { companyNames } from '../../ui/names-rules.ts';
import { messageAt, messageOf } from '../../ui/outcome-rules.ts';
import { SendForm } from '../../ui/send-form.tsx';
import { Refused } from '../../ui/states.tsx';

type Team = NonNullable<InvitationsQuery['teams']>['nodes'][number];

/** Asks another company into one of the caller's teams. What it will be told is what is written here. */
export function InviteForm({
  teams,
  onSent,
}: {
  readonly teams: readonly Team[];
  readonly onSent: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Send size={16} aria-hidden="true" />
        Invite a company
      </Button>
      <Dialog title="Invite a company" isOpen={isOpen} onClose={() => setOpen(false)}>
        <Fields
          teams={teams}
          onDone={(sent) => {
            setOpen(false);
            if (sent) onSent();
          }}
        />
      </Dialog>
    </>
  );
}

/** What is written so far, and what became of sending it. */
function useInvitation(firstTeam: string, onSent: () => void) {
  const invite = useChange(InviteCompanyDocument);
  const [written, setWritten] = useState({ teamId: firstTeam, company: '', purpose: '', days: '' });
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null);
  const write = (part: Partial<typeof written>) => {
    setWritten({ ...written, ...part });
    setOutcome(null);
  };
  const send = async () => {
    const { teamId, purpose, days } = written;
    const retentionDays = days.trim() === '' ? null : Number(days);
    const sent = await invite({
      input: { teamId, company: written.company.trim(), purpose, retentionDays },
    });
    setOutcome(sent);
    if (sent.kind === 'done') onSent();
  };
  return { written, write, outcome, send };
}

function Fields({
  teams,
  onDone,
}: {
  readonly teams: readonly Team[];
  readonly onDone: (sent: boolean) => void;
}) {
  const { written, write, outcome, send } = useInvitation(teams[0]?.id ?? '', () => onDone(true));
  const companies = teams.find(({ id }) => id === written.teamId)?.companies.map(({ company }) => company);
  return (
    <SendForm onSend={send}>
      <Choice
        label="Team"
        value={written.teamId}
        onChange={(teamId) => write({ teamId })}
        choices={teams.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Terms written={written} write={write} outcome={outcome} />
      <p className="soft small">
        The invited company is shown these terms and the companies of the team (
        {companyNames(companies ?? [])}). Nothing else of it, until it has joined.
      </p>
      {outcome && <Unplaced outcome={outcome} />}
      <DialogActions>
        <Button look="quiet" onPress={() => onDone(false)}>
          Cancel
        </Button>
        <Button look="primary" type="submit">
          Send the invitation
        </Button>
      </DialogActions>
    </SendForm>
  );
}

function Terms({
  written,
  write,
  outcome,
}: Pick<ReturnType<typeof useInvitation>, 'written' | 'write' | 'outcome'>) {
  return (
    <>
      <Field
        label="Company"
        hint="Its short name in the network, for example nimbus."
        value={written.company}
        onChange={(company) => write({ company })}
        problem={messageAt(outcome, 'company')}
        isRequired
      />
      <Field
        label="Purpose"
        hint="The company reads this before it answers."
        lines={3}
        value={written.purpose}
        onChange={(purpose) => write({ purpose })}
        problem={messageAt(outcome, 'purpose')}
        isRequired
      />
      <Field
        label="Keep messages for (days)"
        hint="Left empty, nothing is agreed."
        value={written.days}
        onChange={(days) => write({ days })}
        inputMode="numeric"
        problem={messageAt(outcome, 'retentionDays')}
      />
    </>
  );
}

/** What was wrong and stands at no field. */
function Unplaced({ outcome }: { readonly outcome: Outcome<unknown> }) {
  const placed = ['company', 'purpose', 'retentionDays'].some((name) => messageAt(outcome, name) !== null);
  return <Refused why={placed ? null : messageOf(outcome)} />;
}
