import type { Actor } from '#src/actor.ts';
import { findBilledVolumes } from '#src/billing/charges-store.ts';
import { isOfHolder } from '#src/bills/bill-data.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { listConsumption } from '#src/meters/list-consumption.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { addMonths, dateInZone, firstDayOfMonth } from '#src/plain-date.ts';
import type { ConsumptionMonth } from '#src/ui/consumption-chart.page.tsx';

const MONTHS_SHOWN = 13;

/** Thirteen months up to the last that a reading closed, each beside the same month a year before. */
export async function consumptionForChart(
  { db, clock, supplier }: Pick<AppDeps, 'db' | 'clock' | 'supplier'>,
  actor: Actor,
  { personalAccountId, visibleUntil, holderSince }: PersonalAccount,
): Promise<ConsumptionMonth[]> {
  const today = visibleUntil ?? dateInZone(clock.now(), supplier.timeZone);
  const to = firstDayOfMonth(today);
  const from = addMonths(to, -2 * MONTHS_SHOWN);
  const place = { personalAccountId, from, to };
  const [months, billed] = await Promise.all([
    listConsumption({ db }, actor, place),
    findBilledVolumes(db, actor, place),
  ]);
  // What was billed is what counts; the rest is known by the readings alone.
  // What somebody else burned in the same flat before is not this holder's affair.
  const own = [...months, ...billed].filter(({ month }) => isOfHolder(month, holderSince));
  const volumes = new Map(own.map((known) => [known.month, known]));
  const isOpen = volumes.get(to)?.volumeM3 == null;
  const last = isOpen ? addMonths(to, -1) : to;
  return Array.from({ length: MONTHS_SHOWN }, (_, index) => {
    const month = addMonths(last, index + 1 - MONTHS_SHOWN);
    const known = volumes.get(month);
    return {
      month,
      volumeM3: known?.volumeM3 ?? null,
      yearAgoM3: volumes.get(addMonths(month, -12))?.volumeM3 ?? null,
      method: known?.basis ?? 'none',
    };
  });
}
