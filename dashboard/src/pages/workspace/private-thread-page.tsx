import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useChange } from '../../data/use-change.ts';
import { MarkPrivateThreadReadDocument } from '../../gql/graphql.ts';
import { useSignedIn } from '../../session/session-context.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { PrivateScope } from '../../ui/scope.tsx';
import { Empty, Failure, Live, Loading } from '../../ui/states.tsx';
import { EscalateBar } from './escalate-bar.tsx';
import { PrivateComposer } from './private-composer.tsx';
import { PrivateMessageList } from './private-message-list.tsx';
import { usePrivateThread, type OpenedPrivateThread } from './use-private-thread.ts';
import { isAdmin } from './workspace-rules.ts';
import '../thread/thread.css';
import './workspace.css';

/** An internal thread: live, and nobody else's. */
export function PrivateThreadPage({ thread: id = '' }: { readonly thread?: string }) {
  return <Opened key={id} id={id} />;
}

function Opened({ id }: { readonly id: string }) {
  const opened = usePrivateThread(id);
  const { thread, problem, isGone, open, status } = opened;
  return (
    <Page
      title={thread?.title ?? 'Private thread'}
      lead={<Link href="/workspace">Workspace</Link>}
      aside={thread && <Live status={status} />}
    >
      {problem && !thread && <Failure problem={problem} again={() => void open()} />}
      {!thread && !problem && !isGone && <Loading what="the thread" lines={6} />}
      {!thread && isGone && (
        <Empty title="There is no such thread">
          <p>It may never have been there, or it is not yours to read.</p>
          <ButtonLink href="/workspace">Workspace</ButtonLink>
        </Empty>
      )}
      {thread && <Conversation opened={opened} thread={thread} />}
    </Page>
  );
}

function Conversation({
  opened,
  thread,
}: {
  readonly opened: ReturnType<typeof usePrivateThread>;
  readonly thread: OpenedPrivateThread;
}) {
  const { subject } = useSignedIn();
  const { messages, people, take } = opened;
  const [chosen, setChosen] = useState<ReadonlySet<string> | null>(null);
  useMarkRead(thread.id, messages.at(-1)?.sequence ?? 0);
  return (
    <>
      {isAdmin(people, subject) && messages.length > 0 && (
        <EscalateBar thread={thread} messages={messages} chosen={chosen} onChosen={setChosen} />
      )}
      <PrivateScope>
        <div className="conversation">
          <PrivateMessageList opened={opened} chosen={chosen} onChosen={setChosen} />
          {thread.archivedAt === null ? (
            <PrivateComposer threadId={thread.id} onPosted={(row) => take([row])} />
          ) : (
            <p className="soft">This thread is archived: nothing more is said in it.</p>
          )}
        </div>
      </PrivateScope>
    </>
  );
}

/** Says that the caller has read what is shown. */
function useMarkRead(threadId: string, sequence: number) {
  const mark = useChange(MarkPrivateThreadReadDocument);
  useEffect(() => {
    if (sequence > 0) void mark({ input: { threadId, sequence } });
  }, [mark, threadId, sequence]);
}
