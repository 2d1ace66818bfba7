import type { Actor } from '#src/actor.ts';
import { findMonthRemarks } from '#src/billing/charges-store.ts';
import { type AccountBalance, getBalance } from '#src/billing/get-balance.ts';
import { listAccountMonths } from '#src/billing/list-account-months.ts';
import { findGrownPenalties } from '#src/billing/list-debts.ts';
import { getReading } from '#src/meters/list-readings.ts';
import { addMonths, dateInZone, type PlainMonth } from '#src/plain-date.ts';
import { isOfHolder } from '../bill-data.ts';
import { gatherMonth } from './month-facts.ts';
import { type ReconciliationBody, unbrokenSince } from './paper-data.ts';
import {
  type Gathered,
  hasDebt,
  type Known,
  type Owed,
  type PaperDeps,
  type PaperWish,
} from './paper-wish.ts';
import { findPaidEntries } from './papers-store.ts';

/** What the paper will say, as far as the actor may know it. */
export function gatherFacts(
  deps: PaperDeps,
  actor: Actor,
  known: Known,
  wish: PaperWish,
): Promise<Gathered> {
  switch (wish.kind) {
    case 'no_debt':
      return gatherNoDebt(deps, actor, known);
    case 'reconciliation':
      return gatherReconciliation(deps, actor, known, wish);
    case 'reading':
      return gatherReading(deps, actor, known, wish);
    case 'month':
      return gatherMonth(deps, actor, known, wish);
    case 'payment':
      return gatherPayment(deps, actor, known, wish);
  }
}

async function gatherNoDebt(deps: PaperDeps, actor: Actor, known: Known): Promise<Gathered> {
  const balance = await getBalance(deps, actor, known);
  if (!balance) return { ok: false, code: 'not_current_holder' };
  const owed = await findOwed(deps, actor, known, balance);
  if (hasDebt(owed)) return { ok: false, code: 'has_debt', ...owed };
  const { principalKopecks, grownKopecks } = owed;
  const penaltyKopecks = owed.penaltyKopecks + grownKopecks;
  const on = dateInZone(deps.clock.now(), deps.supplier.timeZone);
  const last = balance.lastMonth?.month ?? null;
  return {
    ok: true,
    body: { kind: 'no_debt', on, principalKopecks, penaltyKopecks, lastMonth: last },
  };
}

/** Of who may see the balance. */
export async function findOwed(
  deps: PaperDeps,
  actor: Actor,
  known: Known,
  { totalKopecks, penaltyKopecks, dueOn }: AccountBalance,
): Promise<Owed> {
  const grownKopecks = (await findGrownPenalties(deps, actor, known)) ?? 0;
  return { principalKopecks: totalKopecks - penaltyKopecks, penaltyKopecks, grownKopecks, dueOn };
}

async function gatherReconciliation(
  deps: PaperDeps,
  actor: Actor,
  known: Known,
  { from, to }: { from: PlainMonth; to: PlainMonth },
): Promise<Gathered> {
  if (from > to) return { ok: false, code: 'period_backwards' };
  const { personalAccountId } = known;
  const all = await listAccountMonths(deps, actor, { personalAccountId });
  // A resident's own time alone: what the account owed before is told by its first opening balance.
  const own = all
    .filter(({ month }) => actor.kind !== 'resident' || isOfHolder(month, known.holderSince))
    .toReversed();
  const asked = own.filter(({ month }) => month >= from && month <= to);
  const [first, last] = [asked[0], asked.at(-1)];
  if (!first || !last || first.month !== from || last.month !== to) {
    const bounds = { first: own[0]?.month ?? null, last: own.at(-1)?.month ?? null };
    return { ok: false, code: 'period_empty', ...bounds };
  }
  const since = unbrokenSince(
    asked.map((month) => ({ ...month, next: addMonths(month.month, 1) })),
  );
  if (since !== null && since !== from) return { ok: false, code: 'months_disagree', since };
  const remarks = await findMonthRemarks(deps.db, actor, { personalAccountId, from, to });
  const body: ReconciliationBody = {
    kind: 'reconciliation',
    from,
    to,
    openingKopecks: first.openingKopecks,
    months: asked.map((one) => ({
      month: one.month,
      isImported: one.source === 'imported',
      methods: remarks.get(one.month)?.methods ?? [],
      volumeM3: one.volumeM3,
      chargedKopecks: one.chargedKopecks,
      recalculatedKopecks: one.recalculatedKopecks,
      penaltyKopecks: one.penaltyKopecks,
      correctedKopecks: one.correctedKopecks,
      paidKopecks: one.paidKopecks,
      closingKopecks: one.closingKopecks,
    })),
    closingKopecks: last.closingKopecks,
    closingPenaltyKopecks: last.closingPenaltyKopecks,
  };
  return { ok: true, body };
}

async function gatherReading(
  deps: PaperDeps,
  actor: Actor,
  known: Known,
  { confirmation: asked }: { confirmation: string },
): Promise<Gathered> {
  const place = { personalAccountId: known.personalAccountId, confirmation: asked };
  const reading = await getReading(deps, actor, place);
  if (!reading?.confirmation) return { ok: false, code: 'reading_unknown' };
  const { previous, takenOn } = reading;
  if (actor.kind === 'resident' && takenOn < known.holderSince) {
    return { ok: false, code: 'reading_unknown' };
  }
  return {
    ok: true,
    body: {
      kind: 'reading',
      confirmation: reading.confirmation,
      meterSerial: reading.meterSerial,
      value: reading.value,
      takenOn,
      receivedAt: reading.receivedAt.toISOString(),
      source: reading.source,
      status: reading.status,
      notCountedReason: reading.notCountedReason,
      billingMonth: reading.billingMonth,
      previous: previous && { value: previous.value, takenOn: previous.takenOn },
      volumeM3: reading.volumeM3,
    },
  };
}

async function gatherPayment(
  deps: PaperDeps,
  actor: Actor,
  known: Known,
  { entryId }: { entryId: number },
): Promise<Gathered> {
  const [payment] = await findPaidEntries(deps.db, actor, { ...known, entryId });
  if (!payment) return { ok: false, code: 'payment_unknown' };
  return { ok: true, body: { kind: 'payment', ...payment } };
}
