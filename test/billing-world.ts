import { system } from '#src/actor.ts';
import { type CloseOptions, closeMonth } from '#src/billing/close-month.ts';
import { type NewEntry, postEntry } from '#src/billing/post-entry.ts';
import { verifyLedger } from '#src/billing/verify-ledger.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import {
  addEvent,
  addHome,
  addMeter,
  addPrivilege,
  addReadings,
  type EventFacts,
  type Home,
  type HomeFacts,
  type MeterFacts,
  type PrivilegeFacts,
  type ReadingChoice,
  type Shown,
  type Stage,
} from './billing-homes.ts';
import { createTestClock } from './clock.ts';
import { createTestDatabase } from './database.ts';

export type BillingWorld = Awaited<ReturnType<typeof openBillingWorld>>;

/** A database whose books begin with the month of `booksOn`, and rates of the shipped profile. */
export async function openBillingWorld({ booksOn = '2026-01-01' }: { booksOn?: PlainDate } = {}) {
  const database = await createTestDatabase();
  const { pool, db } = database;
  const clock = createTestClock(`${booksOn}T10:00:00+02:00`);
  const supplier = await readSupplierProfile(null);
  const before = addMonths(firstDayOfMonth(booksOn), -1);
  await pool.query('insert into billing_months values ($1, $2, 1)', [before, clock.now()]);
  let count = 0;
  const next = (): number => {
    count += 1;
    return count;
  };
  const deps = { pool, db, clock, supplier };
  const rows = async <Row = Record<string, unknown>>(sql: string, values: unknown[] = []) =>
    (await pool.query(sql, values)).rows as Row[];
  const stage: Stage = { rows, next, booksOn, now: () => clock.now() };
  /** The clock goes to the first of the next month, and the month is closed. */
  async function close(month: PlainMonth, options: Partial<CloseOptions> = {}) {
    const due = Date.parse(`${addMonths(month, 1)}T08:00:00+02:00`);
    if (clock.now().getTime() < due) clock.set(new Date(due).toISOString());
    return closeMonth(deps, { month, actor: system('test'), ...options });
  }
  return {
    ...deps,
    deps,
    url: database.url,
    rows,
    addHome: (facts: HomeFacts = {}) => addHome(stage, facts),
    addMeter: (personalAccountId: number, facts: MeterFacts = {}) =>
      addMeter(stage, personalAccountId, facts),
    addReadings: (home: Home, shown: readonly Shown[], choice: ReadingChoice = {}) =>
      addReadings(stage, home, { shown, choice }),
    addEvent: (home: Home, event: EventFacts) => addEvent(stage, home, event),
    addPrivilege: (home: Home, privilege: PrivilegeFacts) => addPrivilege(stage, home, privilege),
    /** Money that came on a day; minus in the ledger. */
    pay: (home: Home, on: PlainDate, kopecks: number, more: Partial<NewEntry> = {}) => {
      const entry = { ...paymentOf(home, on, kopecks), ...more };
      const idempotencyKey = more.idempotencyKey ?? `payment test ${next()}`;
      const now = clock.now();
      return inTransaction(db, (tx) =>
        postEntry(tx, system('test'), { entry: { ...entry, idempotencyKey }, now }),
      );
    },
    close,
    /** Closes in order; fails when one does not close. */
    async closeThrough(from: PlainMonth, to: PlainMonth): Promise<void> {
      for (let month = from; month <= to; month = addMonths(month, 1)) {
        const outcome = await close(month);
        if (!outcome.ok) throw new Error(`${month} is not closed: ${JSON.stringify(outcome)}`);
      }
    },
    ...looks(rows),
    async verify() {
      const client = await pool.connect();
      try {
        return await verifyLedger(client, { db, rules: supplier.billing });
      } finally {
        client.release();
      }
    },
    stop: () => database.drop(),
  };
}

type Rows = <Row>(sql: string, values?: unknown[]) => Promise<Row[]>;

/** What a month left of one account. */
const looks = (rows: Rows) => ({
  monthsOf: (home: Home) =>
    rows<MonthRow>(
      `select to_char(m.month, 'YYYY-MM') as month, opening_kopecks as opening,
         charged_kopecks as charged, recalculated_kopecks as recalculated,
         penalty_kopecks as penalty, paid_kopecks as paid, corrected_kopecks as corrected,
         closing_kopecks as closing, trim_scale(volume_m3)::text as volume
       from account_months m join month_closes c on c.close_id = m.close_id and c.state = 'closed'
       where personal_account_id = $1 order by m.month`,
      [home.personalAccountId],
    ),
  linesOf: (home: Home, month: PlainMonth) =>
    rows<LineRow>(
      `select l.kind, to_char(charged_month, 'YYYY-MM') as of, method, starts_on as from,
         ends_on as to, trim_scale(volume_m3)::text as volume,
         trim_scale(price_per_m3)::text as price, amount_kopecks as kopecks
       from charge_lines l join month_closes c on c.close_id = l.close_id and c.state = 'closed'
       where personal_account_id = $1 and c.month = $2 order by line_no`,
      [home.personalAccountId, month],
    ),
});

const paymentOf = (
  home: Home,
  on: PlainDate,
  kopecks: number,
): Omit<NewEntry, 'idempotencyKey'> => ({
  personalAccountId: home.personalAccountId,
  kind: 'payment',
  amountKopecks: -kopecks,
  isPenalty: false,
  forMonth: null,
  valueDate: on,
  channel: 'bank',
  cause: 'test',
});

export type MonthRow = {
  month: string;
  opening: number;
  charged: number;
  recalculated: number;
  penalty: number;
  paid: number;
  corrected: number;
  closing: number;
  volume: string;
};

export type LineRow = {
  kind: string;
  of: string;
  method: string;
  from: PlainDate;
  to: PlainDate;
  volume: string;
  price: string;
  kopecks: number;
};
