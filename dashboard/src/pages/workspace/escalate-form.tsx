import { useState } from 'react';
import { useAsk } from '../../data/use-ask.ts';
import { newIdempotencyKey, useChange, type Outcome } from '../../data/use-change.ts';
import {
  EscalateDocument,
  EscalationTeamsDocument,
  type EscalateMutation,
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
import type { OpenedPrivateThread } from './use-private-thread.ts';

type Team = NonNullable<EscalationTeamsQuery['teams']>['nodes'][number];

interface Given {
  readonly thread: OpenedPrivateThread;
  readonly carried: readonly PrivateMessageRowFragment[];
  readonly onClose: (isDone: boolean) => void;
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
  thread,
  carried,
  onClose,
  teams,
  first,
}: Given & { readonly teams: readonly Team[]; readonly first: Team }) {
  const { written, write, send, isSending, outcome } = useEscalation(thread.id, first.id, carried);
  const team = teams.find(({ id }) => id === written.teamId) ?? first;
  const readers = team.companies.map(({ company }) => company);
  if (outcome?.kind === 'done')
    return <Escalated payload={outcome.payload} team={team} onClose={() => onClose(true)} />;
  return (
    <SendForm onSend={send}>
      <Choice
        label="Team"
        value={written.teamId}
        onChange={(teamId) => write({ teamId })}
        choices={teams.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Field
        label="Title of the shared thread"
        hint="Everybody in the team reads it."
        value={written.title}
        onChange={(title) => write({ title })}
        problem={messageAt(outcome, 'title')}
        isRequired
      />
      <EscalatePreview title={written.title} carried={carried} readers={readers} />
      {outcome && messageAt(outcome, 'title') === null && <Refused why={messageOf(outcome)} />}
      <DialogActions>
        <Button look="quiet" onPress={() => onClose(false)}>
          Not yet
        </Button>
        <Button look="primary" type="submit" isDisabled={isSending || written.title.trim() === ''}>
          {isSending
            ? 'Sharing …'
            : `Share ${counted(carried.length, 'message')} with ${companyNames(readers)}`}
        </Button>
      </DialogActions>
    </SendForm>
  );
}

type Payload = NonNullable<EscalateMutation['escalate']>;

/** What is written so far, and what became of it. The key stays while nothing is changed: it is carried over once. */
function useEscalation(
  privateThreadId: string,
  firstTeam: string,
  carried: readonly PrivateMessageRowFragment[],
) {
  const escalate = useChange(EscalateDocument);
  const [written, setWritten] = useState(() => ({ teamId: firstTeam, title: '', key: newIdempotencyKey() }));
  const [isSending, setSending] = useState(false);
  const [outcome, setOutcome] = useState<Outcome<Payload> | null>(null);
  const write = (part: { readonly teamId?: string; readonly title?: string }) => {
    setWritten({ ...written, ...part, key: newIdempotencyKey() });
    setOutcome(null);
  };
  const send = async () => {
    const { teamId, title, key } = written;
    const messageIds = carried.map(({ id }) => id);
    setSending(true);
    setOutcome(
      await escalate({ input: { privateThreadId, teamId, title, messageIds, idempotencyKey: key } }),
    );
    setSending(false);
  };
  return { written, write, send, isSending, outcome };
}
