import { z } from 'zod';
import type { TbankConfig } from '#src/config-gateways.ts';
import { isFrom, networkList } from '#src/http/networks.ts';
import type {
  Gateway,
  GatewayPayment,
  GatewayRefund,
  NotificationRead,
  NotificationSource,
  Told,
  WrittenRequest,
} from '../gateway.ts';
import { NOT_FOUND, readAnswer, readSaved } from './tbank-answers.ts';
import { chargeOnce, ENDED, endUncharged } from './tbank-charge.ts';
import { createTbankClient, type TbankClient } from './tbank-client.ts';
import { composeCancel, composeInit } from './tbank-request.ts';
import { hasToken } from './tbank-token.ts';

/** An order's number is taken for ever: a repeat makes no second payment, however late. */
const KEY_LIFETIME_MS = 10 * 365 * 86_400_000;
const REPEATED_ORDER = '20';
/** Of all calls that make a payment: less than others wait until they take it for lost (ask-gateway). */
const MAKING_MS = 50_000;

type Deps = { settings: TbankConfig; makingMs?: number };

/** T-Bank, acquiring v2: signed bodies, kopecks, and 200 over every refusal. */
export function createTbank({ settings, makingMs = MAKING_MS }: Deps): Gateway {
  const client = createTbankClient(settings);
  const networks = networkList(settings.networks);
  return {
    name: 'tbank',
    methods: ['bank_card', 'sbp'],
    savableMethods: ['bank_card'],
    // A card is bound there by a page of its own, that this adapter does not speak to.
    bindableMethods: [],
    limits: { leastKopecks: 100, mostKopecks: 70_000_000 },
    isOneAccountEach: true,
    checkoutOrigins: settings.checkoutOrigins,
    keyLifetimeMs: KEY_LIFETIME_MS,
    compose: (order) => composeInit(order, settings.taxation),
    create: (written) =>
      create(createTbankClient(settings, AbortSignal.timeout(makingMs)), written),
    async find(id) {
      return readAnswer(await client.call('GetState', { PaymentId: id }));
    },
    search: (written) => findByOrder(client, written),
    composeBinding: () => '',
    bind: async () => ({ kind: 'absent' }),
    findBinding: async () => ({ kind: 'absent' }),
    composeRefund: (order) => composeCancel(order, settings.taxation),
    refund: (written) => refund(client, written),
    // A refund has no number of its own there: it is known by asking for it again.
    findRefund: async () => ({ kind: 'absent' }),
    lists: null,
    listRefunds: async () => ({ kind: 'absent' }),
    findReceipt: async () => ({ kind: 'absent' }),
    secondReceipts: null,
    readNotification: (source) =>
      isFrom(networks, source.ip)
        ? readNotified(source, settings)
        : { ok: false, code: 'not_from_gateway' },
  };
}

async function create(client: TbankClient, written: WrittenRequest): Promise<Told<GatewayPayment>> {
  const { RebillId: rebillId, ...request } = JSON.parse(written.request) as InitRequest;
  const answer = await client.call('Init', request);
  const isRepeated = answer.kind === 'told' && answer.value.ErrorCode === REPEATED_ORDER;
  const payment = isRepeated ? await findByOrder(client, written) : readAnswer(answer);
  if (payment.kind !== 'told') return payment;
  if (rebillId !== undefined) {
    return chargeOnce(client, { paymentId: payment.value.id, rebillId });
  }
  if (isRepeated) return takeUp(client, payment);
  return request.DATA?.method === 'sbp' ? withSbpLink(client, payment) : payment;
}

/** As it was written down: of a charge with the number of the card that is kept. */
type InitRequest = Record<string, unknown> & { RebillId?: string; DATA?: { method?: string } };
type ToldPayment = Extract<Told<GatewayPayment>, { kind: 'told' }>;

async function withSbpLink(client: TbankClient, payment: ToldPayment): Promise<ToldPayment> {
  const qr = await client.call('GetQr', { PaymentId: payment.value.id, DataType: 'PAYLOAD' });
  const link = qr.kind === 'told' && qr.value.Success ? String(qr.value.Data) : null;
  const { confirmation } = payment.value;
  return { ...payment, value: { ...payment.value, confirmation: { ...confirmation, qr: link } } };
}

/**
 * It was made before, and the answer was lost with the address of its page, which is told once. Nobody
 * can have paid: it is cancelled, and the payer begins anew. Whatever else became of it is told.
 */
async function takeUp(client: TbankClient, found: ToldPayment): Promise<Told<GatewayPayment>> {
  if (found.value.word !== 'NEW') return found;
  const told = await endUncharged(client, found.value.id);
  if (told.kind !== 'told' || told.value.word !== ENDED) return told;
  return { ...told, value: { ...told.value, reason: 'never_arrived' } };
}

const orderSchema = z.object({
  Payments: z.array(
    z.object({
      PaymentId: z.coerce.string(),
      Status: z.string(),
      Amount: z.coerce.number().int(),
    }),
  ),
});

async function findByOrder(
  client: TbankClient,
  { idempotenceKey }: WrittenRequest,
): Promise<Told<GatewayPayment>> {
  const answer = await client.call('CheckOrder', { OrderId: idempotenceKey });
  if (answer.kind !== 'told') return answer;
  if (NOT_FOUND.has(answer.value.ErrorCode)) return { kind: 'absent' };
  const parsed = orderSchema.safeParse(answer.value);
  const last = parsed.success ? parsed.data.Payments.at(-1) : undefined;
  if (!last) return { kind: 'unknown', why: 'unreadable' };
  return readAnswer(await client.call('GetState', { PaymentId: last.PaymentId }));
}

const GIVEN_BACK = new Set(['REFUNDED', 'PARTIAL_REFUNDED', 'REVERSED', 'PARTIAL_REVERSED']);

async function refund(
  client: TbankClient,
  { request, idempotenceKey }: WrittenRequest,
): Promise<Told<GatewayRefund>> {
  const body = JSON.parse(request) as { Amount: number };
  const answer = await client.call('Cancel', { ...body, ExternalRequestId: idempotenceKey });
  if (answer.kind !== 'told') return answer;
  const { Success: isDone, ErrorCode, Status } = answer.value;
  if (!isDone) return { kind: 'refused', code: ErrorCode };
  // Not done yet: asked again, the same request tells how it stands.
  if (!GIVEN_BACK.has(String(Status))) return { kind: 'unknown', why: 'processing' };
  const { Amount: amountKopecks } = body;
  const value = { id: idempotenceKey, state: 'succeeded', amountKopecks, fiscal: null } as const;
  return { kind: 'told', value };
}

const notificationSchema = z.looseObject({
  TerminalKey: z.string(),
  OrderId: z.string(),
  PaymentId: z.coerce.string().min(1).max(20),
  Token: z.string(),
});

/** Its signature is over every root value that came, known or not; the answer is this very word. */
function readNotified(
  { body }: NotificationSource,
  { terminalKey, password }: TbankConfig,
): NotificationRead {
  const parsed = notificationSchema.safeParse(body);
  if (!parsed.success) return { ok: false, code: 'unreadable' };
  const isOurs = parsed.data.TerminalKey === terminalKey;
  if (!isOurs || !hasToken(body as Record<string, unknown>, password)) {
    return { ok: false, code: 'not_from_gateway' };
  }
  // The signature is over this number too, and no later question is sure to tell it.
  const saved = readSaved(parsed.data);
  return { ok: true, gatewayPaymentId: parsed.data.PaymentId, answer: 'OK', saved };
}
