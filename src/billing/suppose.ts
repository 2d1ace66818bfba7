import { addDays, type PlainMonth } from '#src/plain-date.ts';
import type { AccountFacts, CountedReading, MeterFacts } from './billing-facts.ts';
import { inCounterOrder } from './counted-readings.ts';

/** Facts as they would be, for the engine to say what that would cost. */

export type SupposedReading = Omit<CountedReading, 'readingId' | 'isControl'> & {
  meterId: number;
  /** The reading that it would replace. */
  correctsReadingId: number | null;
};

/** Newer than any that has been kept. */
const SUPPOSED_READING_ID = Number.MAX_SAFE_INTEGER;

/** As if a reading had been taken, and the one that it corrects had not. */
export function withReading(
  facts: AccountFacts,
  { meterId, correctsReadingId, ...reading }: SupposedReading,
): AccountFacts {
  const added: CountedReading = { ...reading, readingId: SUPPOSED_READING_ID, isControl: false };
  return ofMeter(facts, meterId, (meter) => {
    const others = meter.readings.filter(({ readingId }) => readingId !== correctsReadingId);
    return { ...meter, readings: [...inCounterOrder([...others, added])] };
  });
}

/** As if the verification of every meter had ended the day before the month. */
export const withoutVerification = (facts: AccountFacts, month: PlainMonth): AccountFacts => ({
  ...facts,
  meters: facts.meters.map((meter) => ({
    ...meter,
    verification: [{ verifiedUntil: addDays(month, -1), from: '0001-01-01', to: null }],
  })),
});

function ofMeter(
  facts: AccountFacts,
  meterId: number,
  change: (meter: MeterFacts) => MeterFacts,
): AccountFacts {
  const meters = facts.meters.map((meter) => (meter.meterId === meterId ? change(meter) : meter));
  return { ...facts, meters };
}
