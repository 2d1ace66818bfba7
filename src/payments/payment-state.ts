import type { HeardFromColumn, PaymentStateColumn } from '#src/db/schema/payments.ts';

/**
 * created: written, nobody told of it. unknown: a gateway was told and has not answered. pending: it
 * waits for the payer. unidentified: the money came, whose it is nobody knows.
 */
export type PaymentState = PaymentStateColumn;
/** How a state came to be known. */
export type HeardFrom = HeardFromColumn;

export const paymentStates = [
  'created',
  'unknown',
  'pending',
  'succeeded',
  'canceled',
  'unidentified',
  'returned',
  'reversed',
] as const satisfies readonly PaymentState[];

/**
 * What may become of a payment. Money that came is never told away: `canceled` gives in to a gateway
 * that has taken the money after all, and what stands in the ledger leaves it by an opposite entry.
 */
const nextStates = {
  created: ['unknown', 'pending', 'succeeded', 'canceled', 'unidentified'],
  unknown: ['pending', 'succeeded', 'canceled'],
  pending: ['succeeded', 'canceled'],
  succeeded: ['reversed'],
  canceled: ['succeeded'],
  unidentified: ['succeeded', 'returned'],
  returned: [],
  reversed: [],
} as const satisfies Record<PaymentState, readonly PaymentState[]>;

/** move: it becomes so. stay: it is so, or more is known already. refuse: that cannot be. */
export type StateChange = 'move' | 'stay' | 'refuse';

/**
 * News come twice and in any order: what says less than is known changes nothing. Only money that is
 * said to be gone again is a contradiction that people must see.
 */
export function judgeChange(from: PaymentState, to: PaymentState): StateChange {
  if (from === to) return 'stay';
  const legal: readonly PaymentState[] = nextStates[from];
  if (legal.includes(to)) return 'move';
  const isOlderNews = to === 'created' || to === 'unknown' || to === 'pending';
  // A storno is our own deed: that the money had come is no news after it.
  const isKnown = to === 'succeeded' && (from === 'reversed' || from === 'returned');
  return isOlderNews || isKnown ? 'stay' : 'refuse';
}

/** Whether the gateway will still say something else about it. */
export const isFinal = (state: PaymentState): boolean =>
  state !== 'created' && state !== 'unknown' && state !== 'pending';
