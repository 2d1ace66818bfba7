import { createHash } from 'node:crypto';
import { system } from '#src/actor.ts';
import { isOfHolder } from '#src/bills/bill-data.ts';
import { findBillByCode, isInForce, type StoredBill } from '#src/bills/bills-store.ts';
import { hasNewerBill } from '#src/bills/newer-bill.ts';
import type { Db } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import {
  findPersonalAccountById,
  type PersonalAccount,
} from '#src/personal-accounts/personal-accounts-store.ts';
import {
  type StartDeps,
  type Started,
  type StartFailure,
  type WantedPayment,
  writeBasket,
} from './start-payment.ts';

/** Whoever holds a bill and pays it without signing in. */
export const guest = system('guest payment');

export type PayableBill = {
  bill: StoredBill;
  personalAccount: PersonalAccount;
  /** A later month is closed: another bill says what is owed by now. */
  isOld: boolean;
};

export type NotPayable = 'unknown' | 'replaced' | 'nothing_owed' | 'other_holder' | 'closed';

/** The bill of a code, if money for it still goes to whom it was written. */
export async function findPayableBill(
  db: Db,
  code: string | null,
): Promise<({ ok: true } & PayableBill) | { ok: false; code: NotPayable }> {
  const bill = code ? await findBillByCode(db, code) : null;
  if (!bill) return { ok: false, code: 'unknown' };
  if (!(await isInForce(db, bill))) return { ok: false, code: 'replaced' };
  if (bill.data.closingKopecks <= 0) return { ok: false, code: 'nothing_owed' };
  const personalAccount = await findPersonalAccountById(db, guest, bill.personalAccountId);
  if (personalAccount.closedOn !== null) return { ok: false, code: 'closed' };
  if (!isOfHolder(bill.month, personalAccount.holderSince)) {
    return { ok: false, code: 'other_holder' };
  }
  return { ok: true, bill, personalAccount, isOld: await hasNewerBill(db, bill) };
}

type WantedByGuest = Pick<WantedPayment, 'method' | 'receiptEmail'> & {
  amountKopecks: number;
  /** Of the form: sent again it is the same payment. */
  formKey: string;
};

/** Writes down what a guest wants to pay, as `startPayment` does what a resident wants. */
export async function startGuestPayment(
  deps: StartDeps,
  { bill, personalAccount }: PayableBill,
  { amountKopecks, formKey, ...chosen }: WantedByGuest,
): Promise<Started | StartFailure> {
  const gateway = deps.gateways.byMethod(chosen.method);
  if (!gateway || !deps.gateways.methods.includes(chosen.method)) {
    return { ok: false, code: 'method_unavailable' };
  }
  const { verifyCode } = bill;
  const { number: accountNumber } = personalAccount;
  const part = { accountNumber, amountKopecks };
  const wanted = { ...chosen, source: 'guest' as const, parts: [part] };
  const publicId = idOf([formKey, verifyCode, chosen.method, chosen.receiptEmail, amountKopecks]);
  return inTransaction(deps.db, (tx) =>
    writeBasket(tx, guest, {
      ...deps,
      gateway,
      wanted,
      now: deps.clock.now(),
      parts: [{ ...part, personalAccount }],
      guest: { publicId, verifyCode },
    }),
  );
}

/** As long as that of a resident's basket; the form's key is chance, so nobody finds it. */
const idOf = (facts: readonly (string | number)[]): string =>
  createHash('sha256').update(JSON.stringify(facts)).digest('base64url').slice(0, 16);
