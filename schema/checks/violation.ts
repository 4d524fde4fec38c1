/** The rules that a company's SDL is held to. */
export type Rule =
  | 'readable'
  | 'limits'
  | 'directives'
  | 'cost'
  | 'superset'
  | 'ownership'
  | 'root-fields'
  | 'keys'
  | 'nullability'
  | 'realm';

/** One breach of a rule. The message names nothing but what stands in the SDL given, the contract and the shared SDL. */
export interface Violation {
  readonly rule: Rule;
  /** The schema coordinate, as `Type.field`. */
  readonly coordinate: string;
  readonly message: string;
}
