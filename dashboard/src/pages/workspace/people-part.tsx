import type { OwnPersonFragment } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { WorkspacePart } from './workspace-part.tsx';

/** The company's people, with what only colleagues may know of them. */
export function PeoplePart({ people }: { readonly people: readonly OwnPersonFragment[] | null }) {
  const { subject } = useSignedIn();
  return (
    <WorkspacePart title="People" items={people} empty="Nobody works here yet.">
      {(all) => (
        <ul className="workspace-list">
          {all.map((person) => (
            <li key={person.id}>
              <p className="row">
                <strong>{person.displayName}</strong>
                {person.subject === subject && <span className="soft small">You</span>}
                {person.role === 'ADMIN' && <span className="workspace-tag small">Administrator</span>}
                {person.status === 'REMOVED' && <span className="soft small">No longer here</span>}
              </p>
              {person.title !== null && <p>{person.title}</p>}
              <p className="soft small">
                {[person.email, person.phone, person.timeZone].filter((fact) => fact !== null).join(' · ')}
              </p>
            </li>
          ))}
        </ul>
      )}
    </WorkspacePart>
  );
}
