import { tokenFrom } from '#cli/asking/caller-source.ts';
import { createAsk, type Ask } from '#cli/asking/gateway-client.ts';
import { loadSettings } from '#cli/config.ts';
import { GATEWAY } from './browser.ts';

/** The graph, asked as somebody of the scenario: for what a test needs to be there before the page is looked at. */
export async function askAs(company: string, subject: string): Promise<Ask> {
  return createAsk(
    `${GATEWAY}/graphql`,
    await tokenFrom({ as: [company, subject] }, loadSettings(), Date.now),
  );
}
