import { randomUUID } from 'node:crypto';
import { mintSbpLink } from '../sbp-link.ts';
import { bindingBook, type SavedMethod } from './bindings.ts';
import { summary } from './books-summary.ts';
import { Refusal } from './refusal.ts';
import { kopecksOf, type NewPayment, type NewReceipt, type NewRefund } from './requests.ts';

export const cancelReasons = [
  '3d_secure_failed',
  'call_issuer',
  'canceled_by_merchant',
  'card_expired',
  'country_forbidden',
  'deal_expired',
  'expired_on_capture',
  'expired_on_confirmation',
  'fraud_suspected',
  'general_decline',
  'identification_required',
  'insufficient_funds',
  'internal_timeout',
  'invalid_card_number',
  'invalid_csc',
  'issuer_unavailable',
  'loan_declined',
  'payment_method_limit_exceeded',
  'payment_method_restricted',
  'permission_revoked',
  'unsupported_mobile_operator',
] as const;
export type CancelReason = (typeof cancelReasons)[number];

export type Method = 'sbp' | 'bank_card' | 'sberbank' | 'tinkoff_bank' | 'yoo_money';
type Registration = 'pending' | 'succeeded' | 'canceled';

export type Payment = {
  id: string;
  status: 'pending' | 'waiting_for_capture' | 'succeeded' | 'canceled';
  kopecks: number;
  refundedKopecks: number;
  method: Method | null;
  /** Kept by this payment, or charged by it. */
  savedMethodId: string | null;
  request: NewPayment;
  sbpLink: string | null;
  createdAt: Date;
  capturedAt: Date | null;
  reason: CancelReason | null;
  receipt: Registration;
};

export type Refund = {
  id: string;
  paymentId: string;
  status: 'pending' | 'succeeded' | 'canceled';
  kopecks: number;
  createdAt: Date;
  receipt: Registration;
};

/** One that was asked for by itself, after that of its payment. */
export type Receipt = {
  id: string;
  paymentId: string;
  refundId: string | null;
  status: Registration;
  kopecks: number;
  /** By the machine's own clock: a till takes its moment. */
  madeAt: Date;
};

export type Books = ReturnType<typeof createBooks>;

const HOUR_MS = 3_600_000;

type Now = () => Date;
type Find = (id: string) => Payment;

/** What the money did, kept apart from whoever asks for it; everything in memory. */
export function createBooks(now: Now = () => new Date()) {
  const payments = new Map<string, Payment>();
  const refunds = new Map<string, Refund>();
  const receipts: Receipt[] = [];
  const savedMethods = new Map<string, SavedMethod>();

  function find(id: string): Payment {
    const payment = payments.get(id);
    if (!payment) throw new Refusal(404, 'Payment doesn’t exist', 'payment_id');
    const isWaiting = payment.status === 'pending';
    if (isWaiting && now().getTime() - payment.createdAt.getTime() > HOUR_MS) {
      cancel(payment, 'expired_on_confirmation');
    }
    return payment;
  }
  function findRefund(id: string): Refund {
    const known = refunds.get(id);
    if (!known) throw new Refusal(404, 'Refund doesn’t exist', 'refund_id');
    return known;
  }
  const all = (): Payment[] => [...payments.keys()].map(find);

  return {
    find,
    listPayments: () => all().reverse(),
    listRefunds: () => [...refunds.values()].reverse(),
    ...payingBook({ payments, savedMethods, find, now }),
    ...bindingBook(savedMethods),
    ...heldBook(find, now),
    refund: (wanted: NewRefund) => refund({ refunds, find, now }, wanted),

    findRefund,

    /** Oldest first. */
    receiptsOf: (id: string): Receipt[] =>
      receipts.filter(({ paymentId, refundId }) => (refundId ?? paymentId) === id),
    addReceipt(wanted: NewReceipt, isRefused: boolean): Receipt {
      const refund = wanted.refund_id === undefined ? null : findRefund(wanted.refund_id);
      const paymentId = refund?.paymentId ?? wanted.payment_id ?? '';
      const payment = find(paymentId);
      const kopecks = wanted.settlements.reduce((sum, one) => sum + kopecksOf(one.amount.value), 0);
      if (payment.status !== 'succeeded' || kopecks > (refund ?? payment).kopecks) {
        throw new Refusal(400, 'Receipt does not fit its payment', 'payment_id');
      }
      const status = isRefused ? 'canceled' : 'pending';
      const refundId = refund?.id ?? null;
      const made = { id: randomUUID(), paymentId, refundId, kopecks, madeAt: new Date() };
      const receipt: Receipt = { ...made, status };
      receipts.push(receipt);
      return receipt;
    },

    summary: () => ({
      ...summary(all(), [...refunds.values()]),
      receipts: receipts.map(({ id, paymentId, refundId, status, kopecks }) => ({
        id,
        paymentId,
        refundId,
        status,
        kopecks,
      })),
    }),
  };
}

function cancel(payment: Payment, reason: CancelReason): void {
  payment.status = 'canceled';
  payment.reason = reason;
}

type PayingBook = {
  payments: Map<string, Payment>;
  savedMethods: Map<string, SavedMethod>;
  find: Find;
  now: Now;
};

/** What the payer does. */
function payingBook({ payments, savedMethods, find, now }: PayingBook) {
  /** What is charged; of a payment that kept nothing its method is known and may not be. */
  const findCharged = (id: string): SavedMethod | 'not_saved' => {
    const saved = savedMethods.get(id);
    if (saved) return saved;
    if (payments.has(id)) return 'not_saved';
    throw new Refusal(400, 'Payment method doesn’t exist', 'payment_method_id');
  };
  return {
    listSavedMethods: () => [...savedMethods.values()].reverse(),
    /** The payer takes their permission back at their bank. */
    revokeMethod(id: string): boolean {
      const saved = savedMethods.get(id);
      if (saved) saved.isRevoked = true;
      return saved !== undefined;
    },
    create(request: NewPayment): Payment {
      const { payment_method_id: chargedId } = request;
      const charged = chargedId === undefined ? null : findCharged(chargedId);
      const kopecks = kopecksOf(request.amount.value);
      const chosen = request.payment_method_data?.type ?? null;
      const method = charged && charged !== 'not_saved' ? charged.method : chosen;
      const payment: Payment = {
        id: randomUUID(),
        status: 'pending',
        kopecks,
        refundedKopecks: 0,
        method,
        savedMethodId: charged && charged !== 'not_saved' ? charged.id : null,
        request,
        sbpLink: chosen === 'sbp' ? mintSbpLink(kopecks) : null,
        createdAt: now(),
        capturedAt: null,
        reason: null,
        receipt: 'pending',
      };
      payments.set(payment.id, payment);
      if (charged === 'not_saved' || charged?.isRevoked) cancel(payment, 'permission_revoked');
      return payment;
    },

    /** The payer has confirmed. False: it had come to its end before. */
    pay(id: string): boolean {
      const payment = find(id);
      if (payment.status !== 'pending') return false;
      payment.method ??= 'bank_card';
      if (payment.request.save_payment_method && payment.savedMethodId === null) {
        // As the real one: a method that is kept bears the number of its payment.
        const { id: savedId, method } = payment;
        payment.savedMethodId = savedId;
        savedMethods.set(savedId, { id: savedId, method, isRevoked: false });
      }
      payment.status = payment.request.capture ? 'succeeded' : 'waiting_for_capture';
      if (payment.request.capture) payment.capturedAt = now();
      return true;
    },

    decline(id: string, reason: CancelReason): boolean {
      const payment = find(id);
      if (payment.status !== 'pending') return false;
      cancel(payment, reason);
      return true;
    },
  };
}

/** What the shop does with money that is only held. */
function heldBook(find: Find, now: Now) {
  const findHeld = (id: string): Payment => {
    const payment = find(id);
    if (payment.status !== 'waiting_for_capture') {
      throw new Refusal(400, 'Payment isn’t waiting for capture', 'payment_id');
    }
    return payment;
  };
  return {
    capture(id: string): Payment {
      const payment = findHeld(id);
      payment.status = 'succeeded';
      payment.capturedAt = now();
      return payment;
    },
    cancelHeld(id: string): Payment {
      const payment = findHeld(id);
      cancel(payment, 'canceled_by_merchant');
      return payment;
    },
  };
}

function refund(
  { refunds, find, now }: { refunds: Map<string, Refund>; find: Find; now: Now },
  { payment_id: paymentId, amount }: NewRefund,
): Refund {
  const payment = find(paymentId);
  const kopecks = kopecksOf(amount.value);
  const rest = payment.kopecks - payment.refundedKopecks;
  if (payment.status !== 'succeeded' || kopecks < 100 || kopecks > rest) {
    throw new Refusal(400, 'Refund is more than what is left', 'amount');
  }
  payment.refundedKopecks += kopecks;
  const made: Refund = {
    id: randomUUID(),
    paymentId,
    status: 'succeeded',
    kopecks,
    createdAt: now(),
    receipt: 'pending',
  };
  refunds.set(made.id, made);
  return made;
}
