import { z } from 'zod';
import type {
  GatewayBinding,
  GatewayPayment,
  GatewayReceipt,
  GatewayRefund,
  ReceiptOf,
  Told,
} from '../gateway.ts';
import { toKopecks } from './yookassa-amount.ts';

const amount = z
  .object({ value: z.string(), currency: z.literal('RUB') })
  .transform((given, ctx) => {
    const kopecks = toKopecks(given.value);
    if (kopecks !== null) return kopecks;
    ctx.addIssue({ code: 'custom', message: 'no sum' });
    return z.NEVER;
  });
const registration = z.enum(['pending', 'succeeded', 'canceled']);

const methodSchema = z.object({
  type: z.string(),
  id: z.string().min(1).max(64),
  saved: z.boolean(),
  card: z
    .object({ last4: z.string().regex(/^\d{4}$/) })
    .optional()
    .catch(undefined),
});

/** Fields and values that are not known here may come at any time, and are let pass. */
const paymentSchema = z.object({
  id: z.string().min(1).max(64),
  status: z.string(),
  amount,
  refunded_amount: amount.optional(),
  captured_at: z.coerce.date().optional(),
  confirmation: z
    .object({ confirmation_url: z.string().optional(), confirmation_data: z.string().optional() })
    .optional(),
  receipt_registration: registration.optional().catch(undefined),
  cancellation_details: z.object({ party: z.string(), reason: z.string() }).optional(),
  payment_method: methodSchema.optional().catch(undefined),
  metadata: z.object({ order_key: z.string().optional() }).optional().catch(undefined),
});

const states = {
  pending: 'pending',
  // Held, though we ask for no hold: the money has not moved.
  waiting_for_capture: 'pending',
  succeeded: 'succeeded',
  canceled: 'canceled',
} as const;

export function readPayment(told: Told<unknown>): Told<GatewayPayment> {
  if (told.kind !== 'told') return told;
  const parsed = paymentSchema.safeParse(told.value);
  if (!parsed.success) return { kind: 'unknown', why: 'unreadable' };
  const payment = parsed.data;
  // A state that nobody has told us of yet is not an end.
  const state = states[payment.status as keyof typeof states] ?? 'pending';
  const details = payment.cancellation_details;
  return {
    kind: 'told',
    value: {
      id: payment.id,
      state,
      word: payment.status.slice(0, 40),
      amountKopecks: payment.amount,
      refundedKopecks: payment.refunded_amount ?? 0,
      leftKopecks: null,
      reason: details ? details.reason.slice(0, 60) : null,
      paidAt: payment.captured_at ?? null,
      confirmation: {
        url: payment.confirmation?.confirmation_url ?? null,
        qr: payment.confirmation?.confirmation_data ?? null,
      },
      fiscal: payment.receipt_registration ?? null,
      ourKey: payment.metadata?.order_key ?? null,
      saved: savedOf(payment.payment_method),
    },
  };
}

/** Ways to pay that are not ours to offer may be chosen on its page; they are not kept. */
function savedOf(method: z.output<typeof methodSchema> | undefined) {
  if (!method?.saved) return null;
  const { id, type, card } = method;
  if (type !== 'bank_card' && type !== 'sbp') return null;
  return { id, method: type, lastDigits: card?.last4 ?? null } as const;
}

const bindingSchema = methodSchema.extend({
  status: z.string(),
  confirmation: z.object({ confirmation_url: z.string().optional() }).optional(),
  metadata: z.object({ order_key: z.string().optional() }).optional().catch(undefined),
});

export function readBinding(told: Told<unknown>): Told<GatewayBinding> {
  if (told.kind !== 'told') return told;
  const parsed = bindingSchema.safeParse(told.value);
  if (!parsed.success) return { kind: 'unknown', why: 'unreadable' };
  const { id, status, confirmation, metadata } = parsed.data;
  // A status that nobody has told us of yet is not an end.
  const state = status === 'active' || status === 'inactive' ? status : 'pending';
  return {
    kind: 'told',
    value: {
      id,
      state,
      confirmationUrl: confirmation?.confirmation_url ?? null,
      ourKey: metadata?.order_key ?? null,
      saved: state === 'active' ? savedOf(parsed.data) : null,
    },
  };
}

const listSchema = z.object({ items: z.array(z.unknown()), next_cursor: z.string().optional() });

export function readList(told: Told<unknown>): Told<z.output<typeof listSchema>> {
  if (told.kind !== 'told') return told;
  const parsed = listSchema.safeParse(told.value);
  return parsed.success
    ? { kind: 'told', value: parsed.data }
    : { kind: 'unknown', why: 'unreadable' };
}

const refundSchema = z.object({
  id: z.string().max(64),
  status: z.string(),
  amount,
  payment_id: z.string().max(64),
  receipt_registration: registration.optional().catch(undefined),
});

type PaymentRefund = GatewayRefund & { gatewayPaymentId: string };

export function readRefund(told: Told<unknown>): Told<PaymentRefund> {
  if (told.kind !== 'told') return told;
  const parsed = refundSchema.safeParse(told.value);
  if (!parsed.success) return { kind: 'unknown', why: 'unreadable' };
  const { id, status, amount: amountKopecks, payment_id: gatewayPaymentId } = parsed.data;
  const state = status === 'succeeded' || status === 'canceled' ? status : 'pending';
  const fiscal = parsed.data.receipt_registration ?? null;
  return { kind: 'told', value: { id, state, amountKopecks, gatewayPaymentId, fiscal } };
}

/** A payment is never given back in a hundred parts: СБП allows five a day, and a page holds so many. */
export function readRefunds(told: Told<unknown>): Told<GatewayRefund[]> {
  const list = readList(told);
  if (list.kind !== 'told') return list;
  const refunds: GatewayRefund[] = [];
  for (const item of list.value.items) {
    const read = readRefund({ kind: 'told', value: item });
    if (read.kind !== 'told') return { kind: 'unknown', why: 'unreadable' };
    refunds.push(read.value);
  }
  return { kind: 'told', value: refunds };
}

const receiptSchema = z.object({
  id: z.string().max(64),
  type: z.string(),
  status: registration,
  fiscal_document_number: z.string().optional(),
  fiscal_storage_number: z.string().optional(),
  fiscal_attribute: z.string().optional(),
  registered_at: z.coerce.date().optional(),
});

export function readReceipt(told: Told<unknown>): Told<GatewayReceipt> {
  if (told.kind !== 'told') return told;
  const parsed = receiptSchema.safeParse(told.value);
  if (!parsed.success) return { kind: 'unknown', why: 'unreadable' };
  const { id, status, registered_at: registeredAt, ...fiscal } = parsed.data;
  return {
    kind: 'told',
    value: {
      id,
      state: status,
      documentNumber: fiscal.fiscal_document_number ?? null,
      storageNumber: fiscal.fiscal_storage_number ?? null,
      attribute: fiscal.fiscal_attribute ?? null,
      registeredAt: registeredAt ?? null,
    },
  };
}

/** What is registered outweighs what is on its way, and that what was refused. */
const weights = ['succeeded', 'pending', 'canceled'] as const;

/** Of чеки of this kind the one that counts most. */
export function readReceipts(told: Told<unknown>, kind: ReceiptOf['kind']): Told<GatewayReceipt> {
  const list = readList(told);
  if (list.kind !== 'told') return list;
  const receipts = list.value.items.flatMap((item) => {
    if ((item as { type?: unknown } | null)?.type !== kind) return [];
    const read = readReceipt({ kind: 'told', value: item });
    return read.kind === 'told' ? [read.value] : [];
  });
  const [first] = weights.flatMap((state) => receipts.filter((one) => one.state === state));
  return first ? { kind: 'told', value: first } : { kind: 'absent' };
}

const notificationSchema = z.object({
  type: z.literal('notification'),
  event: z.string(),
  object: z.object({ id: z.string().min(1).max(64), payment_id: z.string().max(64).optional() }),
});

type Notified = { gatewayPaymentId: string | null; bindingId?: string };

/** What a notification is about; of a payment null: about something else. */
export function readNotified(body: unknown): Notified | null {
  const parsed = notificationSchema.safeParse(body);
  if (!parsed.success) return null;
  const { event, object } = parsed.data;
  if (event.startsWith('payment_method.')) return { gatewayPaymentId: null, bindingId: object.id };
  if (event.startsWith('payment.')) return { gatewayPaymentId: object.id };
  return { gatewayPaymentId: event.startsWith('refund.') ? (object.payment_id ?? null) : null };
}
