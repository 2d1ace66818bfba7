import type pg from 'pg';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { AccountFacts } from './billing-facts.ts';
import type { BillingState } from './billing-state.ts';
import { attributesOf, revisionsByAccount } from './load-attributes.ts';
import { eventsByAccount, privilegesByAccount } from './load-events.ts';
import { lateChangesByAccount, missedSince } from './load-late-changes.ts';
import { metersByAccount } from './load-meters.ts';
import { postedByAccount } from './load-posted.ts';
import { loadReadings } from './load-readings.ts';
import type { MoneyEntry } from './money-entry.ts';
import { decodeState } from './state-code.ts';

/** Where an account stands before a month is charged, and all that the charging needs. */
export type LoadedAccount = {
  personalAccountId: number;
  facts: AccountFacts;
  /** Of the last close; null: the account has not been in the books yet. */
  state: BillingState | null;
  openingKopecks: number;
  /** The register's balance, that a first close opens the ledger with. */
  register: {
    balanceKopecks: number;
    penaltyKopecks: number;
    debtSince: string | null;
    openingOn: string;
  };
  /** What was posted by itself into the month: payments, corrections. */
  posted: MoneyEntry[];
  /**
   * The earliest closed month that a fact changes which came in this one, or in which an account that
   * is new should have been charged; null: none.
   */
  recalculateFrom: PlainMonth | null;
};

export type LoadChoice = {
  firstAccountId: number;
  lastAccountId: number;
  month: PlainMonth;
  /** The close of the month before; null: there is none. */
  previousCloseId: number | null;
  /** The first month of our books: nothing before it is recalculated. */
  booksSince: PlainMonth;
};

/** The accounts of a range whose month is to be charged, in the order of their ids. */
export async function loadAccounts(
  client: pg.ClientBase,
  choice: LoadChoice,
): Promise<LoadedAccount[]> {
  const { firstAccountId, lastAccountId, month, previousCloseId } = choice;
  const after = addMonths(month, 1);
  const { rows } = await client.query<unknown[]>({
    name: 'billing-accounts',
    rowMode: 'array',
    text: `select a.personal_account_id, a.residents, a.heated_area_m2, a.has_stove,
        a.has_water_heater, a.has_heating, a.has_central_hot_water, a.opened_on, a.closed_on,
        a.attributes_since, a.opening_balance_kopecks, a.opening_penalty_kopecks,
        a.opening_debt_since, a.opening_balance_on, m.closing_kopecks, m.state::text
      from personal_accounts a
        left join account_months m on m.close_id = $3
          and m.personal_account_id = a.personal_account_id
      where a.personal_account_id between $1 and $2
        -- Once in the books it stays there, whatever the register comes to say of its first day.
        and (m.close_id is not null or a.opened_on < $4 and a.opening_balance_on < $4)
      order by a.personal_account_id`,
    values: [firstAccountId, lastAccountId, previousCloseId, after],
  });
  const bounds = { firstAccountId, lastAccountId, month, booksSince: choice.booksSince };
  const revisions = await revisionsByAccount(client, bounds);
  const meters = await metersByAccount(client, bounds);
  const events = await eventsByAccount(client, bounds);
  const privileges = await privilegesByAccount(client, bounds);
  const late = await lateChangesByAccount(client, bounds);
  const posted = await postedByAccount(client, bounds);
  const found = rows.map((row): LoadedAccount => {
    const id = row[0] as number;
    const { list, recalculateFrom } = events.get(id) ?? none;
    const own = privileges.get(id);
    return {
      personalAccountId: id,
      facts: {
        openedOn: row[7] as string,
        closedOn: row[8] as string | null,
        attributes: attributesOf(row, revisions.get(id)),
        meters: meters.get(id) ?? [],
        events: list,
        privileges: own?.list ?? [],
      },
      state: row[15] === null ? null : decodeState(row[15] as string),
      openingKopecks: (row[14] as number | null) ?? 0,
      register: {
        balanceKopecks: row[10] as number,
        penaltyKopecks: row[11] as number,
        debtSince: row[12] as string | null,
        openingOn: row[13] as string,
      },
      posted: posted.get(id) ?? [],
      recalculateFrom:
        row[15] === null
          ? missedSince(row[13] as string, bounds)
          : earlier(earlier(recalculateFrom, own?.recalculateFrom ?? null), late.get(id) ?? null),
    };
  });
  await loadReadings(client, found, bounds);
  return found;
}

const none = { list: [], recalculateFrom: null };

const earlier = (a: PlainMonth | null, b: PlainMonth | null): PlainMonth | null =>
  a === null ? b : b === null || a < b ? a : b;

export type Bounds = {
  firstAccountId: number;
  lastAccountId: number;
  month: PlainMonth;
  booksSince: PlainMonth;
};
