import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useChange, type Outcome } from '../../data/use-change.ts';
import { CreateThreadDocument } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { companyNames } from '../../ui/names-rules.ts';
import { messageOf } from '../../ui/outcome-rules.ts';
import { SendForm } from '../../ui/send-form.tsx';
import type { Team } from './team-page.tsx';

/** Begins a thread in the team, after saying who will read it. */
export function NewThread({ team }: { readonly team: Team }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>
        <Plus size={16} aria-hidden="true" />
        New thread
      </Button>
      <Dialog title="New thread" isOpen={isOpen} onClose={() => setOpen(false)}>
        <Fields team={team} onClose={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function Fields({ team, onClose }: { readonly team: Team; readonly onClose: () => void }) {
  const create = useChange(CreateThreadDocument);
  const [, navigate] = useLocation();
  const [title, setTitle] = useState('');
  const [outcome, setOutcome] = useState<Outcome<unknown> | null>(null);
  const send = async () => {
    const made = await create({ input: { teamId: team.id, title } });
    setOutcome(made);
    if (made.kind === 'done' && made.payload.thread)
      navigate(`/teams/${team.slug}/threads/${made.payload.thread.slug}`);
  };
  return (
    <SendForm onSend={send}>
      <Field
        label="What it is about"
        value={title}
        onChange={setTitle}
        problem={outcome && messageOf(outcome)}
        isRequired
      />
      <p className="soft small">
        {companyNames(team.companies.map(({ company }) => company))} will read the title and what is said.
      </p>
      <DialogActions>
        <Button look="quiet" onPress={onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit">
          Begin the thread
        </Button>
      </DialogActions>
    </SendForm>
  );
}
