import fc from 'fast-check';
import {
  type AccountAttributes,
  type AccountEvent,
  type AccountFacts,
  accountEventKinds,
  type MeterFacts,
} from '#src/billing/billing-facts.ts';
import { addDays, addMonths, firstDayOfMonth } from '#src/plain-date.ts';
import { meter } from './consumption-world.ts';

/** Households of half a year, with whatever can happen to them. */
export const FIRST = '2026-01-01';
export const LAST = '2026-06-01';

const day = fc.integer({ min: -40, max: 185 }).map((days) => addDays(FIRST, days));

const attributes: fc.Arbitrary<AccountAttributes> = fc.record({
  hasStove: fc.boolean(),
  hasWaterHeater: fc.boolean(),
  hasHeating: fc.boolean(),
  hasCentralHotWater: fc.boolean(),
  residents: fc.integer({ min: 0, max: 5 }),
  heatedAreaM2: fc.constantFrom(null, '45.5', '120'),
});

/** A reading a month, some left out; decimals, as electronic meters have them. */
const shown = fc
  .array(
    fc.record({
      isSent: fc.boolean(),
      litres: fc.nat(200_000),
      on: fc.integer({ min: 0, max: 27 }),
    }),
    { minLength: 13, maxLength: 13 },
  )
  .map((months) => {
    let litres = 1_000_000;
    return months.flatMap(({ isSent, litres: more, on }, index) => {
      litres += more;
      const takenOn = addDays(addMonths(FIRST, index - 7), on);
      return isSent ? [[takenOn, String(litres / 1000)] as const] : [];
    });
  });

export const ordinaryMeter = (
  meterId: number,
  needsCoefficient = false,
): fc.Arbitrary<MeterFacts> =>
  shown.map((readings) => meter(readings, { meterId, needsCoefficient }));

const anyMeter = (meterId: number): fc.Arbitrary<MeterFacts> =>
  fc
    .record({
      base: ordinaryMeter(meterId),
      liveFrom: fc.option(day, { nil: null }),
      liveTo: fc.option(day, { nil: null }),
      verifiedUntil: fc.option(day, { nil: null }),
    })
    .map(({ base, liveFrom, liveTo, verifiedUntil }) => ({
      ...base,
      liveFrom: liveFrom && liveTo && liveFrom > liveTo ? null : liveFrom,
      liveTo,
      verification: [{ from: '2020-01-01', to: null, verifiedUntil }],
    }));

export const anyEvent: fc.Arbitrary<Omit<AccountEvent, 'eventId'>> = fc
  .record({
    kind: fc.constantFrom(...accountEventKinds),
    meterId: fc.constantFrom(null, 1, 2),
    startsOn: day,
    length: fc.option(fc.nat(70), { nil: null }),
    value: fc.constantFrom('1', '2', '4'),
  })
  .map(({ length, startsOn, ...rest }) => ({
    ...rest,
    startsOn,
    endsOn: length === null ? null : addDays(startsOn, length),
    recordedMonth: firstDayOfMonth(startsOn),
  }));

export const anyHousehold: fc.Arbitrary<AccountFacts> = fc
  .record({
    attributes: fc.array(fc.record({ attributes, from: day }), { minLength: 1, maxLength: 3 }),
    meters: fc.tuple(anyMeter(1), anyMeter(2), fc.integer({ min: 0, max: 2 })),
    events: fc.array(anyEvent, { maxLength: 4 }),
    privileges: fc.array(fc.record({ from: day, days: fc.nat(90) }), { maxLength: 2 }),
    openedOn: fc.constantFrom('2020-01-01', '2026-02-11'),
    closedOn: fc.constantFrom(null, null, '2026-05-20'),
  })
  .map(({ meters: [one, two, count], ...rest }) => ({
    openedOn: rest.openedOn,
    closedOn: rest.closedOn,
    attributes: rest.attributes
      .filter(({ from }, index, all) => all.findIndex((other) => other.from === from) === index)
      .map((row) => ({ ...row.attributes, from: row.from, to: null })),
    meters: [one, two].slice(0, count),
    events: rest.events.map((one_, index) => ({ ...one_, eventId: index + 1 })),
    privileges: rest.privileges.map(({ from, days }, index) => ({
      privilegeId: index + 1,
      from,
      to: addDays(from, days + 1),
      share: '0.3',
    })),
  }));
