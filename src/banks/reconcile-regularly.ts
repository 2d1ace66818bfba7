import { system } from '#src/actor.ts';
import { errorForLog } from '#src/jobs/error-for-log.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import { createGateways } from '#src/payments/gateways.ts';
import { addDays, dateInZone, type PlainDate } from '#src/plain-date.ts';
import { listComparisons } from './comparisons-store.ts';
import {
  type ReconcileDeps,
  reconcileBanks,
  reconcileGateway,
  sourceOfGateway,
} from './reconcile.ts';

/** Days that banks still send something about, and that refunds are looked for in. */
const LOOKS_BACK_DAYS = 7;

/** Those days, oldest first, without today: its books are still being written. */
function recentDays({ clock, supplier }: ReconcileDeps): PlainDate[] {
  const today = dateInZone(clock.now(), supplier.timeZone);
  return Array.from({ length: LOOKS_BACK_DAYS }, (_, index) =>
    addDays(today, index - LOOKS_BACK_DAYS),
  );
}

/** One day, or one gateway, that cannot be compared keeps no other from it: its turn comes again. */
async function apart({ log }: ReconcileDeps, about: object, work: () => Promise<unknown>) {
  try {
    await work();
  } catch (error) {
    log.error({ err: errorForLog(error), ...about }, 'books could not be compared');
  }
}

/** Each hour: a registry that comes late mends what was found without it. */
export const reconcileRegularly = (deps: ReconcileDeps): Recurring => ({
  name: 'reconcile-books',
  everySeconds: 3_600,
  async run() {
    for (const day of recentDays(deps)) {
      await apart(deps, { day }, () => reconcileBanks(deps, day));
    }
  },
});

/** Each night, once for each of the days; a gateway that was silent is asked again in ten minutes. */
export const reconcileGatewaysRegularly = (deps: ReconcileDeps): Recurring => ({
  name: 'reconcile-gateways',
  everySeconds: 600,
  async run() {
    const days = recentDays(deps);
    const { timeZone } = deps.supplier;
    const today = dateInZone(deps.clock.now(), timeZone);
    const since = days[0] ?? today;
    const done = await listComparisons(deps.db, system('reconciliation'), { since });
    for (const { name } of createGateways(deps).all) {
      for (const day of days) {
        const last = done.find((one) => one.day === day && one.source === sourceOfGateway(name));
        const isDone = last?.isComplete && dateInZone(last.comparedAt, timeZone) >= today;
        if (isDone) continue;
        await apart(deps, { gateway: name, day }, () => reconcileGateway(deps, name, day));
      }
    }
  },
});
