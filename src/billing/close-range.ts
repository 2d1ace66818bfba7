import { setImmediate } from 'node:timers/promises';
import type pg from 'pg';
import { copyInto } from '#src/db/copy-into.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { type ClosedAccount, closeAccount, type Past } from './close-account.ts';
import { type CloseRows, type CloseTable, closeTables } from './close-rows.ts';
import { type LoadChoice, type LoadedAccount, loadAccounts } from './load-facts.ts';
import { loadPast } from './load-past.ts';
import { entriesBefore } from './load-posted.ts';
import type { MoneyEntry } from './money-entry.ts';
import type { RateTable } from './rate-lookup.ts';
import { type MissingRate, MissingRateError, type Rates } from './rates.ts';

/** What a person must add before the account can be charged. */
export class AccountCloseError extends Error {
  override name = 'AccountCloseError';
  readonly personalAccountId: number;
  readonly missing: MissingRate | null;
  constructor(personalAccountId: number, cause: unknown) {
    super(`personal account ${personalAccountId} cannot be charged`, { cause });
    this.personalAccountId = personalAccountId;
    this.missing = cause instanceof MissingRateError ? cause.missing : null;
  }
}

export type ReadyRates = {
  rates: Rates;
  table: RateTable;
  /** As known at a moment of the past. */
  tableAt: (moment: Date) => RateTable;
};

/** Charges all accounts of a range; writes nothing. */
export async function chargeRange(
  client: pg.ClientBase,
  choice: LoadChoice,
  rates: ReadyRates,
): Promise<ClosedAccount[]> {
  const closed: ClosedAccount[] = [];
  await chargeEach(client, choice, { ...rates, take: (one) => closed.push(one) });
  return closed;
}

/** Then the other connections of the process are looked after: each answer of theirs waits for it. */
const ACCOUNTS_AT_ONCE = 50;

/** Hands over one account after another: what has been taken need not be kept for the others. */
export async function chargeEach(
  client: pg.ClientBase,
  choice: LoadChoice,
  { take, ...ready }: ReadyRates & { take: (closed: ClosedAccount) => void },
): Promise<void> {
  const { month } = choice;
  let atOnce = 0;
  for (const loaded of await loadAccounts(client, choice)) {
    const { personalAccountId, recalculateFrom } = loaded;
    atOnce += 1;
    if (atOnce % ACCOUNTS_AT_ONCE === 0) await setImmediate();
    const past = recalculateFrom === null ? null : await pastOf(client, loaded, month);
    const charge = (history: MoneyEntry[] | null) =>
      closeAccount({ ...ready, loaded, month, past, history });
    try {
      let outcome = charge(null);
      if (outcome === 'needs_history') {
        outcome = charge(await entriesBefore(client, { personalAccountId, month }));
      }
      if (outcome === 'needs_history') throw new Error('the history was given');
      take(outcome);
    } catch (error) {
      throw new AccountCloseError(personalAccountId, error);
    }
  }
}

export async function pastOf(
  client: pg.ClientBase,
  { personalAccountId, recalculateFrom }: LoadedAccount,
  month: PlainMonth,
): Promise<Past | null> {
  if (recalculateFrom === null) return null;
  return loadPast(client, { personalAccountId, since: recalculateFrom, before: month });
}

export async function writeRows(client: pg.ClientBase, rows: CloseRows): Promise<void> {
  for (const [table, columns] of Object.entries(closeTables)) {
    const { bytes } = rows[table as CloseTable];
    if (bytes.length > 0) await copyInto(client, table, columns.split(/\s+/), once(bytes));
  }
}

async function* once(bytes: Buffer) {
  yield bytes;
}
