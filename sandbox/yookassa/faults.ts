import type { Faults } from '../control.ts';
import { type CancelReason, cancelReasons } from './books.ts';

/** Of the answer to POST /payments and POST /refunds. */
const answerFaults = [
  'error_after_commit',
  'error_before_commit',
  'hang',
  'drop',
  'too_many_requests',
  'processing',
  'paid_before_answer',
] as const;
/** Of what follows the payer's decision. */
const newsFaults = [
  'webhook_twice',
  'webhook_late',
  'webhook_before_return',
  'webhook_never',
] as const;
const receiptFaults = ['receipt_canceled'] as const;

export type AnswerFault = (typeof answerFaults)[number];
export type NewsFault = (typeof newsFaults)[number];

const cancels = ['cancel', ...cancelReasons.map((reason) => `cancel:${reason}` as const)] as const;

type Next =
  | 'succeed'
  | AnswerFault
  | NewsFault
  | (typeof receiptFaults)[number]
  | (typeof cancels)[number];

const known: readonly Next[] = [
  'succeed',
  ...answerFaults,
  ...newsFaults,
  ...receiptFaults,
  ...cancels,
];

export type YookassaFaults = Faults & {
  takeAnswer(): AnswerFault | null;
  takeNews(): NewsFault | null;
  takeCancel(): CancelReason | null;
  takeReceipt(): boolean;
};

/** Each is taken by the first request that it fits. */
export function createFaults(): YookassaFaults {
  let orders: { next: Next; times: number }[] = [];

  function take<T extends Next>(fits: (next: Next) => next is T): T | null {
    const order = orders.find(({ next }) => fits(next));
    if (!order) return null;
    order.times -= 1;
    if (order.times === 0) orders = orders.filter((other) => other !== order);
    return order.next as T;
  }

  const oneOf =
    <T extends Next>(list: readonly T[]) =>
    (next: Next): next is T =>
      (list as readonly Next[]).includes(next);

  return {
    known,
    order(next, { times }) {
      if (next === 'succeed') orders = [];
      else orders.push({ next: next as Next, times });
    },
    takeAnswer: () => take(oneOf(answerFaults)),
    takeNews: () => take(oneOf(newsFaults)),
    takeReceipt: () => take(oneOf(receiptFaults)) !== null,
    takeCancel() {
      const next = take(oneOf(cancels));
      if (next === null) return null;
      return next === 'cancel' ? 'general_decline' : (next.slice('cancel:'.length) as CancelReason);
    },
  };
}
