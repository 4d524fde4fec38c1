const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const date = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric' });

/** An instant as people say it: `2 hours ago`, `in 3 days`, and after two weeks the date. Both in milliseconds. */
export function saidTime(at: number, now: number): string {
  const apart = at - now;
  if (Math.abs(apart) > 14 * 86_400_000) return date.format(at);
  for (const [unit, size] of STEPS)
    if (Math.abs(apart) >= size) return relative.format(Math.trunc(apart / size), unit);
  return 'just now';
}
