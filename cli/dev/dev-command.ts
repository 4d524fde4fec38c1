import type { CliSettings } from '../config.ts';
import { CliError, EXIT, type ExitStatus } from '../exit.ts';
import { buildDashboard, registerDocuments } from './dashboard.ts';
import { firstAnswers } from './first-answers.ts';
import { startNetwork, type Network } from './network.ts';
import type { ProgressScreen } from './progress.ts';
import { createStopOrder, type StopOrder } from './stop-order.ts';
import { listenForStop, watchParent } from './stop-request.ts';
import { dashboardAddresses, welcome } from './welcome.ts';

/** The terminal that the network is started from. */
export interface DevScreen extends ProgressScreen {
  err(text: string): void;
  /** Characters in a line. */
  readonly width: number;
}

/**
 * `agent-network dev`: starts the network, shows the first answers, serves until asked to stop, and stops everything.
 *
 * @returns the status to end with: 0 after a request to stop, 1 or 2 after a failure, with the reason told
 */
export async function runDev(settings: CliSettings, screen: DevScreen): Promise<ExitStatus> {
  const order = createStopOrder();
  const request = listenForStop(process, [process.stdout, process.stderr], () => forceEnd(order, screen));
  const unwatch = settings.underNpm ? watchParent(process, () => request.ask()) : () => {};
  const began = Date.now();
  try {
    const built = buildDashboard(settings, order).catch(describe);
    const serving = startNetwork(settings, { clock: Date.now, order, screen }).then(async (network) => {
      const answers = await firstAnswers(settings, { clock: Date.now, fetch }, screen.width);
      if (order.stopping()) return;
      screen.out(`\nThe same question, asked by two companies ("=": the same answer):\n\n${answers}`);
      screen.out(`${welcome(settings)} (Up after ${((Date.now() - began) / 1000).toFixed(1)} s.)`);
      reportEnds(network, order, screen);
      await openDashboard(await built, { settings, order, screen });
    });
    await Promise.race([request.asked, serving]);
    await request.asked;
    screen.out('\nStopping.');
    return await stopAll(order, screen, EXIT.fine);
  } catch (error) {
    screen.err(`\n${describe(error)}`);
    return await stopAll(order, screen, error instanceof CliError ? error.exitStatus : EXIT.problems);
  } finally {
    unwatch();
    request.dispose();
  }
}

/** The dashboard is there: says where, or what is in the way. The network serves either way. */
async function openDashboard(
  problem: string | null,
  { settings, order, screen }: { settings: CliSettings; order: StopOrder; screen: DevScreen },
): Promise<void> {
  if (order.stopping()) return;
  if (problem !== null) {
    screen.err(`\nThe dashboard could not be built (npm run build):\n${problem}`);
    return;
  }
  // Without them the dashboard sends its operations as text.
  const refused = await registerDocuments(settings).catch((error: unknown) => [describe(error)]);
  if (refused.length > 0)
    screen.err(`\nThe dashboard's operations are not registered: ${refused.join(', ')}.`);
  screen.out(dashboardAddresses(settings));
}

async function stopAll(order: StopOrder, screen: DevScreen, status: ExitStatus): Promise<ExitStatus> {
  const failures = await order.stopAll();
  for (const failure of failures) screen.err(describe(failure));
  if (failures.length === 0) screen.out('Everything is stopped.');
  return failures.length === 0 ? status : EXIT.problems;
}

/** Tells of what ends while the network serves. The rest keeps running: that is what the network is for. */
function reportEnds({ programs, databases }: Network, order: StopOrder, screen: DevScreen): void {
  for (const program of programs) {
    void program.exited.then((exit) => {
      if (!order.stopping()) screen.err(`\n${program.obituary(exit)}\nThe others keep running.`);
    });
  }
  void databases.exited.then(({ lastLogLines }) => {
    if (!order.stopping()) screen.err(`\nPostgreSQL ended. Its last lines:\n${lastLogLines.join('\n')}`);
  });
}

function forceEnd(order: StopOrder, screen: DevScreen): void {
  screen.err('Ending everything at once.');
  order.killAll();
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
