import { AgentBadge, PrivateBadge, type CompanyCard } from '../../ui/badges.tsx';
import { counted } from '../../ui/names-rules.ts';
import { beginningOf, type SeenThing } from './boundary-rules.ts';
import { Sides } from './side.tsx';

/** A participant or a share of the company, as it and another company see it. */
export function ThingRow({ thing, other }: { readonly thing: SeenThing; readonly other: CompanyCard }) {
  const { id, title, kind } = thing;
  return (
    <Sides
      title={title}
      titleId={id}
      kind={kind === 'Agent' ? <AgentBadge /> : <span className="soft small">{kind}</span>}
      other={other}
      ours={<Ours thing={thing} other={other} />}
      theirs={<Theirs thing={thing} other={other} />}
    />
  );
}

interface Given {
  readonly thing: SeenThing;
  readonly other: CompanyCard;
}

function Ours({ thing, other }: Given) {
  const hidden = thing.ours.filter((field) => field.hidden).length;
  return (
    <>
      <dl className="boundary-fields">
        {thing.ours.map((field) => (
          <div key={field.path} className={field.hidden ? 'boundary-hidden' : undefined}>
            <dt>{field.label}</dt>
            <dd>
              <span className="boundary-text">{beginningOf(field.value)}</span>
              {field.hidden && <PrivateBadge label="Private" />}
            </dd>
          </div>
        ))}
      </dl>
      <p className="soft small">
        {hidden === 0
          ? `${other.name} sees all of this.`
          : `${counted(hidden, 'field')} shaded: private, hidden from ${other.name}.`}
      </p>
    </>
  );
}

function Theirs({ thing, other }: Given) {
  if (thing.theirs.length === 0)
    return (
      <p className="soft">
        The name “{thing.title}” in the team, and nothing else. {other.name} is not told that there is more.
      </p>
    );
  return (
    <dl className="boundary-fields">
      {thing.theirs.map((field) => (
        <div key={field.path}>
          <dt>{field.label}</dt>
          <dd>
            <span className="boundary-text">{beginningOf(field.value)}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
