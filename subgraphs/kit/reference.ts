/**
 * Wraps an entity's reference resolver so that it is async and never throws: a synchronous throw for one
 * representation would fail the whole `_entities` call and carry its message to the caller (see test/isolation).
 * What cannot be resolved is null, as are the missing and the forbidden.
 */
export function reference<Representation, Context extends { onFault(error: unknown): void }, Entity>(
  resolve: (representation: Representation, context: Context) => Promise<Entity | null>,
): (representation: Representation, context: Context) => Promise<Entity | null> {
  return async (representation, context) => {
    try {
      return await resolve(representation, context);
    } catch (error) {
      context.onFault(error);
      return null;
    }
  };
}
