import type pg from 'pg';
import { copyInto } from '#src/db/copy-into.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { type ClosedAccount, closeAccount, type Past } from './close-account.ts';
import { type CloseRows, type CloseTable, closeTables } from './close-rows.ts';
import { type LoadChoice, type LoadedAccount, loadAccounts } from './load-facts.ts';
import { loadPast } from './load-past.ts';
import { entriesBefore } from './load-posted.ts';
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
  ready: ReadyRates,
): Promise<ClosedAccount[]> {
  const { month } = choice;
  const closed: ClosedAccount[] = [];
  for (const loaded of await loadAccounts(client, choice)) {
    const past = await pastOf(client, loaded, month);
    try {
      let outcome = closeAccount({ ...ready, loaded, month, past, history: null });
      if (outcome === 'needs_history') {
        const { personalAccountId } = loaded;
        const history = await entriesBefore(client, { personalAccountId, month });
        outcome = closeAccount({ ...ready, loaded, month, past, history });
      }
      if (outcome === 'needs_history') throw new Error('the history was given');
      closed.push(outcome);
    } catch (error) {
      throw new AccountCloseError(loaded.personalAccountId, error);
    }
  }
  return closed;
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
    const text = rows[table as CloseTable];
    if (text.length > 0) await copyInto(client, table, columns.split(/\s+/), once(text));
  }
}

async function* once(text: string) {
  yield text;
}
