import type { ColumnType } from 'kysely';

/** Volumes and areas: exact decimals, carried as text. */
export type Decimal = ColumnType<string, string | number, string | number>;
export type DecimalOrNull = ColumnType<
  string | null,
  string | number | null,
  string | number | null
>;
