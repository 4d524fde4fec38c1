import type {
  CreateShareInput,
  MessageShareFragment,
  ShareField,
  ShareTargetKind,
} from '../../gql/graphql.ts';

/** What is in a share. */
export type Content = NonNullable<MessageShareFragment['content']>;

/** Something to be shown with a message. Nothing of it is shared before the message is sent. */
export interface Attachment {
  /** Under which it is shared once, however often it is sent. */
  readonly key: string;
  readonly kind: ShareTargetKind;
  /** What it is called here. */
  readonly title: string;
  readonly input: Omit<CreateShareInput, 'idempotencyKey'>;
  /** Its share; left out: it is not shared, as far as is known here. */
  readonly shareId?: string;
}

/** What can be chosen of each kind of thing, and what each field is called. */
export const FIELDS: Readonly<
  Record<ShareTargetKind, readonly { readonly field: ShareField; readonly label: string }[]>
> = {
  DOCUMENT: [
    { field: 'TITLE', label: 'Title' },
    { field: 'BODY', label: 'Text' },
    { field: 'UPDATED_AT', label: 'When it was changed' },
    { field: 'MEDIA_TYPE', label: 'Format' },
  ],
  PRIVATE_THREAD: [
    { field: 'TITLE', label: 'Title of the thread' },
    { field: 'BODY', label: 'Texts' },
    { field: 'AUTHOR', label: 'Names of the authors' },
    { field: 'TIME', label: 'Times' },
  ],
  AGENT: [
    { field: 'NAME', label: 'Name' },
    { field: 'PURPOSE', label: 'Purpose' },
    { field: 'SKILLS', label: 'Skills' },
    { field: 'STATUS', label: 'Whether it is at work' },
  ],
};

/** What is shown unless somebody chooses otherwise. */
export const USUAL_FIELDS: Readonly<Record<ShareTargetKind, readonly ShareField[]>> = {
  DOCUMENT: ['TITLE', 'BODY'],
  PRIVATE_THREAD: ['BODY', 'AUTHOR', 'TIME'],
  AGENT: ['NAME', 'PURPOSE', 'SKILLS'],
};

/** What others will see of a thing when those fields alone are shared. */
export function previewOf(whole: Content, fields: readonly ShareField[]): Content {
  const chosen = new Set(fields);
  const only = <Value>(field: ShareField, value: Value) => (chosen.has(field) ? value : null);
  switch (whole.__typename) {
    case 'SharedDocument': {
      const { title, body, mediaType, updatedAt } = whole;
      return {
        ...whole,
        title: only('TITLE', title),
        body: only('BODY', body),
        mediaType: only('MEDIA_TYPE', mediaType),
        updatedAt: only('UPDATED_AT', updatedAt),
      };
    }
    case 'SharedPrivateThread':
      return {
        ...whole,
        title: only('TITLE', whole.title),
        messages: (whole.messages ?? []).map((message) => ({
          ...message,
          body: only('BODY', message.body),
          authorName: only('AUTHOR', message.authorName),
          createdAt: only('TIME', message.createdAt),
        })),
      };
    case 'SharedAgentCard': {
      const { name, purpose, skills, agentStatus } = whole;
      return {
        ...whole,
        name: only('NAME', name),
        purpose: only('PURPOSE', purpose),
        skills: only('SKILLS', skills),
        agentStatus: only('STATUS', agentStatus),
      };
    }
  }
}

/** For how long something can be shown, in days; 0: until it is taken back. */
export const TERMS = [
  { value: '1', label: 'One day' },
  { value: '7', label: 'One week' },
  { value: '30', label: 'Thirty days' },
  { value: '0', label: 'Until it is taken back' },
];

/** When that many days from now are over, as the graph has it; undefined: never by itself. */
export function expiryOf(days: string, now: number): string | undefined {
  return days === '0' ? undefined : new Date(now + Number(days) * 86_400_000).toISOString();
}
