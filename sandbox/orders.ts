import type { Faults } from './control.ts';

/** What was ordered to go wrong: each order is taken by the first request that it fits. */
export function createOrders<Next extends string>(known: readonly Next[]) {
  let orders: { next: Next; times: number }[] = [];
  const taken: Record<string, number> = {};
  const faults: Faults = {
    known,
    taken: () => ({ ...taken }),
    order(next, { times }) {
      if (next === 'succeed') orders = [];
      else orders.push({ next: next as Next, times });
    },
  };
  function take<T extends Next>(names: readonly T[]): T | null {
    const order = orders.find(({ next }) => (names as readonly Next[]).includes(next));
    if (!order) return null;
    order.times -= 1;
    taken[order.next] = (taken[order.next] ?? 0) + 1;
    if (order.times === 0) orders = orders.filter((other) => other !== order);
    return order.next as T;
  }
  return { faults, take };
}
