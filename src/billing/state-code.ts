import type { BillingState } from './billing-state.ts';

/** As it is kept in `account_months.state`. */
export const encodeState = (state: BillingState): string => JSON.stringify(state);

export const decodeState = (text: string): BillingState => JSON.parse(text);
