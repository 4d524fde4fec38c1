import { useCallback } from 'react';
import { Link } from 'wouter';
import { useAsk } from '../../data/use-ask.ts';
import type { Problem } from '../../data/problem-rules.ts';
import {
  ThreadPlaceDocument,
  type ThreadParticipantFragment,
  type ThreadPlaceQuery,
} from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { SharedScope } from '../../ui/scope.tsx';
import { Empty, Failure, Live, Loading } from '../../ui/states.tsx';
import { Conversation } from './conversation.tsx';
import { readersOf } from './reader-rules.ts';
import { useReading } from './use-reading.ts';
import { useThread } from './use-thread.ts';
import './thread.css';

type Team = NonNullable<ThreadPlaceQuery['team']>;

/** A thread of a shared team, by the slugs of both: what is said, live, and a place to say something. */
export function ThreadPage(given: { readonly team?: string; readonly thread?: string }) {
  const { data, problem, again } = useAsk(ThreadPlaceDocument, { team: given.team ?? '' });
  const team = data?.team;
  const thread = team?.threads.nodes.find(({ slug }) => slug === given.thread);
  if (team && thread) return <Opened key={thread.id} team={team} id={thread.id} />;
  return <Unopened problem={problem} isGone={data !== undefined} again={again} />;
}

function Opened({ team, id }: { readonly team: Team; readonly id: string }) {
  const after = team.events.pageInfo.endCursor ?? undefined;
  const isMe = useIsMe();
  const reading = useReading(id, isMe);
  const opened = useThread({ id, after }, reading.hear);
  const { thread, status, problem, isGone, open } = opened;
  if (!thread) return <Unopened problem={problem} isGone={isGone} again={() => void open()} />;
  const readers = readersOf(thread, team);
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
          team={team}
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
