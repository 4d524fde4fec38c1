import { useAsk } from '../../data/use-ask.ts';
import { ShowableThingsDocument } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import type { CompanyCard } from '../../ui/badges.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure, Loading, Missing } from '../../ui/states.tsx';
import { AttachForm } from './attach-form.tsx';
import type { Attachment } from './attach-rules.ts';

interface Given {
  readonly teamId: string;
  /** The team's companies: all of them will be able to read it, also where the thread is for fewer. */
  readonly companies: readonly CompanyCard[];
  readonly onAttach: (attachment: Attachment) => void;
  readonly onClose: () => void;
}

/** Chooses something of one's own to show with a message, and says exactly what of it others will see. */
export function AttachDialog({ isOpen, ...given }: Given & { readonly isOpen: boolean }) {
  return (
    <Dialog title="Show something of ours" isOpen={isOpen} onClose={given.onClose}>
      <Contents {...given} />
    </Dialog>
  );
}

function Contents(given: Given) {
  const { company, subject } = useSignedIn();
  const { data, problem, again } = useAsk(ShowableThingsDocument, {});
  if (problem) return <Failure problem={problem} again={again} />;
  if (!data) return <Loading what="what can be shown" />;
  const things = data.workspace;
  if (!things) return <Missing whose={company.name} />;
  const isAdmin = things.people?.some((person) => person.subject === subject && person.role === 'ADMIN');
  if (isAdmin !== true) return <p>Only administrators of {company.name} show private things to others.</p>;
  return <AttachForm {...given} things={things} />;
}
