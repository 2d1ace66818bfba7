import { z } from 'zod';
import { Refusal } from './refusal.ts';

/** A string of roubles with two decimals; a number is refused, as the real one does. */
const value = z.string().regex(/^\d{1,12}\.\d{2}$/, 'Incorrect amount value format');
const amount = z.strictObject({ value, currency: z.literal('RUB') });

const confirmation = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('redirect'),
    return_url: z.url(),
    enforce: z.boolean().optional(),
    locale: z.enum(['ru_RU', 'en_US']).optional(),
  }),
  z.strictObject({ type: z.literal('qr'), return_url: z.url().optional() }),
]);

const receiptItem = z.strictObject({
  description: z.string().min(1).max(128),
  quantity: z.number().positive(),
  amount,
  vat_code: z.int().min(1).max(12),
  measure: z.enum(['piece', 'cubic_meter', 'another']).optional(),
  payment_subject: z.enum(['commodity', 'service', 'payment', 'another']).optional(),
  payment_mode: z.enum(['full_prepayment', 'full_payment']).optional(),
});

const receipt = z.strictObject({
  customer: z.strictObject({
    full_name: z.string().optional(),
    inn: z.string().optional(),
    email: z.email().optional(),
    phone: z.string().optional(),
  }),
  items: z.array(receiptItem).min(1).max(80),
  tax_system_code: z.int().min(1).max(6).optional(),
  internet: z.boolean().optional(),
  timezone: z.int().optional(),
});

const purpose = z.string().min(1).max(210);

const paymentOrder = z
  .strictObject({
    type: z.literal('utilities'),
    amount,
    payment_purpose: purpose,
    recipient: z.strictObject({
      name: z.string().min(1),
      inn: z.string().regex(/^(?!00)\d{10}$/),
      kpp: z.string().regex(/^\d{9}$/),
      bank: z.strictObject({
        name: z.string().min(1).max(45),
        bic: z.string().regex(/^\d{9}$/),
        account: z.string().regex(/^\d{20}$/),
        correspondent_account: z.string().regex(/^\d{20}$/),
      }),
    }),
    kbk: z
      .string()
      .regex(/^(\d{20}|0)$/)
      .optional(),
    oktmo: z
      .string()
      .regex(/^(\d{8}|0)$/)
      .optional(),
    payment_period: z
      .strictObject({ month: z.int().min(1).max(12), year: z.int().min(1920).max(2050) })
      .optional(),
    payment_document_id: z.string().length(18).optional(),
    payment_document_number: z.string().min(1).max(30).optional(),
    account_number: z.string().min(1).max(30).optional(),
    unified_account_number: z.string().length(10).optional(),
    service_id: z.string().length(13).optional(),
  })
  .refine(
    (order) =>
      order.payment_document_id ||
      order.payment_document_number ||
      order.account_number ||
      order.unified_account_number ||
      order.service_id,
    'One of payment_document_id, payment_document_number, account_number, unified_account_number, service_id is required',
  );

const metadata = z
  .record(z.string().max(32), z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= 16, 'Too many metadata keys')
  .optional();

const newPayment = z.strictObject({
  amount,
  capture: z.boolean().default(false),
  confirmation: confirmation.optional(),
  payment_method_data: z
    .strictObject({ type: z.enum(['bank_card', 'sbp', 'sberbank', 'tinkoff_bank', 'yoo_money']) })
    .optional(),
  payment_method_id: z.string().optional(),
  save_payment_method: z.boolean().optional(),
  description: z.string().max(128).optional(),
  metadata,
  merchant_customer_id: z.string().max(200).optional(),
  client_ip: z.string().optional(),
  receipt: receipt.optional(),
  payment_order: paymentOrder.optional(),
});
export type NewPayment = z.output<typeof newPayment>;

/** What is kept without a payment. */
const newBinding = z.strictObject({
  type: z.enum(['bank_card', 'sbp']),
  holder: z.strictObject({ gateway_id: z.string() }).optional(),
  client_ip: z.string().optional(),
  confirmation: z.strictObject({
    type: z.literal('redirect'),
    return_url: z.url(),
    enforce: z.boolean().optional(),
    locale: z.enum(['ru_RU', 'en_US']).optional(),
  }),
  metadata,
});
export type NewBinding = z.output<typeof newBinding>;

const newRefund = z.strictObject({
  payment_id: z.string(),
  amount,
  description: z.string().max(250).optional(),
  receipt: receipt.optional(),
});
export type NewRefund = z.output<typeof newRefund>;

/** Of the checks by the till only what the gateway itself looks at. */
const newReceipt = z.strictObject({
  type: z.enum(['payment', 'refund']),
  payment_id: z.string().optional(),
  refund_id: z.string().optional(),
  customer: receipt.shape.customer,
  items: receipt.shape.items,
  send: z.literal(true),
  internet: z.boolean().optional(),
  tax_system_code: z.int().min(1).max(6).optional(),
  settlements: z
    .array(
      z.strictObject({
        type: z.enum(['cashless', 'prepayment', 'postpayment', 'consideration']),
        amount,
      }),
    )
    .min(1),
});
export type NewReceipt = z.output<typeof newReceipt>;

export function readNewReceipt(body: unknown): NewReceipt {
  const wanted = read(newReceipt, body);
  const [named, other] =
    wanted.type === 'refund'
      ? [wanted.refund_id, wanted.payment_id]
      : [wanted.payment_id, wanted.refund_id];
  if (!named || other) throw new Refusal(400, 'Receipt names what it is of', `${wanted.type}_id`);
  const settled = wanted.settlements.reduce((sum, one) => sum + kopecksOf(one.amount.value), 0);
  checkReceipt({ customer: wanted.customer, items: wanted.items }, settled);
  return wanted;
}

const SBP_MAX_KOPECKS = 70_000_000;

/** A shop for housing and utilities: each payment carries its order to a bank. */
export function readNewPayment(body: unknown): NewPayment {
  const payment = read(newPayment, body);
  const kopecks = kopecksOf(payment.amount.value);
  if (kopecks < 100) throw new Refusal(400, 'Amount is too small', 'amount.value');
  if (!payment.payment_order) {
    throw new Refusal(400, 'Payment order is required for utility payments', 'payment_order');
  }
  if (kopecksOf(payment.payment_order.amount.value) !== kopecks) {
    throw new Refusal(400, 'Payment order amount differs', 'payment_order.amount');
  }
  checkReceipt(payment.receipt, kopecks);
  if (payment.payment_method_id && payment.confirmation) {
    throw new Refusal(400, 'A saved method needs no confirmation', 'confirmation');
  }
  if (!payment.payment_method_id && !payment.confirmation) {
    throw new Refusal(400, 'Confirmation is required', 'confirmation');
  }
  if (payment.payment_method_id && (payment.payment_method_data || payment.save_payment_method)) {
    throw new Refusal(400, 'A saved method needs no other one', 'payment_method_id');
  }
  const isSbp = payment.payment_method_data?.type === 'sbp';
  if (payment.confirmation?.type === 'qr' && !isSbp) {
    throw new Refusal(400, 'A QR code is for SBP only', 'confirmation.type');
  }
  if (isSbp && kopecks > SBP_MAX_KOPECKS) {
    throw new Refusal(400, 'Payment method limit exceeded', 'amount.value');
  }
  return payment;
}

export const readNewBinding = (body: unknown): NewBinding => read(newBinding, body);

export function readNewRefund(body: unknown): NewRefund {
  const refund = read(newRefund, body);
  checkReceipt(refund.receipt, kopecksOf(refund.amount.value));
  return refund;
}

function checkReceipt(given: NewPayment['receipt'], kopecks: number): void {
  if (!given) throw new Refusal(400, 'Receipt is missing or illegal', 'receipt');
  const { customer, items } = given;
  const sum = items.reduce(
    (total, item) => total + Math.round(kopecksOf(item.amount.value) * item.quantity),
    0,
  );
  if (sum !== kopecks || !(customer.email || customer.phone)) {
    throw new Refusal(400, 'Receipt is missing or illegal', 'receipt');
  }
}

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal(400, issue?.message ?? 'Bad request', issue?.path.join('.') || undefined);
}

export const kopecksOf = (text: string): number => Number(text.replace('.', ''));
export const roublesOf = (kopecks: number): string =>
  `${Math.floor(kopecks / 100)}.${String(kopecks % 100).padStart(2, '0')}`;
export const money = (kopecks: number) => ({ value: roublesOf(kopecks), currency: 'RUB' });
