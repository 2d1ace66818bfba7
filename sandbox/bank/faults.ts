import type { Faults } from '../control.ts';

/** drop_answer: the line breaks after the supplier has done its part. parallel: five pays at once. */
const payFaults = ['drop_answer', 'parallel'] as const;
/** silence: the money is in the machine and the supplier hears of it from the registry alone. */
const known = ['succeed', ...payFaults, 'silence'] as const;

export type BankFaults = Faults & {
  take(): (typeof payFaults)[number] | null;
  takeSilence(): boolean;
};

export function createBankFaults(): BankFaults {
  let orders: { next: string; times: number }[] = [];
  function takeOne(fits: readonly string[]): string | null {
    const order = orders.find(({ next }) => fits.includes(next));
    if (!order) return null;
    order.times -= 1;
    if (order.times === 0) orders = orders.filter((other) => other !== order);
    return order.next;
  }
  return {
    known,
    order(next, { times }) {
      if (next === 'succeed') orders = [];
      else orders.push({ next, times });
    },
    take: () => takeOne(payFaults) as (typeof payFaults)[number] | null,
    takeSilence: () => takeOne(['silence']) !== null,
  };
}
