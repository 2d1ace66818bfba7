import { createHash, randomBytes } from 'node:crypto';
import { type Actor, system } from '#src/actor.ts';
import type { AccountMonth } from '#src/billing/account-month.ts';
import { findAccountMonths } from '#src/billing/charges-store.ts';
import { currentRates } from '#src/billing/current-rates.ts';
import { getAccountMonth } from '#src/billing/get-account-month.ts';
import type { Norm } from '#src/billing/rates.ts';
import type { Clock } from '#src/clock.ts';
import type { Db } from '#src/db/database.ts';
import {
  addDays,
  addMonths,
  dateInZone,
  type PlainDate,
  type PlainMonth,
} from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { isOfHolder } from './bill-data.ts';
import {
  findMetersAtClose,
  findSbpLink,
  findSubscriberAtClose,
  findVolumesAtClose,
} from './bill-facts-store.ts';
import { billNumber, CODE_BYTES, verifyCode } from './bill-number.ts';
import { referenceNorms } from './bill-reference.ts';
import {
  findBillOfClose,
  insertBill,
  type NewBill,
  nextVersion,
  type StoredBill,
} from './bills-store.ts';
import { type BillFacts, composeBill } from './compose-bill.ts';
import { TEMPLATE_VERSION } from './paper-files.ts';

export type BillDeps = { db: Db; clock: Clock; supplier: SupplierProfile };

export type BillOutcome =
  | { ok: true; bill: StoredBill }
  /**
   * not_charged: also of what the actor may not see. imported: the old system's paper, not ours.
   * of_other_holder: it names whoever lived there before, and their PIN.
   */
  | { ok: false; code: 'month_not_charged' | 'month_imported' | 'of_other_holder' };

type Place = { personalAccountId: number; month: PlainMonth };
/** Since when the account is the asking resident's, as findPersonalAccount tells it. */
type OwnPlace = Place & { holderSince: PlainDate };

/**
 * The bill of a closed month, made now if nobody has asked for it yet. Asked by several at once it is
 * one bill: the unique key of the close lets one of them write, and all read what was written.
 */
export async function makeSureOfBill(
  deps: BillDeps,
  actor: Actor,
  { personalAccountId, month, holderSince }: OwnPlace,
): Promise<BillOutcome> {
  if (actor.kind === 'resident' && !isOfHolder(month, holderSince)) {
    return { ok: false, code: 'of_other_holder' };
  }
  const range = { personalAccountId, from: month, to: month };
  const [known] = await findAccountMonths(deps.db, actor, range);
  if (!known) return { ok: false, code: 'month_not_charged' };
  if (known.closeId === null) return { ok: false, code: 'month_imported' };
  return { ok: true, bill: await billOfClose(deps, known, { personalAccountId, month }) };
}

/** A version that somebody else took for another close of the month at the same moment. */
const TRIES = 3;

async function billOfClose(deps: BillDeps, known: AccountMonth, place: Place): Promise<StoredBill> {
  const closeId = known.closeId;
  if (closeId === null) throw new Error('a bill is made of a closed month');
  const key = { personalAccountId: place.personalAccountId, closeId };
  for (let tries = 0; tries < TRIES; tries += 1) {
    const bill = await findBillOfClose(deps.db, key);
    if (bill) return bill;
    await makeBill(deps, { ...place, closeId });
  }
  const bill = await findBillOfClose(deps.db, key);
  if (!bill) throw new Error(`no bill could be written for close ${closeId}`);
  return bill;
}

async function makeBill(deps: BillDeps, place: Place & { closeId: number }): Promise<void> {
  const { db, clock, supplier } = deps;
  const { personalAccountId, month, closeId } = place;
  // The paper is the account's: it says the same whoever asks for it first.
  const maker = system('bill');
  const [explained, subscriber, meters, volumes, sbpLink, version, { rates }] = await Promise.all([
    getAccountMonth({ db }, maker, { personalAccountId, month }),
    findSubscriberAtClose(db, place),
    findMetersAtClose(db, place),
    findVolumesAtClose(db, { ...place, from: addMonths(month, -11) }),
    findSbpLink(db, place),
    nextVersion(db, place),
    currentRates(db, supplier.billing),
  ]);
  const { norms } = rates;
  // Reopened or closed anew meanwhile: the next look finds what holds.
  if (explained?.closeId !== closeId) return;
  const facts = { known: explained, subscriber, meters, volumes, sbpLink, norms };
  await insertBill(db, newBill(facts, { closeId, version, place, supplier, madeAt: clock.now() }));
}

export type LoadedFacts = Pick<
  BillFacts,
  'known' | 'subscriber' | 'meters' | 'volumes' | 'sbpLink'
> & {
  norms: readonly Norm[];
};

/** A bill that is ready to be written: one by one and of all accounts at once it is the same. */
export function newBill(
  { norms, ...facts }: LoadedFacts,
  {
    closeId,
    version,
    place,
    supplier,
    madeAt,
  }: {
    closeId: number;
    version: number;
    place: Place;
    supplier: SupplierProfile;
    madeAt: Date;
  },
): NewBill {
  const { personalAccountId, month } = place;
  const { subscriber } = facts;
  const code = verifyCode(randomBytes(CODE_BYTES));
  const number = billNumber({ accountNumber: subscriber.number, month, version });
  const data = JSON.stringify(
    composeBill({
      stamp: { number, version, verifyCode: code, madeOn: dateInZone(madeAt, supplier.timeZone) },
      ...facts,
      supplier,
      norms: referenceNorms(norms, subscriber.uses, addDays(addMonths(month, 1), -1)),
    }),
  );
  return {
    personalAccountId,
    month,
    closeId,
    version,
    number,
    verifyCode: code,
    templateVersion: TEMPLATE_VERSION,
    data,
    sha256: createHash('sha256').update(data).digest(),
    madeAt,
  };
}
