import type { Faults } from '../control.ts';
import { createOrders } from '../orders.ts';
import { type CancelReason, cancelReasons } from './books.ts';

/** Of the answer to POST /payments and POST /refunds. */
export const answerFaults = [
  'error_after_commit',
  'error_before_commit',
  'hang',
  'drop',
  'too_many_requests',
  'processing',
  'paid_before_answer',
] as const;
/** Of what follows the payer's decision. */
export const newsFaults = [
  'webhook_twice',
  'webhook_late',
  'webhook_before_return',
  'webhook_never',
] as const;
const receiptFaults = ['receipt_canceled'] as const;

export type AnswerFault = (typeof answerFaults)[number];
export type NewsFault = (typeof newsFaults)[number];

const cancels = ['cancel', ...cancelReasons.map((reason) => `cancel:${reason}` as const)] as const;

const known = ['succeed', ...answerFaults, ...newsFaults, ...receiptFaults, ...cancels] as const;

export type YookassaFaults = Faults & {
  takeAnswer(): AnswerFault | null;
  takeNews(): NewsFault | null;
  takeCancel(): CancelReason | null;
  takeReceipt(): boolean;
};

export function createFaults(): YookassaFaults {
  const { faults, take } = createOrders(known);
  return {
    ...faults,
    takeAnswer: () => take(answerFaults),
    takeNews: () => take(newsFaults),
    takeReceipt: () => take(receiptFaults) !== null,
    takeCancel() {
      const next = take(cancels);
      if (next === null) return null;
      return next === 'cancel' ? 'general_decline' : (next.slice('cancel:'.length) as CancelReason);
    },
  };
}
