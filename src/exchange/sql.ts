import type pg from 'pg';

/** Parts of the statements that merge a staged file. `client` is inside a transaction. */
export type MergeContext = {
  client: pg.ClientBase;
  importId: number;
  asOf: string;
  now: Date;
};

/** Runs a statement and tells how many rows it touched. */
export async function run(
  client: pg.ClientBase,
  sql: string,
  values: unknown[] = [],
): Promise<number> {
  const result = await client.query(sql, values);
  return result.rowCount ?? 0;
}

export const prefixed = (alias: string, columns: readonly string[]): string =>
  columns.map((column) => `${alias}.${column}`).join(', ');
