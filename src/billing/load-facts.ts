import type pg from 'pg';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import {
  inOrderOfAccounts,
  numberAt,
  type Row,
  type RowSource,
  readRows,
  rowsOf,
  type TakeRows,
  textAt,
  textOrNullAt,
} from './account-rows.ts';
import type { AccountFacts } from './billing-facts.ts';
import type { BillingState } from './billing-state.ts';
import { attributesOf, presentColumns, revisionOf, revisionRows } from './load-attributes.ts';
import { eventRows, eventsOf, type News, privilegeRows, privilegesOf } from './load-events.ts';
import { closedSince, lateChangeOf, lateChangeRows } from './load-late-changes.ts';
import { meterOf, meterRevisionRows, meterRows } from './load-meters.ts';
import { postedOf, postedRows } from './load-posted.ts';
import { beginMeasuring, putReadings, readEarlier, readingRows } from './load-readings.ts';
import type { MoneyEntry } from './money-entry.ts';
import type { OpeningBalance } from './opening-entries.ts';
import { decodeState } from './state-code.ts';

/** Where an account stands before a month is charged, and all that the charging needs. */
export type LoadedAccount = {
  personalAccountId: number;
  facts: AccountFacts;
  /** Of the last close; null: the account has not been in the books yet. */
  state: BillingState | null;
  openingKopecks: number;
  /** The register's balance, that a first close opens the ledger with; null: it did. */
  register: OpeningBalance | null;
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

const accountRows: RowSource = {
  columns: [
    ...['a.personal_account_id', ...presentColumns, 'a.opened_on', 'a.closed_on'],
    'a.attributes_since',
    // What the books are opened with is asked for only of who is not in them yet.
    ...[
      ...['a.opening_balance_kopecks', 'a.opening_penalty_kopecks', 'a.opening_debt_since'],
      'a.opening_balance_on',
    ].map((column) => `case when m.close_id is null then ${column} end`),
    ...['m.closing_kopecks', 'm.state'],
  ],
  // The bounds are said twice: a plan that goes through all accounts of the last close for each
  // range makes a close of a million slower by the square.
  sql: `from personal_accounts a
      left join account_months m on m.close_id = $4
        and m.personal_account_id = a.personal_account_id
        and m.personal_account_id between $1 and $2
    where a.personal_account_id between $1 and $2
      -- Once in the books it stays there, whatever the register comes to say of its first day.
      and (m.close_id is not null or a.opened_on < $5 and a.opening_balance_on < $5)`,
};
const STATE = 15;

const sources = {
  accounts: accountRows,
  revisions: revisionRows,
  meters: meterRows,
  meterRevisions: meterRevisionRows,
  events: eventRows,
  privileges: privilegeRows,
  lateChanges: lateChangeRows,
  posted: postedRows,
  readings: readingRows,
};

/**
 * The accounts of a range whose month is to be charged, in the order of their ids. Each is made when
 * it is asked for, so that it need not outlive its charging; they can be gone through once.
 */
export async function loadAccounts(
  client: pg.ClientBase,
  choice: LoadChoice,
): Promise<Iterable<LoadedAccount>> {
  const { firstAccountId, lastAccountId, month, previousCloseId, booksSince } = choice;
  const texts = await readRows(client, {
    name: 'billing-facts',
    sources,
    values: [firstAccountId, lastAccountId, month, previousCloseId, addMonths(month, 1)],
  });
  const news = { month, booksSince };
  const deep = findDeep(texts, news);
  const earlier = await readEarlier(client, { month, accounts: deep });
  return makeEach(texts, earlier, news);
}

type Texts = Record<keyof typeof sources, string>;

/** Accounts that have no state yet, or whose closed months change: all their readings are needed. */
function findDeep({ accounts, events, privileges, lateChanges }: Texts, news: News): number[] {
  const [eventsBy, privilegesBy] = [inOrderOfAccounts(events), inOrderOfAccounts(privileges)];
  const lateBy = inOrderOfAccounts(lateChanges);
  const isQuiet = events === '' && privileges === '' && lateChanges === '';
  // An account without a state ends with the empty place of it.
  if (isQuiet && !accounts.includes('\t\n') && !accounts.endsWith('\t')) return [];
  const deep: number[] = [];
  for (const row of rowsOf(accounts)) {
    const id = numberAt(row, 0);
    const isNew = row[STATE] === '';
    const since = earliest([
      eventsOf(eventsBy(id), news).recalculateFrom,
      privilegesOf(privilegesBy(id), news).recalculateFrom,
      lateChangeOf(lateBy(id), news),
    ]);
    if (isNew || since !== null) deep.push(id);
  }
  return deep;
}

const earliest = (months: readonly (PlainMonth | null)[]): PlainMonth | null =>
  months.reduce((a, b) => (a === null ? b : b === null || a < b ? a : b), null);

function* makeEach(texts: Texts, earlier: TakeRows, news: News): Generator<LoadedAccount> {
  const { accounts, ...others } = texts;
  const take = Object.fromEntries(
    Object.entries(others).map(([name, text]) => [name, inOrderOfAccounts(text)]),
  ) as Take;
  for (const row of rowsOf(accounts)) yield makeAccount(row, { ...take, earlier }, news);
}

type Take = Record<Exclude<keyof Texts, 'accounts'>, TakeRows>;

function makeAccount(row: Row, take: Take & { earlier: TakeRows }, news: News): LoadedAccount {
  const id = numberAt(row, 0);
  const events = eventsOf(take.events(id), news);
  const privileges = privilegesOf(take.privileges(id), news);
  const late = lateChangeOf(take.lateChanges(id), news);
  const written = textAt(row, STATE);
  const state = written === '' ? null : decodeState(written);
  const revisions = take.meterRevisions(id);
  const meters = take.meters(id).map((meter) => meterOf(meter, revisions));
  putReadings(meters, take.earlier(id));
  putReadings(meters, take.readings(id));
  beginMeasuring(meters, state);
  const present = { ...attributesOf(row, 1), from: textAt(row, 9), to: null };
  return {
    personalAccountId: id,
    facts: {
      openedOn: textAt(row, 7),
      closedOn: textOrNullAt(row, 8),
      attributes: [...take.revisions(id).map(revisionOf), present],
      meters,
      events: events.list,
      privileges: privileges.list,
    },
    state,
    openingKopecks: numberAt(row, 14),
    register: state ? null : openingOf(row),
    posted: take.posted(id).map(postedOf),
    recalculateFrom: state
      ? earliest([events.recalculateFrom, privileges.recalculateFrom, late])
      : closedSince(textAt(row, 13), news),
  };
}

const openingOf = (row: Row): OpeningBalance => ({
  balanceKopecks: numberAt(row, 10),
  penaltyKopecks: numberAt(row, 11),
  debtSince: textOrNullAt(row, 12),
  openingOn: textAt(row, 13),
});
