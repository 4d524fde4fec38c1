import { useAsk } from '../../data/use-ask.ts';
import {
  EscalatedThreadDocument,
  type EscalateMutation,
  type EscalationTeamsQuery,
} from '../../gql/graphql.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DialogActions } from '../../ui/dialog.tsx';
import { companyNames } from '../../ui/names-rules.ts';

/** What came of carrying messages over, with the way to where they are. */
export function Escalated({
  payload: { disclosure, threadId },
  team,
  onClose,
}: {
  readonly payload: NonNullable<EscalateMutation['escalate']>;
  readonly team: NonNullable<EscalationTeamsQuery['teams']>['nodes'][number];
  readonly onClose: () => void;
}) {
  const isThere = disclosure?.state === 'ACTIVE' && threadId !== null;
  const { data } = useAsk(EscalatedThreadDocument, { id: threadId ?? '' }, { pause: !isThere });
  const slug = data?.thread?.slug;
  const address = `/teams/${team.slug}${slug === undefined ? '' : `/threads/${slug}`}`;
  return (
    <div className="stack">
      <p role="status">
        {isThere
          ? `${companyNames(team.companies.map(({ company }) => company))} can read these messages now.`
          : (disclosure?.problem ??
            'This is kept, and is shared as soon as the shared layer answers. Nobody else reads it before that.')}
      </p>
      <DialogActions>
        <Button look="quiet" onPress={onClose}>
          Back to the private thread
        </Button>
        <ButtonLink look="primary" href={address}>
          {slug === undefined ? `Open ${team.name}` : 'Open the shared thread'}
        </ButtonLink>
      </DialogActions>
    </div>
  );
}
