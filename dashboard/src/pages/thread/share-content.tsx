import { useState } from 'react';
import type { MessageShareFragment } from '../../gql/graphql.ts';
import { Button } from '../../ui/button.tsx';
import { Moment } from '../../ui/moment.tsx';

type Content = NonNullable<MessageShareFragment['content']>;
type Of<Type extends Content['__typename']> = Extract<Content, { readonly __typename: Type }>;

/** What is in a share: the fields that were chosen, and no others. */
export function ShareContent({ content, now }: { readonly content: Content; readonly now: number }) {
  switch (content.__typename) {
    case 'SharedDocument':
      return <Document content={content} now={now} />;
    case 'SharedPrivateThread':
      return <Messages content={content} now={now} />;
    case 'SharedAgentCard':
      return <Card content={content} />;
  }
}

function Document({ content, now }: { readonly content: Of<'SharedDocument'>; readonly now: number }) {
  const { title, body, mediaType, updatedAt } = content;
  const about = mediaType !== null || updatedAt !== null;
  return (
    <>
      {title !== null && <strong>{title}</strong>}
      {body !== null && <Text body={body} />}
      {about && (
        <p className="small soft">
          {mediaType !== null && <span>{MEDIA_TYPES[mediaType] ?? mediaType} </span>}
          {updatedAt !== null && (
            <span>
              changed <Moment at={updatedAt} now={now} />
            </span>
          )}
        </p>
      )}
    </>
  );
}

const MEDIA_TYPES: Readonly<Record<string, string>> = { MARKDOWN: 'Markdown', PLAIN_TEXT: 'Plain text' };

/** A text that is longer than this is shown in part at first, in characters. */
const LONG = 420;

function Text({ body }: { readonly body: string }) {
  const [isWhole, setWhole] = useState(body.length <= LONG);
  return (
    <>
      <p className={isWhole ? 'share-text' : 'share-text share-text-begun'}>{body}</p>
      {body.length > LONG && (
        <div>
          <Button look="quiet" aria-expanded={isWhole} onPress={() => setWhole(!isWhole)}>
            {isWhole ? 'Show less' : 'Show all of it'}
          </Button>
        </div>
      )}
    </>
  );
}

function Messages({ content, now }: { readonly content: Of<'SharedPrivateThread'>; readonly now: number }) {
  return (
    <>
      {content.title !== null && <strong>{content.title}</strong>}
      <ol className="stack share-messages">
        {(content.messages ?? []).map(({ body, authorName, createdAt }, index) => (
          <li key={index}>
            <p className="small soft row">
              {authorName !== null && <span>{authorName}</span>}
              {createdAt !== null && <Moment at={createdAt} now={now} />}
            </p>
            {body !== null && <p className="share-text">{body}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}

function Card({ content }: { readonly content: Of<'SharedAgentCard'> }) {
  const { name, purpose, skills, agentStatus } = content;
  return (
    <>
      {name !== null && <strong>{name}</strong>}
      {purpose !== null && <p>{purpose}</p>}
      {skills !== null && skills.length > 0 && <p className="small soft">{skills.join(' · ')}</p>}
      {agentStatus !== null && (
        <p className="small soft">{agentStatus === 'ACTIVE' ? 'At work' : 'Not at work'}</p>
      )}
    </>
  );
}
