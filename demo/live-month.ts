import { sql } from 'kysely';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import {
  asOfEvening,
  bringEvents,
  bringPayments,
  bringReadings,
  bringRegister,
  type DemoDeps,
  type OfHome,
} from './bring-files.ts';
import { type DemoCalendar, lastDayOf } from './calendar.ts';
import type { DemoHome, Shown } from './demo-home.ts';
import type { Payment } from './payers.ts';
import { randomOf } from './random.ts';

export type MonthStep = {
  month: PlainMonth;
  homes: readonly DemoHome[];
  folder: string;
  calendar: DemoCalendar;
};

/**
 * A month as the supplier lives it: what the register, readers, papers and banks bring, and then its
 * close. Every file may come twice, so a month that was broken off is simply lived again.
 */
export async function liveMonth(deps: DemoDeps, step: MonthStep): Promise<void> {
  const { month, homes, folder } = step;
  const delivery = { folder, on: lastDayOf(month) };
  await bringRegister(
    deps,
    delivery,
    homes.flatMap(({ later }) => (later?.month === month ? [later.household] : [])),
  );
  const read = ofHomes(homes, ({ shown }) =>
    shown.filter(({ takenOn }) => firstDayOfMonth(takenOn) === month),
  );
  await bringReadings(
    deps,
    delivery,
    read.filter(({ of }) => !of.isRollover),
  );
  for (const turned of read.filter(({ of }) => of.isRollover)) await keepRollover(deps, turned);
  await bringEvents(
    deps,
    delivery,
    ofHomes(homes, ({ events = [] }) => events.filter((one) => one.recordedMonth === month)),
  );
  await bringPayments(deps, delivery, await paymentsOf(deps, step, delivery.on));
  await close(deps, month);
}

/** What has been paid of the open month, up to today. */
export async function liveOpenMonth(
  deps: DemoDeps,
  step: Omit<MonthStep, 'month'> & { today: PlainDate },
): Promise<void> {
  const { today, folder, calendar } = step;
  const open = { ...step, month: calendar.openMonth };
  await bringPayments(deps, { folder, on: today }, await paymentsOf(deps, open, today));
}

const ofHomes = <T>(
  homes: readonly DemoHome[],
  find: (home: DemoHome) => readonly T[],
): OfHome<T>[] =>
  homes.flatMap((home) => find(home).map((of) => ({ number: home.household.number, of })));

async function close(deps: DemoDeps, month: PlainMonth): Promise<void> {
  const then = asOfEvening(deps, addMonths(month, 1));
  const outcome = await closeMonth(then, { month, actor: system('demo') });
  if (!outcome.ok) throw new Error(`The demo cannot be loaded: ${JSON.stringify(outcome)}`);
}

/** A file cannot say that a counter has passed through zero: only a person can. */
async function keepRollover(deps: DemoDeps, { number, of }: OfHome<Shown>): Promise<void> {
  const { db, clock } = asOfEvening(deps, of.takenOn);
  await sql`
    insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month,
      is_rollover, source, status, received_at)
    select m.personal_account_id, m.meter_id, ${of.value}, ${of.takenOn},
      ${firstDayOfMonth(of.takenOn)}, true, 'cabinet', 'accepted', ${clock.now()}
    from personal_account_numbers n join meters m using (personal_account_id)
    where n.number = ${number} and m.serial_number = ${of.serialNumber} and not exists (
      select from meter_readings r where r.personal_account_id = m.personal_account_id
        and r.meter_id = m.meter_id and r.taken_on = ${of.takenOn})`.execute(db);
}

async function paymentsOf(
  deps: DemoDeps,
  { month, homes, calendar }: Pick<MonthStep, 'month' | 'homes' | 'calendar'>,
  until: PlainDate,
): Promise<OfHome<Payment>[]> {
  const balances = await balancesBefore(deps, month);
  const at = calendar.months.indexOf(month);
  const monthsClosed = at === -1 ? calendar.months.length : at;
  return homes.flatMap(({ household: { number }, payer }, index) => {
    const balanceKopecks = balances.get(number) ?? 0;
    const payment = payer(
      { month, monthsClosed, balanceKopecks },
      randomOf(PAYING + monthsClosed, index),
    );
    return payment && payment.paidOn <= until ? [{ number, of: payment }] : [];
  });
}

/** Any number: the chance of payments is none of the others'. */
const PAYING = 4_100;

/** As the month before was closed, or as the register opened the books. */
async function balancesBefore({ db }: DemoDeps, month: PlainMonth): Promise<Map<string, number>> {
  const { rows } = await sql<{ number: string; balance: number }>`
    select a.number, coalesce(m.closing_kopecks,
      a.opening_balance_kopecks + a.opening_penalty_kopecks) as balance
    from personal_accounts a
      left join month_closes c on c.month = ${addMonths(month, -1)} and c.state = 'closed'
      left join account_months m on m.close_id = c.close_id
        and m.personal_account_id = a.personal_account_id`.execute(db);
  return new Map(rows.map(({ number, balance }) => [number, balance]));
}
