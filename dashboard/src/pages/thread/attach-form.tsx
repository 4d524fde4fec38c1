import { useState } from 'react';
import { newIdempotencyKey } from '../../data/use-change.ts';
import type { ShareField, ShareTargetKind } from '../../gql/graphql.ts';
import type { CompanyCard } from '../../ui/badges.tsx';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { companyNames } from '../../ui/names-rules.ts';
import { SharedScope } from '../../ui/scope.tsx';
import { SendForm } from '../../ui/send-form.tsx';
import { Failure, Loading } from '../../ui/states.tsx';
import { useClock } from '../../ui/use-clock.ts';
import { FIELDS, TERMS, USUAL_FIELDS, expiryOf, previewOf, type Attachment } from './attach-rules.ts';
import { AttachTarget, firstOf } from './attach-target.tsx';
import { ShareContent } from './share-content.tsx';
import { useShowable, type Chosen, type Things } from './use-showable.ts';

interface Given {
  readonly teamId: string;
  readonly companies: readonly CompanyCard[];
  readonly things: Things;
  readonly onAttach: (attachment: Attachment) => void;
  readonly onClose: () => void;
}

/** What to show, which fields of it, for how long, and exactly what others will see. */
export function AttachForm(given: Given) {
  const { things, companies, teamId } = given;
  const [chosen, choose] = useState<Chosen>(() => firstOf(things, 'DOCUMENT'));
  const [fields, setFields] = useState<readonly ShareField[]>(USUAL_FIELDS.DOCUMENT);
  const [days, setDays] = useState('7');
  const [note, setNote] = useState('');
  const now = useClock(null);
  const { whole, problem, again } = useShowable(things, chosen);
  const onKind = (kind: ShareTargetKind) => {
    choose(firstOf(things, kind));
    setFields(USUAL_FIELDS[kind]);
  };
  const attach = () => {
    if (!whole || fields.length === 0) return;
    const expiresAt = expiryOf(days, Date.now());
    const said = note.trim();
    const input = {
      ...{ teamId, target: whole.target, fields: [...fields] },
      ...(expiresAt !== undefined && { expiresAt }),
      ...(said !== '' && { note: said }),
    };
    given.onAttach({ key: newIdempotencyKey(), kind: chosen.kind, title: whole.title, input });
  };
  return (
    <SendForm onSend={attach}>
      <AttachTarget things={things} chosen={chosen} whole={whole} onKind={onKind} onChosen={choose} />
      <Fields kind={chosen.kind} fields={fields} onFields={setFields} />
      <Choice label="For how long" value={days} choices={TERMS} onChange={setDays} />
      <Field
        label="What to say of it"
        hint="Everybody in the team reads it. It may be left out."
        value={note}
        onChange={setNote}
      />
      {problem && <Failure problem={problem} again={again} />}
      {!problem && chosen.id === '' && <p className="soft">There is nothing of the kind.</p>}
      {!problem && chosen.id !== '' && !whole && <Loading what="what will be seen" />}
      {whole && (
        <SharedScope companies={companies} label={`${companyNames(companies)} will see exactly this.`}>
          <div className="share-preview stack" role="group" aria-label="What will be seen">
            <ShareContent content={previewOf(whole.content, fields)} now={now} />
          </div>
        </SharedScope>
      )}
      <p className="soft small">
        It stays with us and is read here, as it is when somebody looks. Nothing is shared before the message
        is sent.
      </p>
      <DialogActions>
        <Button look="quiet" onPress={given.onClose}>
          Cancel
        </Button>
        <Button look="primary" type="submit" isDisabled={!whole || fields.length === 0}>
          Attach to the message
        </Button>
      </DialogActions>
    </SendForm>
  );
}

function Fields({
  kind,
  fields,
  onFields,
}: {
  readonly kind: ShareTargetKind;
  readonly fields: readonly ShareField[];
  readonly onFields: (fields: readonly ShareField[]) => void;
}) {
  return (
    <div role="group" aria-labelledby="share-fields" className="share-fields">
      <p id="share-fields" className="field-label">
        What of it
      </p>
      <div className="row">
        {FIELDS[kind].map(({ field, label }) => (
          <Check
            key={field}
            isSelected={fields.includes(field)}
            onChange={(isChosen) =>
              onFields([...fields.filter((each) => each !== field), ...(isChosen ? [field] : [])])
            }
          >
            {label}
          </Check>
        ))}
      </div>
    </div>
  );
}
