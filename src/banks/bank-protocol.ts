import { addDays, dateInZone, type PlainDate } from '#src/plain-date.ts';
import type { BankAgentTerms } from './bank-agents-store.ts';
import type { BankDeps } from './take-payment.ts';

/** An answer in the words of a protocol: to a request, or to say that nothing is known now. */
export type Protocol = {
  answer(deps: BankDeps, terms: BankAgentTerms, fields: Fields): Promise<string>;
  temporary(fields: Fields): string;
};
export type Fields = Readonly<Record<string, string>>;

/** Clocks of other zones are a day ahead at most. */
export const isTooLate = (paidOn: PlainDate, { clock, supplier }: BankDeps): boolean =>
  paidOn > addDays(dateInZone(clock.now(), supplier.timeZone), 1);
