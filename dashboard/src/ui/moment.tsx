import { saidTime } from './time-rules.ts';

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'short' });

/** An instant as people say it, with the exact one for those who want it. `at` is RFC 3339, `now` milliseconds. */
export function Moment({ at, now }: { readonly at: string; readonly now: number }) {
  const time = Date.parse(at);
  return (
    <time dateTime={at} title={exact.format(time)}>
      {saidTime(time, now)}
    </time>
  );
}
