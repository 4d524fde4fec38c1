import { all, type Headers, type TestCompany } from './test-company.ts';

/** Headers of somebody of Acme whom both the gateway and Acme's issuer name; an agent may act for a person. */
export function as(
  acme: TestCompany,
  subject: string,
  kind: 'person' | 'agent' = 'person',
  actingFor?: string,
): Promise<Headers> {
  const caller = { sub: subject, kind, ...(actingFor === undefined ? {} : { act: { sub: actingFor } }) };
  return all(acme.passport({ caller }), acme.bearer(caller));
}
