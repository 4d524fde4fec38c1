/** Makes one thing for each name, when it is first asked for. */
export function oncePer<Given, Made extends object>(
  nameOf: (given: Given) => string,
  make: (given: Given) => Made,
): (given: Given) => Made {
  const made = new Map<string, Made>();
  return (given) => {
    const name = nameOf(given);
    const known = made.get(name) ?? make(given);
    made.set(name, known);
    return known;
  };
}
