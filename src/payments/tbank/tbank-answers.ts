import { z } from 'zod';
import type { GatewayPayment, GatewaySavedMethod, Told } from '../gateway.ts';
import type { TbankAnswer } from './tbank-client.ts';
import { reasonOfStatus, stateOfStatus } from './tbank-status.ts';

export const NOT_FOUND: ReadonlySet<string> = new Set(['255', '7']);

const savedSchema = z.object({
  RebillId: z.coerce.string().regex(/^\d{1,20}$/),
  Pan: z.string().optional(),
});

/** Its number for a card that it keeps, and the end of the card's, wherever they are told. */
export function readSaved(body: unknown): GatewaySavedMethod | null {
  const parsed = savedSchema.safeParse(body);
  if (!parsed.success) return null;
  const { RebillId: id, Pan } = parsed.data;
  return { id, method: 'bank_card', lastDigits: /(\d{4})$/.exec(Pan ?? '')?.[1] ?? null };
}

const paymentSchema = z.object({
  PaymentId: z.coerce.string().min(1).max(20),
  OrderId: z.string(),
  Status: z.string().max(40),
  Amount: z.coerce.number().int(),
  PaymentURL: z.string().optional(),
});

export function readAnswer(answer: Told<TbankAnswer>): Told<GatewayPayment> {
  if (answer.kind !== 'told') return answer;
  const { Success: isDone, ErrorCode: code } = answer.value;
  if (NOT_FOUND.has(code)) return { kind: 'absent' };
  const parsed = paymentSchema.safeParse(answer.value);
  if (!parsed.success) {
    return isDone ? { kind: 'unknown', why: 'unreadable' } : { kind: 'refused', code };
  }
  const { PaymentId, OrderId, Status, Amount, PaymentURL } = parsed.data;
  // A payment that was refused is told with Success false and its status.
  if (!isDone && stateOfStatus(Status) !== 'canceled') return { kind: 'refused', code };
  return {
    kind: 'told',
    value: {
      id: PaymentId,
      state: stateOfStatus(Status),
      word: Status,
      amountKopecks: Amount,
      refundedKopecks: 0,
      leftKopecks: leftOf(Status, Amount),
      reason: reasonOfStatus(Status, code),
      // Its answers carry no time: the day is that on which we learn of it.
      paidAt: null,
      confirmation: { url: PaymentURL ?? null, qr: null },
      fiscal: null,
      ourKey: OrderId,
      saved: readSaved(answer.value),
    },
  };
}

/**
 * Once money went back its sum is what is left, as `NewAmount` of a `Cancel`; of all that went back it
 * tells either nothing or the whole sum.
 */
function leftOf(status: string, amountKopecks: number): number | null {
  if (status === 'REFUNDED') return 0;
  return status === 'PARTIAL_REFUNDED' ? amountKopecks : null;
}
