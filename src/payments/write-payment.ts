import { randomUUID } from 'node:crypto';
import { findBalances } from '#src/billing/entries-store.ts';
import type { PayMethod } from '#src/config-gateways.ts';
import type { Tx } from '#src/db/database.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone, firstDayOfMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Payer } from './baskets-store.ts';
import type { Gateway, PaymentOrder } from './gateway.ts';
import { addGatewayPayment } from './gateway-payments-store.ts';
import { orderText, purposeText, receiptLineText } from './payments.ru.ts';
import { addPayment, type NewPart } from './payments-store.ts';
import { type PenaltyWish, penaltyPart, splitForReceipt } from './receipt-lines.ts';

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
  /** The payer let us keep their way to pay. */
  isToBeSaved: boolean;
  /** The gateway's own name of one that is kept and is charged now. */
  savedMethodId: string | null;
  personalAccount: Pick<PersonalAccount, 'personalAccountId' | 'number' | 'unifiedNumber'>;
  amountKopecks: number;
  penaltyKopecks?: PenaltyWish;
  now: Date;
};

/** One payment of one account, with its key and all that will be sent; nothing is sent yet. */
export async function writePayment(tx: Tx, payer: Payer, wanted: PaymentToWrite): Promise<number> {
  const { gateway, amountKopecks, now, basketId, method } = wanted;
  const { personalAccountId, number, unifiedNumber } = wanted.personalAccount;
  const [owed = null] = await findBalances(tx, payer, [personalAccountId]);
  const penaltyKopecks = penaltyPart(amountKopecks, owed, wanted.penaltyKopecks);
  const paymentId = await addPayment(tx, payer, {
    channel: 'gateway',
    means: method === 'sbp' ? 'sbp' : 'card',
    amountKopecks,
    parts: partsOf({ personalAccountId, amountKopecks, penaltyKopecks }),
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
    returnUrl: wanted.url + statePage(payer, wanted.publicId),
    customerId: payer.kind === 'resident' ? `u-${payer.userId}` : `g-${wanted.publicId}`,
    receiptEmail: wanted.receiptEmail,
    receiptLines: splitForReceipt({ amountKopecks, penaltyKopecks }, owed).map((line) => ({
      ...line,
      description: receiptLineText(line.kind, number),
    })),
    ...whose,
    period,
  };
  await addGatewayPayment(tx, payer, {
    paymentId,
    gateway: gateway.name,
    idempotenceKey: order.idempotenceKey,
    request: gateway.compose(order),
    askAfter: new Date(now.getTime() + SEND_WITHIN_MS),
  });
  return paymentId;
}

const statePage = ({ kind }: Payer, paymentId: string): string =>
  href(kind === 'resident' ? 'paymentState' : 'guestPaymentState', { paymentId });

/** What is for penalties is a part of its own: the payer chose it, or nothing else was owed. */
function partsOf(sum: {
  personalAccountId: number;
  amountKopecks: number;
  penaltyKopecks: number;
}): NewPart[] {
  const { personalAccountId, amountKopecks, penaltyKopecks } = sum;
  const parts = [
    { personalAccountId, amountKopecks: amountKopecks - penaltyKopecks },
    { personalAccountId, amountKopecks: penaltyKopecks, isPenalty: true },
  ];
  return parts.filter((part) => part.amountKopecks > 0);
}
