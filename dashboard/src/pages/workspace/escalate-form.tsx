import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import {
  EscalationTeamsDocument,
  type EscalationTeamsQuery,
  type PrivateMessageRowFragment,
} from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { companyNames, counted } from '../../ui/names-rules.ts';
import { messageAt, messageOf } from '../../ui/outcome-rules.ts';
import { SendForm } from '../../ui/send-form.tsx';
import { Failure, Loading, Refused } from '../../ui/states.tsx';
import { EscalatePreview } from './escalate-preview.tsx';
import { Escalated } from './escalated.tsx';
import type { useEscalation } from './use-escalation.ts';

type Team = NonNullable<EscalationTeamsQuery['teams']>['nodes'][number];

interface Given {
  readonly carried: readonly PrivateMessageRowFragment[];
  readonly escalation: ReturnType<typeof useEscalation>;
  readonly onClose: () => void;
}

/** Where to carry messages, under which title, and exactly what others will read; then what came of it. */
export function EscalateForm(given: Given) {
  const { data, problem, again } = useAsk(EscalationTeamsDocument, {});
  if (problem) return <Failure problem={problem} again={again} />;
  if (!data) return <Loading what="your teams" />;
  const teams = (data.teams?.nodes ?? []).filter(({ status }) => status === 'ACTIVE');
  const [first] = teams;
  if (!first) return <p>There is no shared team yet to share them with.</p>;
  return <Fields {...given} teams={teams} first={first} />;
}

function Fields({
  carried,
  escalation: { sent, isSending, outcome, send, seen },
  onClose,
  teams,
  first,
}: Given & { readonly teams: readonly Team[]; readonly first: Team }) {
  const [written, setWritten] = useState({ teamId: first.id, title: '' });
  const { teamId, title } = sent ?? written;
  const team = teams.find(({ id }) => id === teamId) ?? first;
  const readers = team.companies.map(({ company }) => company);
  const write = (part: { readonly teamId?: string; readonly title?: string }) => {
    setWritten({ ...written, ...part });
    seen();
  };
  if (outcome?.kind === 'done') return <Escalated payload={outcome.payload} team={team} onClose={onClose} />;
  return (
    <SendForm onSend={() => send({ teamId: team.id, title, carried })}>
      <Choice
        label="Team"
        value={team.id}
        isDisabled={sent !== null}
        onChange={(id) => write({ teamId: id })}
        choices={teams.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Field
        label="Title of the shared thread"
        hint="Everybody in the team reads it."
        value={title}
        onChange={(text) => write({ title: text })}
        problem={messageAt(outcome, 'title')}
        isReadOnly={sent !== null}
        isRequired
      />
      <EscalatePreview title={title} carried={carried} readers={readers} />
      {outcome && messageAt(outcome, 'title') === null && <Refused why={messageOf(outcome)} />}
      {outcome?.kind === 'failed' && (
        <p>It is not known whether this has arrived. Sending it again shares it once, and never twice.</p>
      )}
      <DialogActions>
        <Button look="quiet" onPress={onClose}>
          Not yet
        </Button>
        <Button look="primary" type="submit" isPending={isSending} isDisabled={title.trim() === ''}>
          {isSending
            ? 'Sharing …'
            : `Share ${counted(carried.length, 'message')} with ${companyNames(readers)}`}
        </Button>
      </DialogActions>
    </SendForm>
  );
}
