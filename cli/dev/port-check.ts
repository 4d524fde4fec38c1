import { createServer } from 'node:net';
import { portSetting, type Ports } from '../config.ts';
import { CliError } from '../exit.ts';

/**
 * Makes sure that the programs' ports on loopback are free and differ, before anything is started.
 *
 * @throws CliError `PORT_TAKEN`, naming the programs and their settings
 */
export async function requireFreePorts(ports: Ports): Promise<void> {
  const wanted = (Object.keys(ports) as (keyof Ports)[]).filter((name) => name !== 'database');
  const checked = await Promise.all(wanted.map(async (name) => ({ name, free: await isFree(ports[name]) })));
  const taken = checked.filter(({ free }) => !free).map(({ name }) => name);
  const doubled = wanted.filter((name) =>
    wanted.some((other) => other !== name && ports[other] === ports[name]),
  );
  const bad = [...new Set([...taken, ...doubled])];
  if (bad.length === 0) return;
  const lines = bad.map((name) => `  ${name}: port ${ports[name]}, set by ${portSetting(name)}`);
  const advice = 'Is the network running already? Stop what holds the port, or set another.';
  throw new CliError('PORT_TAKEN', `Already in use on 127.0.0.1:\n${lines.join('\n')}\n${advice}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
