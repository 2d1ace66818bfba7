import type pg from 'pg';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { ClosedAccount } from './close-account.ts';
import type { CloseDeps, CloseFailure } from './close-month.ts';
import { readyRates, refusal } from './close-month.ts';
import { chargeRange, type ReadyRates } from './close-range.ts';
import { findBooks, findClose } from './close-store.ts';
import { addTotals, noTotals, type RangeTotals, totalsOfRange } from './range-totals.ts';

export const outlierKinds = ['biggest', 'zero', 'negative', 'changed'] as const;
export type OutlierKind = (typeof outlierKinds)[number];

export type Outlier = {
  number: string;
  chargedKopecks: number;
  recalculatedKopecks: number;
  volumeM3: string;
  /** Of the same month a year before; null: not in our books. */
  lastYearKopecks: number | null;
};

export type Outliers = Record<OutlierKind, { count: number; first: Outlier[] }>;

export type ClosePreview = {
  month: PlainMonth;
  totals: RangeTotals;
  outliers: Outliers;
  /** Why it cannot be closed yet; the figures are true all the same. */
  refused: CloseFailure | null;
};

export type PreviewOptions = {
  month: PlainMonth;
  /** How many of each kind are named. */
  examples?: number;
  report?: (accounts: number) => void;
  signal?: AbortSignal;
};

const BATCH = 2_000;
const CHANGED_TIMES = 3;

type Candidate = Omit<Outlier, 'number'> & { personalAccountId: number };
type Found = Record<OutlierKind, { count: number; first: Candidate[] }>;

/** What closing the month now would come to. Keeps nothing. */
export async function previewClose(
  deps: CloseDeps,
  options: PreviewOptions,
): Promise<ClosePreview | CloseFailure> {
  const { month, examples = 10 } = options;
  const rates = await readyRates(deps);
  const client = await deps.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const refused = await refusal(client, { ...deps, rates }, month);
    const isWrongMonth = refused && refused.code !== 'month_not_ended';
    if (isWrongMonth) return refused;
    const found: Found = emptyFound();
    const totals = await chargeAll(client, rates, options, (closed, lastYear) => {
      for (const one of closed) judge(found, one, { lastYear, examples });
    });
    const outliers = await nameAll(client, found);
    return { month, totals, outliers, refused };
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}

type OnBatch = (closed: ClosedAccount[], lastYear: ReadonlyMap<number, number>) => void;

async function chargeAll(
  client: pg.ClientBase,
  rates: ReadyRates,
  { month, report, signal }: PreviewOptions,
  onBatch: OnBatch,
): Promise<RangeTotals> {
  const previous = await findClose(client, addMonths(month, -1));
  const yearAgo = await findClose(client, addMonths(month, -12));
  const { booksSince } = await findBooks(client);
  let totals = noTotals;
  for (let after = 0; !signal?.aborted; ) {
    const { rows } = await client.query(
      `select min(personal_account_id) as first, max(personal_account_id) as last from (
         select personal_account_id from personal_accounts where personal_account_id > $1
         order by personal_account_id limit $2) batch`,
      [after, BATCH],
    );
    const { first, last } = rows[0];
    if (first === null) break;
    const range = { firstAccountId: first, lastAccountId: last };
    const books = { previousCloseId: previous?.closeId ?? null, booksSince: booksSince ?? month };
    const closed = await chargeRange(client, { ...range, ...books, month }, rates);
    onBatch(closed, await chargedIn(client, yearAgo?.closeId ?? null, range));
    totals = addTotals(totals, totalsOfRange(closed));
    report?.(totals.accounts);
    after = last;
  }
  return totals;
}

async function chargedIn(
  client: pg.ClientBase,
  closeId: number | null,
  { firstAccountId, lastAccountId }: { firstAccountId: number; lastAccountId: number },
): Promise<Map<number, number>> {
  if (closeId === null) return new Map();
  const { rows } = await client.query<{ personal_account_id: number; charged_kopecks: number }>(
    `select personal_account_id, charged_kopecks from account_months
     where close_id = $1 and personal_account_id between $2 and $3`,
    [closeId, firstAccountId, lastAccountId],
  );
  return new Map(rows.map((row) => [row.personal_account_id, row.charged_kopecks]));
}

const emptyFound = (): Found => ({
  biggest: { count: 0, first: [] },
  zero: { count: 0, first: [] },
  negative: { count: 0, first: [] },
  changed: { count: 0, first: [] },
});

function judge(
  found: Found,
  one: ClosedAccount,
  { lastYear, examples }: { lastYear: ReadonlyMap<number, number>; examples: number },
): void {
  const { chargedKopecks, recalculatedKopecks } = one;
  const before = lastYear.get(one.personalAccountId) ?? null;
  const candidate: Candidate = {
    personalAccountId: one.personalAccountId,
    chargedKopecks,
    recalculatedKopecks,
    volumeM3: one.volumeM3,
    lastYearKopecks: before,
  };
  const keep = (kind: OutlierKind): void => {
    found[kind].count += 1;
    if (found[kind].first.length < examples) found[kind].first.push(candidate);
  };
  if (chargedKopecks === 0) keep('zero');
  if (chargedKopecks + recalculatedKopecks < 0) keep('negative');
  const isChanged =
    before !== null &&
    before > 0 &&
    chargedKopecks > 0 &&
    (chargedKopecks > before * CHANGED_TIMES || before > chargedKopecks * CHANGED_TIMES);
  if (isChanged) keep('changed');
  const { biggest } = found;
  biggest.count = examples;
  const smallest = biggest.first.at(-1);
  if (biggest.first.length < examples || (smallest && smallest.chargedKopecks < chargedKopecks)) {
    biggest.first.push(candidate);
    biggest.first.sort((a, b) => b.chargedKopecks - a.chargedKopecks);
    biggest.first.length = Math.min(biggest.first.length, examples);
  }
}

async function nameAll(client: pg.ClientBase, found: Found): Promise<Outliers> {
  const ids = outlierKinds.flatMap((kind) => found[kind].first.map((one) => one.personalAccountId));
  const { rows } = await client.query<{ personal_account_id: number; number: string }>(
    'select personal_account_id, number from personal_accounts where personal_account_id = any($1)',
    [ids],
  );
  const numbers = new Map(rows.map((row) => [row.personal_account_id, row.number]));
  const named = (kind: OutlierKind) => ({
    count: kind === 'biggest' ? found[kind].first.length : found[kind].count,
    first: found[kind].first.map(({ personalAccountId, ...rest }) => ({
      ...rest,
      number: numbers.get(personalAccountId) ?? '',
    })),
  });
  return {
    biggest: named('biggest'),
    zero: named('zero'),
    negative: named('negative'),
    changed: named('changed'),
  };
}
