import type { FastifyBaseLogger } from 'fastify';
import { resident, system } from '#src/actor.ts';
import { findBalances } from '#src/billing/entries-store.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import {
  addDays,
  dateInZone,
  firstDayOfMonth,
  type PlainDate,
  type PlainMonth,
} from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Gateways } from '../gateways.ts';
import type { RunLetterData } from './autopay.letters.ts';
import { autopayRuns } from './autopay-metrics.ts';
import { type Charge, chargeOf, judgeNotice, NOTICE_DAYS, nextDueOn } from './autopay-rule.ts';
import { findRulesToAnnounce, findRulesWithBill } from './due-store.ts';
import { eachOf } from './each-of.ts';
import { type HeldRule, holdRule, setBilled, setNextDue } from './rules-store.ts';
import { addRun, type NewRun, noteLetterOfRun, sumAnnounced, sumSpent } from './runs-store.ts';
import { findChargeable } from './saved-methods-store.ts';

export type AutopayDeps = {
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  gateways: Gateways;
  log: FastifyBaseLogger;
};

export const autopayActor = system('autopay');

const AT_ONCE = 1_000;

/**
 * Tells payers what will be taken from them and when, three days before. A day that nobody told of in time
 * takes nothing: it waits for the next month. Run twice, or by two workers, it tells once.
 */
export async function announceCharges(deps: AutopayDeps): Promise<void> {
  const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
  const until = addDays(today, NOTICE_DAYS);
  const byDay = { until, limit: AT_ONCE };
  const days = await findRulesToAnnounce(deps.db, autopayActor, byDay);
  await eachOf(deps, days, (key) =>
    inTransaction(deps.db, (tx) => announceDay(tx, { ...deps, ...key, today })),
  );
  const bills = await findRulesWithBill(deps.db, autopayActor, { limit: AT_ONCE });
  await eachOf(deps, bills, (key) =>
    inTransaction(deps.db, (tx) => announceBill(tx, { ...deps, ...key, today })),
  );
}

type Place = AutopayDeps & { personalAccountId: number; ruleId: number; today: PlainDate };

async function announceDay(tx: Tx, place: Place): Promise<void> {
  const rule = await holdRule(tx, autopayActor, place);
  const dueOn = rule?.nextDueOn ?? null;
  if (!rule?.isLive || dueOn === null) return;
  const notice = judgeNotice(dueOn, place.today);
  // Somebody else has told of it meanwhile.
  if (notice === 'early') return;
  await setNextDue(tx, autopayActor, { ...rule, nextDueOn: nextDueOn(dueOn) });
  const due = { dueOn, month: firstDayOfMonth(dueOn) };
  await announce(tx, { ...place, rule, ...due, isLate: notice === 'late' });
}

async function announceBill(tx: Tx, place: Place & { month: PlainMonth }): Promise<void> {
  const rule = await holdRule(tx, autopayActor, place);
  // A month that is closed again has another bill, and has been told of.
  if (!rule?.isLive || !(await setBilled(tx, autopayActor, place))) return;
  const dueOn = addDays(place.today, NOTICE_DAYS);
  await announce(tx, { ...place, rule, dueOn, isLate: false });
}

type Announcing = AutopayDeps & {
  rule: HeldRule;
  month: PlainMonth;
  dueOn: PlainDate;
  isLate: boolean;
};

async function announce(tx: Tx, { rule, month, dueOn, isLate, ...deps }: Announcing) {
  const now = deps.clock.now();
  const key = { personalAccountId: rule.personalAccountId, ruleId: rule.ruleId, month };
  const charge = isLate ? null : await expectCharge(tx, { ...deps, rule, dueOn });
  const run: NewRun = { ...key, dueOn, now, ...outcomeOf(charge) };
  if (!(await addRun(tx, autopayActor, run))) return;
  autopayRuns.inc({ outcome: run.state });
  // That there is nothing to take is no news.
  if (run.state === 'nothing_owed') return;
  const kind = run.state === 'announced' ? 'autopay_announced' : 'autopay_not_charged';
  const data: RunLetterData = key;
  const letterId = await queueLetter(tx, { kind, to: rule.email, userId: rule.userId, data }, now);
  if (run.state === 'announced') await noteLetterOfRun(tx, autopayActor, { ...key, letterId });
}

const outcomeOf = (charge: Charge | null): Pick<NewRun, 'state' | 'announcedKopecks'> => {
  if (charge === null) return { state: 'not_announced', announcedKopecks: null };
  if (charge.kind !== 'charge') return { state: charge.kind, announcedKopecks: null };
  return { state: 'announced', announcedKopecks: charge.amountKopecks };
};

type Expected = AutopayDeps & { rule: HeldRule; dueOn: PlainDate; isAnnounced?: boolean };

/** What would be taken if it were taken now. `isAnnounced`: its own figure is among those announced. */
export async function expectCharge(
  tx: Tx,
  { gateways, rule, dueOn, isAnnounced = false }: Expected,
): Promise<Charge> {
  const { personalAccountId, userId, capKopecks } = rule;
  const place = { personalAccountId };
  const [balance] = await findBalances(tx, resident(userId), [personalAccountId]);
  const method = await findChargeable(tx, autopayActor, rule.savedMethodId);
  const limits = method && gateways.byName(method.gateway)?.limits;
  return chargeOf({
    principalKopecks: balance ? balance.totalKopecks - Math.max(0, balance.penaltyKopecks) : 0,
    underWayKopecks: isAnnounced ? 0 : await sumAnnounced(tx, autopayActor, place),
    capKopecks,
    spentKopecks: await sumSpent(tx, autopayActor, { personalAccountId, userId, dueOn }),
    ...(limits ?? { leastKopecks: 100, mostKopecks: capKopecks }),
  });
}
