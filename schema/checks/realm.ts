/** The prefix of a company's own types: `acme-inc` has `AcmeInc`. */
export function realmPrefix(company: string): string {
  return company
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** Whether a type's name is in the company's realm: the prefix, and then a new word or nothing. */
export function isRealmType(name: string, company: string): boolean {
  const prefix = realmPrefix(company);
  return name === prefix || (name.startsWith(prefix) && /^[A-Z0-9]/.test(name.slice(prefix.length)));
}

/** Whether a field's name is in the company's realm: the same prefix, beginning small. */
export function isRealmField(name: string, company: string): boolean {
  return isRealmType(name.charAt(0).toUpperCase() + name.slice(1), company) && /^[a-z]/.test(name);
}
