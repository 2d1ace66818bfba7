import type {
  AccountAttributes,
  AccountEvent,
  AccountEventKind,
  AccountFacts,
  CountedReading,
  MeterFacts,
} from '#src/billing/billing-facts.ts';
import type { ConsumptionState } from '#src/billing/billing-state.ts';
import type { ChargeLine } from '#src/billing/charge-line.ts';
import { chargeMonth, type MonthCharges } from '#src/billing/charge-month.ts';
import { compileRates, type RateTable } from '#src/billing/rate-lookup.ts';
import type { BillingRules, Rates, Tariff } from '#src/billing/rates.ts';
import { addMonths, firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';

const example = { isExample: true, source: 'test' };

const tariffs: [Tariff['category'], PlainDate, string][] = [
  ['stove', '2025-07-01', '13.30'],
  ['stove', '2026-01-01', '13.52'],
  ['stove_and_heater', '2025-07-01', '12.22'],
  ['stove_and_heater', '2026-01-01', '12.42'],
  ['heating', '2025-07-01', '9.467'],
  ['heating', '2026-01-01', '9.624'],
];

const rules: BillingRules = {
  dueDays: [{ from: '2000-01-01', day: 15 }],
  vat: [
    { from: '2000-01-01', percent: '20' },
    { from: '2026-01-01', percent: '22' },
  ],
  penaltySteps: [],
  penaltyCaps: [],
  penaltyMoratoria: [],
  holidays: [],
  workingWeekends: [],
  averageMonths: 12,
  estimatedMonthsMost: 3,
  inspectionMonthsMost: 6,
  absenceDaysMoreThan: 5,
  recalculation: { average: 'REBASE', norm: 'KEEP' },
};

/** The prices of Kaliningrad, and norms of other regions: 33 m³ a person, 8.5 m³ a heated m². */
export const exampleRates: Rates = {
  tariffs: tariffs.map(([category, validFrom, pricePerM3], index) => ({
    tariffId: index + 1,
    category,
    validFrom,
    pricePerM3,
    ...example,
  })),
  norms: [
    { normId: 1, use: 'stove_and_heater', unit: 'person', volumeM3: '33' },
    { normId: 2, use: 'stove_with_central_hot_water', unit: 'person', volumeM3: '11.5' },
    { normId: 3, use: 'stove_without_hot_water', unit: 'person', volumeM3: '17.5' },
    { normId: 4, use: 'heater', unit: 'person', volumeM3: '21.5' },
    { normId: 5, use: 'heating', unit: 'm2', volumeM3: '8.5' },
  ].map((norm) => ({ ...norm, validFrom: '2020-01-01', ...example }) as Rates['norms'][number]),
  coefficients: [
    { climateZone: 1, month: '2026-02-01', coefficient: '1.08', ...example },
    { climateZone: 1, month: '2026-03-01', coefficient: '1.07', ...example },
    { climateZone: 1, month: '2026-04-01', coefficient: '1.06', ...example },
  ],
  keyRates: [],
  rules,
};

export const ratesWith = (
  changed: Partial<Rates> & { changedRules?: Partial<BillingRules> } = {},
): RateTable =>
  compileRates({ ...exampleRates, ...changed, rules: { ...rules, ...changed.changedRules } });

export const stove: AccountAttributes = {
  hasStove: true,
  hasWaterHeater: false,
  hasHeating: false,
  hasCentralHotWater: false,
  residents: 3,
  heatedAreaM2: null,
};
export const stoveAndHeater: AccountAttributes = { ...stove, hasWaterHeater: true };
export const heated: AccountAttributes = {
  ...stoveAndHeater,
  hasHeating: true,
  heatedAreaM2: '120',
};

type Shown = readonly [takenOn: PlainDate, value: string, more?: Partial<CountedReading>];

/** A reading counts in the month of its date. Ids tell the meter: 1001, 1002… of the first. */
const readings = (shown: readonly Shown[], meterId = 1): CountedReading[] =>
  shown.map(([takenOn, value, more], index) => ({
    readingId: meterId * 1000 + index + 1,
    value,
    takenOn,
    billingMonth: firstDayOfMonth(takenOn),
    isRollover: false,
    isControl: false,
    ...more,
  }));

export function meter(shown: readonly Shown[], more: Partial<MeterFacts> = {}): MeterFacts {
  const meterId = more.meterId ?? 1;
  return {
    meterId,
    integerDigits: 5,
    liveFrom: null,
    liveTo: null,
    needsCoefficient: false,
    climateZone: 1,
    verification: [],
    readings: readings(shown, meterId),
    ...more,
  };
}

let eventIds = 0;
export function event(
  kind: AccountEventKind,
  startsOn: PlainDate,
  endsOn: PlainDate | null = null,
  more: Partial<AccountEvent> = {},
): AccountEvent {
  eventIds += 1;
  const recordedMonth = firstDayOfMonth(startsOn);
  return {
    eventId: eventIds,
    kind,
    meterId: null,
    startsOn,
    endsOn,
    value: null,
    recordedMonth,
    ...more,
  };
}

export function household(
  attributes: AccountAttributes,
  more: Partial<AccountFacts> = {},
): AccountFacts {
  return {
    openedOn: '2020-01-01',
    closedOn: null,
    attributes: [{ ...attributes, from: '2020-01-01', to: null }],
    meters: [],
    events: [],
    privileges: [],
    ...more,
  };
}

/** Closes month after month, each from the state of the one before. */
export function chargeMonths(
  facts: AccountFacts,
  { first, last, rates = ratesWith() }: { first: PlainMonth; last: PlainMonth; rates?: RateTable },
): (MonthCharges & { month: PlainMonth })[] {
  const months: (MonthCharges & { month: PlainMonth })[] = [];
  let before: ConsumptionState | null = null;
  for (let month = first; month <= last; month = addMonths(month, 1)) {
    const charges = chargeMonth({ facts, before, month, rates });
    // What a close keeps is read back from JSON.
    before = JSON.parse(JSON.stringify(charges.state)) as ConsumptionState;
    months.push({ ...charges, month });
  }
  return months;
}

export const sumOf = (lines: readonly ChargeLine[]): number =>
  lines.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);

/** `METER 68.000 = 65443`: what a line says in short. */
export const inShort = (lines: readonly ChargeLine[]): string[] =>
  lines.map(({ kind, method, volumeM3, amountKopecks, chargedMonth }) => {
    const of = kind === 'charge' ? '' : ` for ${chargedMonth.slice(0, 7)}`;
    return `${method} ${volumeM3} = ${amountKopecks}${of}`;
  });

/** A year of 68 m³ a month, up to the reading of `last` on the 25th of its month. */
export function yearOf68(last: PlainMonth, value: number, monthly = 68): Shown[] {
  return Array.from({ length: 13 }, (_, index): Shown => {
    const month = addMonths(last, index - 12);
    return [`${month.slice(0, 8)}25`, String(value - (12 - index) * monthly)];
  });
}
