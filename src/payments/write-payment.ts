import { randomUUID } from 'node:crypto';
import type { Resident } from '#src/actor.ts';
import { findBalances } from '#src/billing/entries-store.ts';
import type { PayMethod } from '#src/config-gateways.ts';
import type { Tx } from '#src/db/database.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone, firstDayOfMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Gateway, PaymentOrder } from './gateway.ts';
import { addGatewayPayment } from './gateway-payments-store.ts';
import { orderText, purposeText, receiptLineText } from './payments.ru.ts';
import { addPayment } from './payments-store.ts';
import { splitForReceipt } from './receipt-lines.ts';

/** Whoever wrote it down sends it at once; after this the worker does it for them. */
const SEND_WITHIN_MS = 60_000;

export type PaymentToWrite = {
  gateway: Gateway;
  supplier: SupplierProfile;
  /** The site's own address. */
  url: string;
  basketId: number;
  publicId: string;
  method: PayMethod;
  receiptEmail: string;
  isToBeSaved: boolean;
  savedMethodId: string | null;
  personalAccount: Pick<PersonalAccount, 'personalAccountId' | 'number' | 'unifiedNumber'>;
  amountKopecks: number;
  now: Date;
};

/** One payment of one account, with its key and all that will be sent; nothing is sent yet. */
export async function writePayment(
  tx: Tx,
  actor: Resident,
  wanted: PaymentToWrite,
): Promise<number> {
  const { gateway, amountKopecks, now, basketId, method } = wanted;
  const { personalAccountId, number, unifiedNumber } = wanted.personalAccount;
  const [owed = null] = await findBalances(tx, actor, [personalAccountId]);
  const paymentId = await addPayment(tx, actor, {
    channel: 'gateway',
    means: method === 'sbp' ? 'sbp' : 'card',
    amountKopecks,
    parts: [{ personalAccountId, amountKopecks }],
    basketId,
    createdAt: now,
  });
  if (paymentId === null) throw new Error('a payment without an agent is new');
  const today = dateInZone(now, wanted.supplier.timeZone);
  const period = owed?.lastMonth ?? firstDayOfMonth(today);
  const whose = { accountNumber: number, unifiedNumber };
  const order: PaymentOrder = {
    paymentId,
    idempotenceKey: randomUUID(),
    method,
    isToBeSaved: wanted.isToBeSaved,
    savedMethodId: wanted.savedMethodId,
    amountKopecks,
    description: orderText(number),
    purpose: purposeText(whose, period),
    returnUrl: wanted.url + href('paymentState', { paymentId: wanted.publicId }),
    customerId: `u-${actor.userId}`,
    receiptEmail: wanted.receiptEmail,
    receiptLines: splitForReceipt(amountKopecks, owed).map((line) => ({
      ...line,
      description: receiptLineText(line.kind, number),
    })),
    ...whose,
    period,
  };
  await addGatewayPayment(tx, actor, {
    paymentId,
    gateway: gateway.name,
    idempotenceKey: order.idempotenceKey,
    request: gateway.compose(order),
    askAfter: new Date(now.getTime() + SEND_WITHIN_MS),
  });
  return paymentId;
}
