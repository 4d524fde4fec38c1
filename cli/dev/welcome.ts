import path from 'node:path';
import { loadSettings, logFolder, portSetting, type CliSettings } from '../config.ts';
import { COMPANIES_WITH_SUBGRAPH } from '../scenario/companies.ts';
import { urlOf } from './program-specs.ts';

/** What to do with the running network: addresses, how to get a token, a first request. */
export function welcome(settings: CliSettings): string {
  const gateway = urlOf(settings, 'gateway');
  const token = `${tokenEnvironment(settings)}npx agent-network token acme project-lead`;
  const near = path.relative(process.cwd(), logFolder(settings));
  const logs = near.startsWith('..') ? logFolder(settings) : near;
  return `
Dashboard  ${gateway}/          (see below once it is ready)
GraphQL    ${gateway}/graphql   (in a browser: Apollo Sandbox)
GraphiQL   ${gateway}/graphiql  (loads nothing from the internet)
Logs       ${logs}

A token:   ${token}
           Send it as the header "authorization: Bearer <token>". Also: harbor delivery-lead, harbor fde, and others.
A request: curl -s ${gateway}/graphql -H "authorization: Bearer $(${token})" \\
             -H 'content-type: application/json' -d '{"query":"{ me { displayName } teams { nodes { name } } }"}'

Serving. Ctrl-C stops everything.`;
}

/** Where each company's people find the dashboard. */
export function dashboardAddresses(settings: CliSettings): string {
  const begin = `${urlOf(settings, 'gateway')}/auth/sign-in?company=`;
  return `
Dashboard  ${urlOf(settings, 'gateway')}/
${COMPANIES_WITH_SUBGRAPH.map((company) => `           ${begin}${company}`).join('\n')}`;
}

/** The token command reads the same settings, so those that differ from the defaults have to be said again. */
function tokenEnvironment(settings: CliSettings): string {
  const usual = loadSettings({});
  const said = [
    ...(settings.dataDir === usual.dataDir ? [] : [`DATA_DIR=${settings.dataDir}`]),
    ...(settings.ports.issuer === usual.ports.issuer
      ? []
      : [`${portSetting('issuer')}=${settings.ports.issuer}`]),
  ];
  return said.map((setting) => `${setting} `).join('');
}
