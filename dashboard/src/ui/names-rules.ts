/** Names of companies as a sentence has them: `Acme, Harbor and Nimbus`. */
export function companyNames(companies: readonly { readonly name: string }[]): string {
  return listed(companies.map(({ name }) => name));
}

/** Names as a sentence has them. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}

/** `1 message`, `2 messages`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
