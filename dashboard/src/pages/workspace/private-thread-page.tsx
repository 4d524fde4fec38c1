import { Link } from 'wouter';
import { ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Empty, Failure, Live, Loading } from '../../ui/states.tsx';
import { PrivateConversation } from './private-conversation.tsx';
import { usePrivateThread } from './use-private-thread.ts';
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
      {thread && <PrivateConversation opened={opened} thread={thread} />}
    </Page>
  );
}
