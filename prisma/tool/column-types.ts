import { ColumnTypeEnum, type ColumnType } from '@prisma/driver-adapter-utils';
import { TypeOverrides } from 'pg';

type Parse = (text: string) => unknown;

/** The driver's parser of `text[]`, which understands quotes and escapes. Its published type is wrong. */
const textArrayParser: unknown = new TypeOverrides().getTypeParser(1009);
const parseTextArray = textArrayParser as (text: string) => (string | null)[];
const arrayOf = (parse: Parse): Parse => {
  return (text) => parseTextArray(text).map((item) => (item === null ? null : parse(item)));
};
const asText: Parse = (text) => text;
const asBoolean: Parse = (text) => text === 't' || text === 'true';
/** Sessions run in UTC, so the offset says nothing; the engine wants RFC 3339. */
const asInstant: Parse = (text) => `${text.replace(' ', 'T').replace(/[+-]\d{2}(:?\d{2})?$/, '')}+00:00`;

/**
 * PostgreSQL type id → how the schema engine wants such a column, for the types that occur in the catalogue and in
 * Prisma's own table. Everything else is read as text.
 */
const BY_OID: ReadonlyMap<number, readonly [ColumnType, Parse]> = new Map([
  [16, [ColumnTypeEnum.Boolean, asBoolean]],
  [18, [ColumnTypeEnum.Character, asText]],
  [20, [ColumnTypeEnum.Int64, asText]],
  [21, [ColumnTypeEnum.Int32, Number]],
  [23, [ColumnTypeEnum.Int32, Number]],
  [26, [ColumnTypeEnum.Int64, asText]],
  [114, [ColumnTypeEnum.Json, asText]],
  [700, [ColumnTypeEnum.Float, Number]],
  [701, [ColumnTypeEnum.Double, Number]],
  [1114, [ColumnTypeEnum.DateTime, asInstant]],
  [1184, [ColumnTypeEnum.DateTime, asInstant]],
  [1700, [ColumnTypeEnum.Numeric, asText]],
  [2950, [ColumnTypeEnum.Uuid, asText]],
  [3802, [ColumnTypeEnum.Json, asText]],
  [1000, [ColumnTypeEnum.BooleanArray, arrayOf(asBoolean)]],
  [1002, [ColumnTypeEnum.CharacterArray, arrayOf(asText)]],
  [1003, [ColumnTypeEnum.TextArray, arrayOf(asText)]],
  [1005, [ColumnTypeEnum.Int32Array, arrayOf(Number)]],
  [1007, [ColumnTypeEnum.Int32Array, arrayOf(Number)]],
  [1009, [ColumnTypeEnum.TextArray, arrayOf(asText)]],
  [1015, [ColumnTypeEnum.TextArray, arrayOf(asText)]],
  [1016, [ColumnTypeEnum.Int64Array, arrayOf(asText)]],
  [1028, [ColumnTypeEnum.Int64Array, arrayOf(asText)]],
]);

export const columnTypeOf = (oid: number): ColumnType => BY_OID.get(oid)?.[0] ?? ColumnTypeEnum.Text;
export const parserOf = (oid: number): Parse => BY_OID.get(oid)?.[1] ?? asText;
export const knownOids = (): number[] => [...BY_OID.keys()];
