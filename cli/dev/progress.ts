import type { Clock } from '#schema/wire/signatures.ts';

/** One line of progress. */
export interface Step {
  done(detail: string): void;
  failed(): void;
}

/** Where progress is shown. */
export interface ProgressScreen {
  out(text: string): void;
  /** Whether lines already written can be written over. */
  readonly interactive: boolean;
}

const LABEL_WIDTH = 20;

/**
 * Shows one line per program: on a terminal from its start on, written over when it is done; elsewhere, in a pipe
 * or a log, once it is done.
 */
export function createProgress(screen: ProgressScreen, clock: Clock): (label: string) => Step {
  let lines = 0;
  const show = (place: number | null, text: string) => {
    if (place === null) screen.out(text);
    else screen.out(writtenOver(lines - place, text));
  };
  return (label) => {
    const began = clock();
    const name = label.padEnd(LABEL_WIDTH);
    const place = screen.interactive ? lines++ : null;
    if (place !== null) screen.out(`  … ${name} starting`);
    const seconds = () => `${((clock() - began) / 1000).toFixed(1)} s`.padStart(6);
    return {
      done: (detail) => show(place, `  ✓ ${name} ${seconds()}  ${detail}`),
      failed: () => show(place, `  ✗ ${name} ${seconds()}  failed`),
    };
  };
}

/** Goes up to a line, replaces it, and comes back; the newline that `out` adds is the last step down. */
function writtenOver(up: number, text: string): string {
  const back = up > 1 ? `\u001B[${up - 1}B` : '';
  return `\u001B[${up}A\r\u001B[2K${text}${back}`;
}
