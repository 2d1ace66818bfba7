import { expect } from 'vitest';
import { href } from '#src/routes.ts';
import { addClosedMonths, addTariff } from './closed-months.ts';
import { startWorld, type World } from './harness.ts';
import { createSubscriber, type Subscriber, type SubscriberFacts } from './subscriber.ts';
import type { Answer, Visitor } from './visitor.ts';

export type AutumnWorld<Name extends string> = Awaited<ReturnType<typeof startAutumnWorld<Name>>>;

/** December, and residents by name, whose autumn a test closes when it comes to it. */
export async function startAutumnWorld<Name extends string>(
  names: readonly Name[],
  facts: Partial<Record<Name, SubscriberFacts>> = {},
) {
  const world = await startWorld({ hasWorker: false, now: '2026-12-12T10:00:00+02:00' });
  const tariffId = await addTariff(world);
  const homes = new Map<Name, Awaited<ReturnType<typeof settle>>>();
  // Readings of a month that is closed already are refused: everybody is there before.
  for (const name of names) homes.set(name, await settle(world, facts[name]));
  return {
    ...world,
    homeOf(name: Name) {
      const home = homes.get(name);
      if (!home) throw new Error(`nobody is ${name}`);
      return home;
    },
    closeAutumn: (resident: Subscriber) => closeAutumn(world, tariffId, resident),
  };
}

async function settle(world: World, own: SubscriberFacts = {}) {
  const anna = await createSubscriber(world, {
    meters: [
      {
        is_outdoor: true,
        is_thermocompensated: false,
        readings: [
          ['2026-10-20', '8460'],
          ['2026-11-21', '8642'],
        ],
      },
    ],
    ...own,
  });
  const visitor = world.visitor();
  await anna.signIn(visitor);
  return { anna, visitor };
}

/** October and November of the design: 182 m³ × 1.03 × 9.624 ₽ = 1 804.12 ₽. */
async function closeAutumn(
  world: World,
  tariffId: number,
  { personalAccountId, meters }: Subscriber,
): Promise<void> {
  const meterId = meters[0]?.meterId ?? 0;
  const ids = await world.db
    .selectFrom('meter_readings')
    .select('meter_reading_id as id')
    .where('personal_account_id', '=', personalAccountId)
    .orderBy('taken_on')
    .execute();
  const [from, to] = [ids[0]?.id ?? 0, ids[1]?.id ?? 0];
  await addClosedMonths(world, personalAccountId, [
    {
      month: '2026-10-01',
      account: { opening_kopecks: -80_301, charged_kopecks: 103_939, volume_m3: '108' },
      lines: [
        {
          tariff_id: tariffId,
          meter_id: meterId,
          measured_m3: '108',
          volume_m3: '108',
          amount_kopecks: 103_939,
        },
      ],
    },
    {
      month: '2026-11-01',
      account: { charged_kopecks: 180_412, paid_kopecks: 30_000, volume_m3: '187.46' },
      lines: [
        {
          tariff_id: tariffId,
          meter_id: meterId,
          measured_m3: '182',
          coefficient: '1.03',
          volume_m3: '187.46',
          amount_kopecks: 180_412,
          basis: JSON.stringify({
            kind: 'readings',
            from: { readingId: from, value: '8460', takenOn: '2026-10-20' },
            to: { readingId: to, value: '8642', takenOn: '2026-11-21' },
            isRollover: false,
            differenceM3: '182',
            gapMonths: 1,
          }),
        },
      ],
      entries: [{ amount_kopecks: -30_000, value_date: '2026-11-12', channel: 'sbp' }],
    },
  ]);
}

export async function pageOf(visitor: Visitor, number: string, month?: string): Promise<Answer> {
  const page = await visitor.get(
    month ? href('chargesMonth', { number, month }) : href('charges', { number }),
  );
  expect(page.status).toBe(200);
  return page;
}
