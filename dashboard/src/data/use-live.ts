import { useEffect, useEffectEvent, useState } from 'react';
import type { TypedDocumentString } from '../gql/graphql.ts';
import { useGraph } from './client.ts';
import { followLive, type LiveStatus } from './live.ts';

/**
 * Follows a subscription while the component is shown: see {@link followLive}. Changed variables begin anew.
 *
 * @param variables null while there is nothing to follow yet
 */
export function useLive<Data, Variables extends Record<string, unknown>>(
  document: TypedDocumentString<Data, Variables>,
  variables: Omit<Variables, 'after'> | null,
  options: {
    readonly onEvent: (data: Data) => void;
    readonly cursorOf: (data: Data) => string;
    /** Where to begin, read when the stream is begun; left out: from now on. */
    readonly after?: string | undefined;
    /** See {@link followLive}. */
    readonly onGap?: () => void;
  },
): LiveStatus {
  const graph = useGraph();
  const [status, setStatus] = useState<LiveStatus>('connecting');
  const onEvent = useEffectEvent(options.onEvent);
  const cursorOf = useEffectEvent(options.cursorOf);
  const onGap = useEffectEvent(() => options.onGap?.());
  const begin = useEffectEvent((given: Omit<Variables, 'after'>) =>
    followLive<Data, Variables>(graph, document, given, {
      onEvent: (data) => onEvent(data),
      cursorOf: (data) => cursorOf(data),
      onStatus: setStatus,
      after: options.after,
      onGap: () => onGap(),
    }),
  );
  const key = variables === null ? null : JSON.stringify(variables);
  useEffect(() => {
    if (key === null) return undefined;
    return begin(JSON.parse(key) as Omit<Variables, 'after'>);
  }, [graph, document, key]);
  return status;
}
