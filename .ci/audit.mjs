// `npm audit`, against docs/audit.json: an advisory that is not explained there fails, and so does an explanation of one
// that is gone. Where the registry has no audit, that is said, and nothing is claimed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const explained = JSON.parse(readFileSync(new URL('../docs/audit.json', import.meta.url), 'utf8'));
const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8' });
const report = readReport(stdout);
if (report === null) {
  process.stdout.write('audit: the registry gives no advisories; nothing was checked\n');
} else {
  const found = new Set(advisoriesOf(report));
  const unexplained = [...found].filter((id) => !Object.hasOwn(explained, id));
  const gone = Object.keys(explained).filter((id) => !found.has(id));
  for (const id of unexplained) process.stderr.write(`audit: ${id} is not explained in docs/audit.json\n`);
  for (const id of gone) process.stderr.write(`audit: ${id} is explained in docs/audit.json, and is gone\n`);
  process.stdout.write(`audit: ${found.size} advisories, ${unexplained.length} of them unexplained\n`);
  process.exitCode = unexplained.length + gone.length > 0 ? 1 : 0;
}

function readReport(text) {
  try {
    const report = JSON.parse(text);
    return report.vulnerabilities === undefined ? null : report;
  } catch {
    return null;
  }
}

/** The advisories' own addresses: a vulnerability's other causes are the packages that bring it in. */
function advisoriesOf({ vulnerabilities }) {
  return Object.values(vulnerabilities).flatMap(({ via }) =>
    via.flatMap((cause) => (typeof cause === 'string' ? [] : [cause.url ?? String(cause.source)])),
  );
}
