import type { ShareTargetKind } from '../../gql/graphql.ts';
import { Choice } from '../../ui/choice.tsx';
import type { Chosen, Things, Whole } from './use-showable.ts';

const KINDS: readonly { readonly value: ShareTargetKind; readonly label: string }[] = [
  { value: 'DOCUMENT', label: 'A document' },
  { value: 'AGENT', label: 'An agent’s card' },
  { value: 'PRIVATE_THREAD', label: 'A part of an internal thread' },
];

/** Which thing is shown, and of an internal thread which messages. */
export function AttachTarget({
  things,
  chosen,
  whole,
  onKind,
  onChosen,
}: {
  readonly things: Things;
  readonly chosen: Chosen;
  readonly whole: Whole | null;
  readonly onKind: (kind: ShareTargetKind) => void;
  readonly onChosen: (chosen: Chosen) => void;
}) {
  const choices = choicesOf(things, chosen.kind);
  return (
    <>
      <div className="share-target">
        <Choice
          label="Kind"
          value={chosen.kind}
          choices={KINDS}
          onChange={(kind) => onKind(KINDS.find(({ value }) => value === kind)?.value ?? 'DOCUMENT')}
        />
        {choices.length > 0 && (
          <Choice
            label="Which one"
            value={chosen.id}
            choices={choices}
            onChange={(id) => onChosen({ ...chosen, id, from: 0, to: 0 })}
          />
        )}
      </div>
      {chosen.kind === 'PRIVATE_THREAD' && whole && (
        <Range chosen={chosen} whole={whole} onChosen={onChosen} />
      )}
    </>
  );
}

function Range({
  chosen,
  whole: { messages, target },
  onChosen,
}: {
  readonly chosen: Chosen;
  readonly whole: Whole;
  readonly onChosen: (chosen: Chosen) => void;
}) {
  const choices = messages.map(({ sequence, body }) => ({ value: `${sequence}`, label: begun(body) }));
  const from = target.fromSequence ?? 0;
  return (
    <div className="share-target">
      <Choice
        label="From this message"
        value={`${from}`}
        choices={choices}
        onChange={(sequence) => onChosen({ ...chosen, from: Number(sequence) })}
      />
      <Choice
        label="To this message"
        value={`${target.toSequence}`}
        choices={choices.filter(({ value }) => Number(value) >= from)}
        onChange={(sequence) => onChosen({ ...chosen, to: Number(sequence) })}
      />
    </div>
  );
}

/** The first of a kind that can be chosen. */
export function firstOf(things: Things, kind: ShareTargetKind): Chosen {
  return { kind, id: choicesOf(things, kind)[0]?.value ?? '', from: 0, to: 0 };
}

function choicesOf({ knowledge, agents, privateThreads }: Things, kind: ShareTargetKind) {
  if (kind === 'AGENT') return (agents ?? []).map(({ id, name }) => ({ value: id, label: name }));
  if (kind === 'PRIVATE_THREAD')
    return (privateThreads?.nodes ?? []).map(({ id, title }) => ({ value: id, label: title }));
  return (knowledge ?? []).flatMap((source) =>
    (source.documents?.nodes ?? []).map(({ id, title }) => ({
      value: id,
      label: `${title} (${source.title})`,
    })),
  );
}

/** A message as it is named in a list. */
function begun(body: string): string {
  const line = body.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}
