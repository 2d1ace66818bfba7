import { openReadingCase } from '#src/meters/open-reading-case.ts';
import { submitReading } from '#src/meters/submit-reading.ts';
import { withdrawReading } from '#src/meters/withdraw-reading.ts';
import { sendLinkingRequest } from '#src/personal-accounts/linking-requests.ts';
import { addMonths } from '#src/plain-date.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import type { World } from '#test/harness.ts';
import {
  addPersonalAccount,
  createSubscriber,
  linkPersonalAccount,
  type Subscriber,
} from '#test/subscriber.ts';

export type Neighbours = Awaited<ReturnType<typeof settleNeighbours>>;

/** People whose pages look different from one another. Today is 23 November 2026. */
export async function settleNeighbours(world: World) {
  const [usual, newcomer, twoHomes, twoMeters, noMeter] = await Promise.all([
    settleUsual(world),
    settleNewcomer(world),
    settleTwoHomes(world),
    createSubscriber(world, {
      meters: [
        { serial_number: '00010001', readings: [['2026-10-21', '642']] },
        { serial_number: '00010002', decimal_digits: 3, readings: [['2026-10-21', '97.125']] },
      ],
    }),
    createSubscriber(world, { meters: [] }),
  ]);
  const [former, closed, expired, endsSoon, charged, settled] = await Promise.all([
    createSubscriber(world, {
      link: { visible_until: '2026-10-01', visible_until_reason: 'holder_changed' },
    }),
    createSubscriber(world, { personalAccount: { closed_on: '2026-10-31' } }),
    createSubscriber(world, {
      meters: [{ verified_until: '2026-09-30', readings: [['2026-09-21', '8642']] }],
    }),
    createSubscriber(world, {
      personalAccount: { opening_balance_kopecks: -50_000, opening_penalty_kopecks: 0 },
      meters: [{ verified_until: '2026-12-20', readings: [['2026-10-21', '8642']] }],
    }),
    settleCharged(world),
    createSubscriber(world, {
      personalAccount: { opening_balance_kopecks: 0, opening_penalty_kopecks: 0 },
    }),
  ]);
  await closeCharged(world, charged);
  const keptOnly = await submit(world, expired, '8700');
  return {
    usual,
    newcomer,
    twoHomes,
    twoMeters,
    noMeter,
    former,
    closed,
    expired,
    endsSoon,
    charged,
    settled,
    /** Confirmation numbers, by what has become of the readings. */
    sent: { ...usual.sent, stored: keptOnly },
  };
}

export type NeighbourName = Exclude<keyof Neighbours, 'sent'>;

/** Two years of readings, and one of every fate. */
async function settleUsual(world: World) {
  const months = Array.from({ length: 26 }, (_, index) => addMonths('2024-09-01', index));
  const readings = months.map(
    (month, index) => [`${month.slice(0, 8)}21`, String(6_000 + index * 101)] as const,
  );
  const subscriber = await createSubscriber(world, {
    personalAccount: { unified_number: '39АБ123456' },
    meters: [{ readings }],
  });
  const withdrawn = await submit(world, subscriber, '8600');
  const { accountNumber: number, actor } = subscriber;
  await withdrawReading(world.deps, actor, { number, confirmation: withdrawn });
  const corrected = await submit(world, subscriber, '8610');
  const { reading_id: correctsReadingId } = await world.db
    .selectFrom('meter_readings')
    .select('meter_reading_id as reading_id')
    .where('personal_account_id', '=', subscriber.personalAccountId)
    .orderBy('meter_reading_id', 'desc')
    .executeTakeFirstOrThrow();
  const accepted = await submit(world, subscriber, '8620', correctsReadingId);
  await openReadingCase(world.deps, actor, {
    number,
    meterId: subscriber.meters[0]?.meterId,
    kind: 'meter_replaced',
    value: '12',
    comment: 'Новый счётчик № 00020002',
  });
  return { ...subscriber, sent: { withdrawn, corrected, accepted } };
}

async function settleNewcomer(world: World): Promise<Subscriber> {
  const newcomer = await createSubscriber(world);
  await world.db
    .deleteFrom('personal_account_links')
    .where('user_id', '=', newcomer.userId)
    .execute();
  await sendLinkingRequest(world.deps, newcomer.actor, {
    accountNumber: '390014587201',
    holderLastName: 'Примерова',
    comment: 'Купили квартиру в октябре',
  });
  return newcomer;
}

async function settleTwoHomes(world: World): Promise<Subscriber> {
  const subscriber = await createSubscriber(world);
  const { personalAccountId } = await addPersonalAccount(world, {
    number: `39077${subscriber.accountNumber.slice(-7)}`,
    address: 'Калининградская обл., г. Светлогорск, ул. Примерная, д. 2, кв. 5',
  });
  const ownName = 'Мамина квартира';
  const { userId } = subscriber;
  await linkPersonalAccount(world, { userId, personalAccountId, own_name: ownName });
  return subscriber;
}

/** @returns the confirmation number. */
async function submit(
  world: World,
  { actor, accountNumber, meters }: Subscriber,
  value: string,
  correctsReadingId?: number,
): Promise<string> {
  const outcome = await submitReading(world.deps, actor, {
    number: accountNumber,
    meterId: meters[0]?.meterId,
    value,
    correctsReadingId,
    source: 'cabinet',
  });
  if (!outcome.ok) throw new Error(`the reading ${value} was refused: ${outcome.code}`);
  return outcome.receipt.confirmation;
}
