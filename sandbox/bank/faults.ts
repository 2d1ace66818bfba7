import type { Faults } from '../control.ts';
import { createOrders } from '../orders.ts';

/** drop_answer: the line breaks after the supplier has done its part. parallel: five pays at once. */
const payFaults = ['drop_answer', 'parallel'] as const;
/** silence: the money is in the machine and the supplier hears of it from the registry alone. */
const known = ['succeed', ...payFaults, 'silence'] as const;

export type BankFaults = Faults & {
  take(): (typeof payFaults)[number] | null;
  takeSilence(): boolean;
};

export function createBankFaults(): BankFaults {
  const { faults, take } = createOrders(known);
  return {
    ...faults,
    take: () => take(payFaults),
    takeSilence: () => take(['silence']) !== null,
  };
}
