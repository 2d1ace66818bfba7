import type { Basket, BasketPayment } from './baskets-store.ts';
import { isFinal } from './payment-state.ts';

/**
 * How a basket stands. waiting: the payer has something to confirm. asking: a gateway has not said
 * what became of it. partly: of several some are paid and the others will not be.
 */
export type BasketState = 'paid' | 'waiting' | 'asking' | 'failed' | 'partly';

/** States of its payments, whose order is that of the payer's way. */
export function basketState({
  payments,
  source,
}: Pick<Basket, 'payments' | 'source'>): BasketState {
  if (payments.every(isPaid)) return 'paid';
  // A charge of a kept way to pay waits for its bank, and for nobody else.
  const isTheirs = source !== 'autopay';
  if (isTheirs && payments.some(({ state }) => state === 'pending')) return 'waiting';
  if (payments.some(({ state }) => !isFinal(state))) return 'asking';
  return payments.some(isPaid) ? 'partly' : 'failed';
}

export const isPaid = ({ state }: Pick<BasketPayment, 'state'>): boolean => state === 'succeeded';

/** The one to be confirmed now. */
export const nextToConfirm = ({ payments }: Basket): BasketPayment | null =>
  payments.find(({ state }) => state === 'pending') ?? null;

export const sumOf = (payments: readonly { amountKopecks: number }[]): number =>
  payments.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);
