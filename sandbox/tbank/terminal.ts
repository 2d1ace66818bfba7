import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { mintSbpLink } from '../sbp-link.ts';

export const sandboxTerminal = {
  terminalKey: 'SandboxDEMO',
  password: 'sandbox-password',
} as const;

export type TbankPayment = {
  id: string;
  orderId: string;
  amount: number;
  refunded: number;
  status: 'NEW' | 'CONFIRMED' | 'REJECTED' | 'CANCELED' | 'PARTIAL_REFUNDED' | 'REFUNDED';
  errorCode: string;
  description: string;
  notificationUrl: string | null;
  returnUrl: { success: string; fail: string };
  sbpLink: string;
  isRecurrent: boolean;
  /** Of a card that is kept, once it has paid. */
  rebillId: string | null;
};

/** A refusal, with its number; HTTP says 200 all the same. */
export class TbankRefusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const receipt = z.strictObject({
  Email: z.email().optional(),
  Phone: z.string().optional(),
  Taxation: z.enum(['osn', 'usn_income', 'usn_income_outcome', 'esn', 'patent']),
  Items: z
    .array(
      z.strictObject({
        Name: z.string().min(1).max(128),
        Price: z.int().positive(),
        Quantity: z.number().positive(),
        Amount: z.int().positive(),
        Tax: z.enum([
          'none',
          'vat0',
          'vat5',
          'vat7',
          'vat10',
          'vat22',
          'vat105',
          'vat107',
          'vat110',
          'vat122',
        ]),
        PaymentMethod: z
          .enum(['full_prepayment', 'prepayment', 'advance', 'full_payment'])
          .optional(),
        PaymentObject: z.enum(['commodity', 'service', 'payment', 'another']).optional(),
      }),
    )
    .min(1)
    .max(100),
});

const signed = { TerminalKey: z.string(), Token: z.string() };

/** One of its own names is longer than it allows to others. */
const dataKey = z.union([z.string().max(20), z.literal('OperationInitiatorType')]);

const initSchema = z.strictObject({
  ...signed,
  Amount: z.int().min(100),
  OrderId: z.string().min(1).max(50),
  Description: z.string().max(140).optional(),
  CustomerKey: z.string().max(36).optional(),
  Recurrent: z.literal('Y').optional(),
  PayType: z.enum(['O', 'T']).optional(),
  Language: z.enum(['ru', 'en']).optional(),
  NotificationURL: z.url().optional(),
  SuccessURL: z.url(),
  FailURL: z.url(),
  DATA: z.record(dataKey, z.string().max(100)).optional(),
  Receipt: receipt.optional(),
});
const chargeSchema = z.strictObject({ ...signed, PaymentId: z.string(), RebillId: z.string() });
const cancelSchema = z.strictObject({
  ...signed,
  PaymentId: z.string(),
  Amount: z.int().positive().optional(),
  Receipt: receipt.optional(),
  ExternalRequestId: z.string().max(255).optional(),
});

/** What a terminal of T-Bank took and gave back; everything in memory. */
export function createTerminal() {
  const payments = new Map<string, TbankPayment>();
  const requests = new Map<string, object>();

  const find = (id: unknown): TbankPayment => {
    const payment = payments.get(String(id));
    if (!payment) throw new TbankRefusal('255', 'Платёж не найден');
    return payment;
  };
  const ofOrder = (orderId: unknown): TbankPayment[] =>
    [...payments.values()].filter((one) => one.orderId === orderId);

  return {
    find,
    ofOrder,
    all: () => [...payments.values()],
    ...payingTerminal(find),

    init(body: unknown): TbankPayment {
      const order = read(initSchema, body);
      if (ofOrder(order.OrderId).length > 0) throw new TbankRefusal('20', 'Повторный заказ');
      checkReceipt(order.Receipt, order.Amount);
      if (order.Recurrent && !order.CustomerKey) throw new TbankRefusal('9', 'CustomerKey');
      const payment: TbankPayment = {
        id: String(randomInt(1_000_000_000, 9_999_999_999)),
        orderId: order.OrderId,
        amount: order.Amount,
        refunded: 0,
        status: 'NEW',
        errorCode: '0',
        description: order.Description ?? '',
        notificationUrl: order.NotificationURL ?? null,
        returnUrl: { success: order.SuccessURL, fail: order.FailURL },
        sbpLink: mintSbpLink(order.Amount),
        isRecurrent: order.Recurrent === 'Y',
        rebillId: null,
      };
      payments.set(payment.id, payment);
      return payment;
    },

    /** Of a payment that nobody paid the end; of one that was paid, money back. */
    cancel(body: unknown): object {
      const { PaymentId, Amount, Receipt, ExternalRequestId } = read(cancelSchema, body);
      const known = ExternalRequestId && requests.get(ExternalRequestId);
      if (known) return known;
      const payment = find(PaymentId);
      const before = payment.amount - payment.refunded;
      if (payment.status === 'NEW') payment.status = 'CANCELED';
      else if (payment.status === 'CONFIRMED' || payment.status === 'PARTIAL_REFUNDED') {
        const amount = Amount ?? before;
        if (amount > before) throw new TbankRefusal('4', 'Сумма возврата больше остатка');
        // All of a payment goes back by the чек that it was paid with; a part needs one of its own.
        if (Receipt || amount < payment.amount) checkReceipt(Receipt, amount);
        payment.refunded += amount;
        const isWhole = payment.refunded === payment.amount;
        payment.status = isWhole ? 'REFUNDED' : 'PARTIAL_REFUNDED';
      } else throw new TbankRefusal('4', 'Отменить нельзя');
      const answer = {
        OrderId: payment.orderId,
        PaymentId: payment.id,
        Status: payment.status,
        OriginalAmount: before,
        NewAmount: payment.amount - payment.refunded,
      };
      if (ExternalRequestId) requests.set(ExternalRequestId, answer);
      return answer;
    },
  };
}

/** What banks of payers do. */
function payingTerminal(find: (id: unknown) => TbankPayment) {
  /** Cards that may be charged, by RebillId. */
  const cards = new Set<string>();

  /** The payer has confirmed on the page, or their bank refused. */
  function decide(payment: TbankPayment, isPaid: boolean): void {
    payment.status = isPaid ? 'CONFIRMED' : 'REJECTED';
    payment.errorCode = isPaid ? '0' : '1051';
    if (!isPaid || !payment.isRecurrent) return;
    payment.rebillId = String(randomInt(100_000_000, 999_999_999));
    cards.add(payment.rebillId);
  }

  return {
    decide,
    /**
     * What a payer let the shop keep, by a payment that was made for it. isMet: an earlier request, whose
     * answer was lost, is done as this one comes.
     */
    charge(
      body: unknown,
      bank: { isRefused: boolean; isRevoked: boolean; isMet: boolean },
    ): TbankPayment {
      const { PaymentId, RebillId } = read(chargeSchema, body);
      const payment = find(PaymentId);
      if (bank.isMet) decide(payment, true);
      if (payment.status !== 'NEW') throw new TbankRefusal('8', 'Неверный статус транзакции');
      if (bank.isRevoked) cards.delete(RebillId);
      if (!cards.has(RebillId)) throw new TbankRefusal('255', 'Карта не найдена');
      decide(payment, !bank.isRefused);
      return payment;
    },
  };
}

function checkReceipt(given: z.output<typeof receipt> | undefined, amount: number): void {
  if (!given) throw new TbankRefusal('309', 'Нет чека');
  const sum = given.Items.reduce((total, item) => total + item.Amount, 0);
  const isRight = given.Items.every((one) => one.Amount === Math.round(one.Price * one.Quantity));
  if (sum !== amount || !isRight) throw new TbankRefusal('308', 'Сумма чека не сходится');
  if (!given.Email && !given.Phone) throw new TbankRefusal('309', 'Некуда прислать чек');
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TbankRefusal('9', `${issue?.path.join('.')}: ${issue?.message}`);
}
