import type { GatewayPayment } from '../gateway.ts';

type State = GatewayPayment['state'];

/** What its statuses say of the money. What is not here is on its way: no new word is an end. */
const states: Readonly<Record<string, State>> = {
  CONFIRMED: 'succeeded',
  REFUNDING: 'succeeded',
  ASYNC_REFUNDING: 'succeeded',
  PARTIAL_REFUNDED: 'succeeded',
  REFUNDED: 'succeeded',
  REJECTED: 'canceled',
  CANCELED: 'canceled',
  DEADLINE_EXPIRED: 'canceled',
  REVERSED: 'canceled',
};

/** AUTH_FAIL is not the end: the payer has three tries. AUTHORIZED is held, and CONFIRMED follows. */
export const stateOfStatus = (status: string): State => states[status] ?? 'pending';

const reasons: Readonly<Record<string, string>> = {
  REJECTED: 'general_decline',
  CANCELED: 'canceled_by_merchant',
  DEADLINE_EXPIRED: 'expired_on_confirmation',
  REVERSED: 'canceled_by_merchant',
};

/** In the words that pages have sentences for; its own code where it tells one. */
export function reasonOfStatus(status: string, errorCode: string): string | null {
  if (stateOfStatus(status) !== 'canceled') return null;
  if (errorCode === '1051' || errorCode === '103') return 'insufficient_funds';
  return reasons[status] ?? status.toLowerCase();
}
