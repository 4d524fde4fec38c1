import { useCallback } from 'react';
import { Link } from 'wouter';
import type { Problem } from '../../data/problem-rules.ts';
import type { ThreadParticipantFragment } from '../../gql/graphql.ts';
import { useSignedIn, useSignedInYet } from '../../session/session-context.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { SharedScope } from '../../ui/scope.tsx';
import { Empty, Failure, Live, Loading } from '../../ui/states.tsx';
import { Conversation } from './conversation.tsx';
import { readersOf } from './reader-rules.ts';
import { useOpening, type Opening, type ThreadPath } from './use-opening.ts';
import { useReading } from './use-reading.ts';
import { useThread } from './use-thread.ts';
import './thread.css';

/** A thread of a shared team, by the slugs of both: what is said, live, and a place to say something. */
export function ThreadPage({ team = '', thread = '' }: { readonly team?: string; readonly thread?: string }) {
  return <Addressed key={`${team}/${thread}`} team={team} thread={thread} />;
}

function Addressed(path: ThreadPath) {
  const { outcome, again } = useOpening(path);
  const isKnown = useSignedInYet() !== null;
  const opening = outcome?.opening;
  if (opening && isKnown) return <Opened opening={opening} />;
  return <Unopened problem={outcome?.problem ?? null} isGone={outcome !== null && !opening} again={again} />;
}

function Opened({ opening }: { readonly opening: Opening }) {
  const { team } = opening;
  const isMe = useIsMe();
  const reading = useReading(opening.thread.id, isMe);
  const opened = useThread(opening, reading.hear);
  const { thread, status, companies } = opened;
  const readers = readersOf(thread, { companies });
  return (
    <Page
      title={thread.title}
      lead={
        <>
          A thread of <Link href={`/teams/${team.slug}`}>{team.name}</Link>
        </>
      }
      aside={<Live status={status} />}
    >
      <SharedScope companies={readers}>
        <Conversation
          opened={opened}
          team={{ ...team, companies }}
          thread={thread}
          reading={reading}
          readers={readers}
          isMe={isMe}
        />
      </SharedScope>
    </Page>
  );
}

/** Whether a participant is whoever is signed in. */
function useIsMe() {
  const { displayName, company } = useSignedIn();
  return useCallback(
    ({ kind, company: { slug }, displayName: name }: ThreadParticipantFragment) =>
      kind === 'PERSON' && slug === company.slug && name === displayName,
    [displayName, company.slug],
  );
}

function Unopened(given: {
  readonly problem: Problem | null;
  readonly isGone: boolean;
  readonly again: () => void;
}) {
  return (
    <Page title="Thread">
      {given.problem && <Failure problem={given.problem} again={given.again} />}
      {!given.problem && !given.isGone && <Loading what="the thread" lines={8} />}
      {!given.problem && given.isGone && (
        <Empty title="There is no such thread">
          <p>It may never have been there, or your company does not read it.</p>
          <ButtonLink href="/">Home</ButtonLink>
        </Empty>
      )}
    </Page>
  );
}
