import type pg from 'pg';

/** Rows of many accounts: the columns of each, the account's id first. */
export type RowSource = {
  /** They hold no text of people's, so that tabs and line ends divide them. */
  columns: readonly string[];
  /** From `from` on. */
  sql: string;
  /** What follows the id in the order of an account's rows. */
  order?: string;
};

/**
 * Reads rows of several sources in one statement, each as one text: tab by tab, line by line, ids
 * ascending, null as the empty text. A close reads some thirty values of each of a million accounts,
 * and the driver takes as long over a small value as over a great one.
 */
export async function readRows<Name extends string>(
  client: pg.ClientBase,
  { name, sources, values }: Statement<Name>,
): Promise<Record<Name, string>> {
  const names = Object.keys(sources) as Name[];
  const result = await client.query<(string | null)[]>({
    name,
    rowMode: 'array',
    text: `select ${names.map((one) => textOf(sources[one])).join(', ')}`,
    values,
  });
  const [row = []] = result.rows;
  const texts = names.map((one, place) => [one, row[place] ?? ''] as const);
  return Object.fromEntries(texts) as Record<Name, string>;
}

type Statement<Name extends string> = {
  /** Of the prepared statement. */
  name: string;
  sources: Record<Name, RowSource>;
  values: unknown[];
};

function textOf({ columns, sql, order }: RowSource): string {
  const line = `concat(${columns.join(", E'\\t', ")})`;
  const inOrder = order ? `${columns[0]}, ${order}` : columns[0];
  return `(select string_agg(line, E'\\n')
    from (select ${line} as line ${sql} order by ${inOrder}) ordered)`;
}

export type Row = readonly string[];

export function* rowsOf(text: string): Generator<Row> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end === -1 ? text.length : end;
    yield text.slice(start, stop).split('\t');
    start = stop + 1;
  }
}

/** Gives the rows of one account after another: must be asked in the order of ids. */
export type TakeRows = (personalAccountId: number) => readonly Row[];

const NO_ROWS: readonly Row[] = [];

export function inOrderOfAccounts(text: string): TakeRows {
  const rows = rowsOf(text);
  let next: Row = [];
  let nextId = 0;
  const advance = (): void => {
    const { value, done } = rows.next();
    next = value ?? [];
    nextId = done ? Number.POSITIVE_INFINITY : Number(next[0]);
  };
  advance();
  return (personalAccountId) => {
    while (nextId < personalAccountId) advance();
    if (nextId !== personalAccountId) return NO_ROWS;
    const own: Row[] = [];
    while (nextId === personalAccountId) {
      own.push(next);
      advance();
    }
    return own;
  };
}

/** A value that is there in every row. */
export const textAt = (row: Row, place: number): string => row[place] as string;
export const numberAt = (row: Row, place: number): number => Number(row[place]);
export const isTrueAt = (row: Row, place: number): boolean => row[place] === 't';
/** Null for what is absent. */
export const textOrNullAt = (row: Row, place: number): string | null => row[place] || null;
export const numberOrNullAt = (row: Row, place: number): number | null =>
  row[place] ? Number(row[place]) : null;
