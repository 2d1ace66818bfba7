import type pg from 'pg';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { plainDecimal } from '#src/meters/reading-value.ts';
import { addMonths, monthsBetween, type PlainMonth } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { AccountFacts } from './billing-facts.ts';
import type { ChargeLine } from './charge-line.ts';
import type { MonthCharges } from './charge-month.ts';
import { chargeLoaded, type Past } from './close-account.ts';
import { pastOf, type ReadyRates } from './close-range.ts';
import { currentRates } from './current-rates.ts';
import { canSeeNow } from './entries-store.ts';
import { type LoadedAccount, loadAccounts } from './load-facts.ts';
import { type MissingRate, MissingRateError } from './rates.ts';

export type ForecastDeps = { db: Db; pool: pg.Pool; supplier: SupplierProfile };

/** The open months of an account up to one, as the close would find them now. */
export type OpenMonths = {
  months: { month: PlainMonth; loaded: LoadedAccount; past: Past | null }[];
  rates: ReadyRates;
};

/** The books are never so far behind; more would be the work of a close. */
const MONTHS_MOST = 6;

/**
 * Loads what the months from the first open one to `month` are charged by. null: the actor may not see
 * what is true now, the account is not there in that month, or the books are months behind.
 */
export async function loadOpenMonths(
  { db, pool, supplier }: ForecastDeps,
  actor: Actor,
  { personalAccountId, month }: { personalAccountId: number; month: PlainMonth },
): Promise<OpenMonths | null> {
  if (!(await canSeeNow(db, actor, { personalAccountId }))) return null;
  // Before the connection: whoever holds one must not wait for another.
  const rates = await currentRates(db, supplier.billing);
  const client = await pool.connect();
  try {
    const books = await findClosed(client);
    const first = books.last ? addMonths(books.last.month, 1) : month;
    const count = monthsBetween(first, month) + 1;
    if (count < 1 || count > MONTHS_MOST) return null;
    const months: OpenMonths['months'] = [];
    for (let index = 0; index < count; index += 1) {
      const one = addMonths(first, index);
      const [found] = await loadAccounts(client, {
        firstAccountId: personalAccountId,
        lastAccountId: personalAccountId,
        month: one,
        previousCloseId: books.last?.closeId ?? null,
        booksSince: books.since ?? first,
      });
      if (!found) continue;
      // The close of the first of them takes a new account into the books: the second finds it there.
      const isTaken = index > 0 && found.state === null;
      const loaded = isTaken ? { ...found, recalculateFrom: null } : found;
      months.push({ month: one, loaded, past: await pastOf(client, loaded, one) });
    }
    if (months.at(-1)?.month !== month) return null;
    return { months, rates };
  } finally {
    client.release();
  }
}

type Closed = { last: { month: PlainMonth; closeId: number } | null; since: PlainMonth | null };

async function findClosed(client: pg.ClientBase): Promise<Closed> {
  const { rows } = await client.query<{ close_id: number; month: PlainMonth; since: PlainMonth }>(
    `select close_id, month, (select min(month) from month_closes where state = 'closed') as since
     from month_closes where state = 'closed' order by month desc limit 1`,
  );
  const [row] = rows;
  if (!row) return { last: null, since: null };
  return { last: { month: row.month, closeId: row.close_id }, since: row.since };
}

/** What the last of the months would come to. */
export type Forecast =
  | {
      ok: true;
      month: PlainMonth;
      lines: ChargeLine[];
      chargedKopecks: number;
      recalculatedKopecks: number;
      totalKopecks: number;
      /** A norm of п. 31 stands because there is no average to take, not because it was taken too long. */
      isUsageUnknown: boolean;
    }
  | { ok: false; missing: MissingRate };

export type FactsChange = (facts: AccountFacts, month: PlainMonth) => AccountFacts;

/** Charges the open months by the engine of the close, as if `change` were true. */
export function chargeOpenMonths(
  { months, rates }: OpenMonths,
  change: FactsChange = (facts) => facts,
): Forecast {
  let charges: MonthCharges | null = null;
  let last: PlainMonth = '';
  try {
    for (const { month, loaded, past } of months) {
      const state = charges ? withConsumption(loaded, charges) : loaded.state;
      const own = { ...loaded, state, facts: change(loaded.facts, month) };
      charges = chargeLoaded({ ...rates, loaded: own, month, past });
      last = month;
    }
  } catch (error) {
    if (error instanceof MissingRateError) return { ok: false, missing: error.missing };
    throw error;
  }
  const lines = (charges?.lines ?? []).map(plainLine);
  const sumOf = (kind: ChargeLine['kind']) =>
    lines
      .filter((line) => line.kind === kind)
      .reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);
  const [chargedKopecks, recalculatedKopecks] = [sumOf('charge'), sumOf('recalculation')];
  const totalKopecks = chargedKopecks + recalculatedKopecks;
  const sums = { chargedKopecks, recalculatedKopecks, totalKopecks };
  return { ok: true, month: last, lines, ...sums, isUsageUnknown: isUsageUnknown(charges) };
}

function isUsageUnknown(charges: MonthCharges | null): boolean {
  const byNorm = charges?.lines.filter(({ method }) => method === 'NORM_P31') ?? [];
  const measured = new Set(
    charges?.state.meters.flatMap(({ meterId, metered }) => (metered.length > 0 ? [meterId] : [])),
  );
  return byNorm.length > 0 && byNorm.every(({ meterId }) => !measured.has(meterId ?? 0));
}

/** As a line that was kept is read again. */
const plainLine = (line: ChargeLine): ChargeLine => ({
  ...line,
  measuredM3: plainDecimal(line.measuredM3),
  coefficient: plainDecimal(line.coefficient),
  volumeM3: plainDecimal(line.volumeM3),
  pricePerM3: plainDecimal(line.pricePerM3),
});

const noDebts = { debts: [], advanceKopecks: 0, penaltyBalanceKopecks: 0 };

const withConsumption = ({ state }: LoadedAccount, { state: consumption }: MonthCharges) => ({
  debts: state?.debts ?? noDebts,
  consumption,
});
