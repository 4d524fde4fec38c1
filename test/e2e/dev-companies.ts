import { loadSettings } from '#cli/config.ts';
import { issuerOf } from '#cli/issuer/issuer-address.ts';
import { issuerKeyName } from '#cli/issuer/issuer-server.ts';
import { ensureKey } from '#cli/issuer/key-store.ts';
import { companyAudience, GATEWAY_AUDIENCE } from '#schema/wire/credentials.ts';
import { createSigner } from '#schema/wire/signatures.ts';
import { CompaniesAtWork, type Who } from '#test/testkit/companies-at-work.ts';
import { callerOf } from '#test/testkit/network.ts';

/** The companies of a network that runs as `npm start` runs it. */
export function companiesIn(environment: Record<string, string>): CompaniesAtWork {
  const { dataDir, ports } = loadSettings(environment);
  return new CompaniesAtWork(`http://127.0.0.1:${ports.gateway}`, (who) =>
    tokenOf(who, dataDir, ports.issuer),
  );
}

/** A token of the development issuer, with what the `token` command has no word for: whom an agent acts for. */
async function tokenOf(
  { company, subject, actingFor }: Who,
  dataDir: string,
  issuerPort: number,
): Promise<string> {
  const signer = await createSigner(await ensureKey(dataDir, issuerKeyName(company)));
  const iat = Math.floor(Date.now() / 1000);
  return signer.sign({
    ...callerOf(company, subject),
    ...(actingFor === undefined ? {} : { act: { sub: actingFor } }),
    iss: issuerOf(company, issuerPort),
    aud: [GATEWAY_AUDIENCE, companyAudience(company)],
    iat,
    exp: iat + 600,
  });
}
