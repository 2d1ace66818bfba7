import { resident } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { addDays, dateInZone, type PlainDate } from '#src/plain-date.ts';
import type { AskDeps } from '../ask-gateway.ts';
import { addBasket } from '../baskets-store.ts';
import { sendPayments } from '../send-payments.ts';
import { writePayment } from '../write-payment.ts';
import { autopayActor, expectCharge } from './announce.ts';
import type { RunLetterData } from './autopay.letters.ts';
import { autopayRuns } from './autopay-metrics.ts';
import {
  chargesFrom,
  judgeTold,
  NOTICE_DAYS,
  type RunState,
  withinNotice,
} from './autopay-rule.ts';
import { hasPaymentUnderWay } from './charge-guards-store.ts';
import { findDueRuns, findUntoldRuns } from './due-store.ts';
import { eachOf } from './each-of.ts';
import { endRules } from './rule-ends-store.ts';
import { type HeldRule, holdRule } from './rules-store.ts';
import { type Announced, decideRun, holdRun, type RunKey } from './runs-store.ts';
import { findChargeable } from './saved-methods-store.ts';

/** What charging needs besides asking. */
export type ChargeDeps = AskDeps & {
  /** The site's own address. */
  url: string;
};

const AT_ONCE = 2_000;
/** Sent at a time; a gateway that hangs holds a turn for as long as a payer would wait. */
const TOGETHER = 20;
/** A payer who went to the bank's page comes back within it. */
const AT_THE_BANK_MS = 3_600_000;

/**
 * Charges what was announced for today. Written down in one transaction with the run, the payment then goes
 * the way of all payments: the same key, unknown until the gateway says, nothing tried twice.
 */
export async function chargeAnnounced(deps: ChargeDeps): Promise<void> {
  const now = deps.clock.now();
  const { timeZone } = deps.supplier;
  const today = dateInZone(now, timeZone);
  // Before the hour only those of days that have passed are looked at.
  const isEarly = now < chargesFrom(today, timeZone);
  const until = isEarly ? addDays(today, -1) : today;
  await endUntold(deps, today);
  const due = await findDueRuns(deps.db, autopayActor, { until, limit: AT_ONCE });
  for (let start = 0; start < due.length; start += TOGETHER) {
    const paymentIds: number[] = [];
    await eachOf(deps, due.slice(start, start + TOGETHER), async (key) => {
      const paymentId = await inTransaction(deps.db, (tx) => chargeOne(tx, deps, key));
      if (paymentId !== null) paymentIds.push(paymentId);
    });
    if (paymentIds.length > 0) await sendPayments(deps, paymentIds);
  }
}

/** What nobody was told of ends as soon as that is certain: its payer has the days that are left to pay. */
async function endUntold(deps: ChargeDeps, today: PlainDate): Promise<void> {
  const until = addDays(today, NOTICE_DAYS - 1);
  const untold = await findUntoldRuns(deps.db, autopayActor, { until, limit: AT_ONCE });
  await eachOf(deps, untold, (key) => inTransaction(deps.db, (tx) => chargeOne(tx, deps, key)));
}

/** null: nothing is to be sent, or not yet. */
async function chargeOne(tx: Tx, deps: ChargeDeps, key: RunKey): Promise<number | null> {
  const { clock, supplier } = deps;
  const now = clock.now();
  const today = dateInZone(now, supplier.timeZone);
  const rule = await holdRule(tx, autopayActor, { ...key, today });
  const run = await holdRun(tx, autopayActor, key);
  // Ended, or decided by somebody else meanwhile.
  if (!rule || !run) return null;
  // It is ended, with a letter, by whoever looks for such rules.
  if (!rule.isLive) return null;
  const place = { tx, deps, rule, run, now };
  if (today > run.dueOn) return decide(place, 'not_charged');
  const told = judgeTold(run, { now, timeZone: supplier.timeZone });
  if (told !== 'untold' && now < chargesFrom(run.dueOn, supplier.timeZone)) return null;
  const { personalAccountId } = key;
  const since = new Date(now.getTime() - AT_THE_BANK_MS);
  // What it takes is not known to the books yet; it is looked at again until the day ends.
  if (await hasPaymentUnderWay(tx, autopayActor, { personalAccountId, since })) return null;
  const expected = await expectCharge(tx, { ...deps, rule, dueOn: run.dueOn, isAnnounced: true });
  const charge = withinNotice(expected, run.announcedKopecks);
  if (charge.kind !== 'charge') return decide(place, charge.kind);
  // Mail was away, or their address takes nothing.
  if (told !== 'told') return decide(place, 'not_announced');
  return writeCharge(place, charge.amountKopecks);
}

type Place = { tx: Tx; deps: ChargeDeps; rule: HeldRule; run: Announced; now: Date };

async function writeCharge(place: Place, amountKopecks: number): Promise<number | null> {
  const { tx, deps, rule, run, now } = place;
  const method = await findChargeable(tx, autopayActor, rule.savedMethodId);
  const gateway = method && deps.gateways.byName(method.gateway);
  if (!method || !gateway) {
    await decide(place, 'not_charged');
    await endRules(tx, autopayActor, rule, { reason: 'gateway_gone', now });
    return null;
  }
  const payer = resident(rule.userId);
  const { method: means, receiptEmail } = method;
  const basket = await addBasket(tx, payer, {
    method: means,
    receiptEmail,
    source: 'autopay',
    saveConsentVersion: null,
    startedAt: now,
  });
  const paymentId = await writePayment(tx, payer, {
    ...deps,
    ...basket,
    gateway,
    method: means,
    receiptEmail,
    isToBeSaved: false,
    savedMethodId: method.gatewayMethodId,
    personalAccount: rule,
    amountKopecks,
    now,
  });
  const payment = { paymentId, amountKopecks };
  await decideRun(tx, autopayActor, run, { state: 'charging', payment, now });
  autopayRuns.inc({ outcome: 'charging' });
  return paymentId;
}

/** That all is paid is no news; what was announced and is not taken is. */
async function decide(
  { tx, rule, run, now }: Place,
  state: Extract<RunState, 'not_announced' | 'not_charged' | 'nothing_owed' | 'cap_reached'>,
): Promise<null> {
  await decideRun(tx, autopayActor, run, { state, now });
  autopayRuns.inc({ outcome: state });
  if (state === 'nothing_owed') return null;
  const { personalAccountId, ruleId, month } = run;
  const data: RunLetterData = { personalAccountId, ruleId, month };
  const letter = { kind: 'autopay_not_charged', to: rule.email, userId: rule.userId, data };
  await queueLetter(tx, letter, now);
  return null;
}
