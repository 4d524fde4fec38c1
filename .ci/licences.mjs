// Lists what the lock file brings in, by licence: `node .ci/licences.mjs [--check]`. With --check it compares the list with
// docs/licences.md, and refuses a licence that nobody has looked at. Ends with status 1 when something is wrong.
import { readFileSync, writeFileSync } from 'node:fs';

/** Looked at: may be used, and passed on, beside MIT. What is particular about some stands in the README. */
const KNOWN = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense'],
  ...['Python-2.0', 'CC0-1.0', 'CC-BY-4.0', 'MPL-2.0', 'EPL-2.0', 'Elastic-2.0'],
]);
/** Say nothing of a licence in package.json; what their own files say. */
const UNSAID = { 'seq-queue': 'MIT' };
const FILE = new URL('../docs/licences.md', import.meta.url);

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const byLicence = new Map();
for (const [place, { license, version, dev, optional }] of Object.entries(packages)) {
  if (place === '') continue;
  const name = place.slice(place.lastIndexOf('node_modules/') + 13);
  const said = license ?? UNSAID[name] ?? 'none';
  const entry = { name: `${name} ${version}`, runs: !dev && !optional };
  byLicence.set(said, [...(byLicence.get(said) ?? []), entry]);
}

const unknown = [...byLicence].filter(([said]) => !isKnown(said));
for (const [said, entries] of unknown) {
  process.stderr.write(
    `licences: nobody has looked at "${said}" of ${entries.map(({ name }) => name).join(', ')}\n`,
  );
}

const text = page();
const check = process.argv.includes('--check');
if (!check) writeFileSync(FILE, text);
else if (readFileSync(FILE, 'utf8') !== text)
  process.stderr.write('licences: docs/licences.md is not of this lock file: npm run licences\n');
process.exitCode = unknown.length > 0 || (check && readFileSync(FILE, 'utf8') !== text) ? 1 : 0;

/** Of "(A OR B)" one known part is enough; of "A AND B" each has to be. */
function isKnown(said) {
  const bare = said.replace(/[()]/g, '');
  if (bare.includes(' OR ')) return bare.split(' OR ').some((one) => KNOWN.has(one));
  return bare.split(/ and /i).every((one) => KNOWN.has(one));
}

function page() {
  const rows = [...byLicence]
    .sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))
    .map(([said, entries]) => {
      const runs = entries.filter((entry) => entry.runs).map(({ name }) => name);
      const few = [...new Set(entries.map(({ name }) => name))].sort();
      const named = few.length > 15 ? '' : few.join(', ');
      return `| ${said} | ${entries.length} | ${runs.length} | ${named} |`;
    });
  const head =
    '| licence | packages | of them in production | which, where they are few |\n| --- | --- | --- | --- |';
  return `# Licences\n\nOf all that package-lock.json brings in; made by \`npm run licences\`.\n\n${head}\n${rows.join('\n')}\n`;
}
