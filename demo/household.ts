import {
  addDays,
  addMonths,
  daysBetween,
  firstDayOfMonth,
  monthOf,
  type PlainDate,
  yearOf,
} from '#src/plain-date.ts';
import { useBetweenM3, type YearlyUse } from './gas-use.ts';
import { makePerson } from './people.ts';
import { makeAddress } from './places.ts';
import { between, chance, digits, pick, type Random, randomOf } from './random.ts';

export type DemoMeter = {
  model: string;
  serialNumber: string;
  integerDigits: number;
  isOutdoor: boolean;
  isThermocompensated: boolean;
  climateZone: number;
  commissionedOn: PlainDate;
  sealedOn: PlainDate;
  verifiedUntil: PlainDate;
  lastValueM3: number;
  lastReadOn: PlainDate;
  yearlyUse: YearlyUse;
};

export type Household = {
  number: string;
  unifiedNumber: string;
  lastName: string;
  firstName: string;
  middleName: string;
  address: string;
  fiasId: string;
  residents: number;
  heatedAreaM2: number | null;
  hasStove: boolean;
  hasWaterHeater: boolean;
  hasHeating: boolean;
  hasCentralHotWater: boolean;
  openedOn: PlainDate;
  closedOn: PlainDate | null;
  meters: DemoMeter[];
  balanceKopecks: number;
  penaltyKopecks: number;
  debtSince: PlainDate | null;
  lastBillKopecks: number;
  pin: string;
};

const kitchenMeters = [
  { model: 'СГБМ-1,6', integerDigits: 4, isThermocompensated: false },
  { model: 'Гранд-1,6', integerDigits: 4, isThermocompensated: true },
  { model: 'NPM-G1.6', integerDigits: 5, isThermocompensated: false },
];
const houseMeters = [
  { model: 'ВК-G4', integerDigits: 5, isThermocompensated: false },
  { model: 'ВК-G4Т', integerDigits: 5, isThermocompensated: true },
  { model: 'NPM-G4', integerDigits: 5, isThermocompensated: false },
  { model: 'Гранд-4', integerDigits: 5, isThermocompensated: true },
  { model: 'СГМН-1-G6', integerDigits: 5, isThermocompensated: false },
  { model: 'Metrix G6T', integerDigits: 6, isThermocompensated: true },
];
const unifiedLetters = [...'АБВЕКМНОРСТУХ'];

type Uses = Pick<Household, 'hasStove' | 'hasWaterHeater' | 'hasHeating' | 'hasCentralHotWater'>;

function makeUses(random: Random, isFlat: boolean): Uses {
  if (!isFlat) {
    return {
      hasStove: chance(random, 0.9),
      hasWaterHeater: chance(random, 0.2),
      hasHeating: true,
      hasCentralHotWater: false,
    };
  }
  const hasCentralHotWater = chance(random, 0.6);
  return {
    hasStove: true,
    hasWaterHeater: !hasCentralHotWater && chance(random, 0.85),
    hasHeating: !hasCentralHotWater && chance(random, 0.25),
    hasCentralHotWater,
  };
}

/** The first `count` households of a demo, one after another. */
export function* makeHouseholds(choice: HouseholdsChoice): Generator<Household> {
  for (let index = 0; index < choice.count; index += 1) yield makeHousehold(choice, index);
}

export type HouseholdsChoice = {
  seed: number;
  count: number;
  today: PlainDate;
  /** How many numbers to pass over before the first account; 0 unless told. */
  numbersFrom?: number;
};

/**
 * The town lives by the calendar: what was told of a household one day holds on any later one, so
 * that the register of a later day continues an earlier one.
 */
const SINCE: PlainDate = '2024-01-01';

/** Household number `index` of the demo that `seed` makes, as it is on `today`. */
function makeHousehold(choice: HouseholdsChoice, index: number): Household {
  const { seed, today, numbersFrom = 0 } = choice;
  const random = randomOf(seed, index);
  const isFlat = chance(random, 0.62);
  const uses = makeUses(random, isFlat);
  const residents = pick(random, [0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5]);
  const heatedAreaM2 = uses.hasHeating
    ? between(random, 2_800, isFlat ? 9_000 : 24_000) / 100
    : null;
  const openedOn = addDays(SINCE, -between(random, 3_000, 9_000));
  const hasMeter = !chance(random, 0.05);
  const isDivided = hasMeter && chance(random, 0.035);
  const use: YearlyUse = {
    heatingM3: (heatedAreaM2 ?? 0) * between(random, 9, 16),
    kitchenM3: Math.max(1, residents) * between(random, 40, 90) * (uses.hasWaterHeater ? 2 : 1),
  };
  const closing = closingDay(randomOf(seed + 2, index));
  const closedOn = closing && closing <= today ? closing : null;
  return {
    number: accountNumber(numbersFrom + index),
    unifiedNumber: chance(random, 0.74)
      ? `${digits(random, 2)}${pick(random, unifiedLetters)}${pick(random, unifiedLetters)}${digits(random, 6)}`
      : '',
    ...makePerson(random),
    address: makeAddress(random, isFlat),
    fiasId: chance(random, 0.78) ? makeFiasId(random) : '',
    residents,
    heatedAreaM2,
    ...uses,
    openedOn,
    closedOn,
    meters: hasMeter
      ? makeMeters(random, { use, isDivided, openedOn, readUntil: closedOn ?? today, today })
      : [],
    pin: digits(random, 6),
    ...makeMoney(randomOf(seed + monthNumber(today), index), today, use),
  };
}

const closingDay = (random: Random): PlainDate | null =>
  chance(random, 0.04) ? addDays(SINCE, between(random, 1, 2_500)) : null;

/** Every fiftieth keeps its number of the old form, with leading zeros. */
function accountNumber(index: number): string {
  const order = index + 1;
  return `${order % 50 === 0 ? '00' : '39'}${String(order).padStart(10, '0')}`;
}

function makeFiasId(random: Random): string {
  const hex = Array.from({ length: 32 }, () => between(random, 0, 15).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

type MeterSetting = {
  use: YearlyUse;
  isDivided: boolean;
  openedOn: PlainDate;
  readUntil: PlainDate;
  today: PlainDate;
};

/** Two meters: one for the kitchen, one for the boiler, each with its own part of the use. */
function makeMeters(random: Random, { use, isDivided, ...days }: MeterSetting) {
  const parts = isDivided
    ? [
        { heatingM3: 0, kitchenM3: use.kitchenM3 },
        { heatingM3: use.heatingM3 || use.kitchenM3, kitchenM3: 0 },
      ]
    : [use];
  return parts.map((part) => makeMeter(random, part, days));
}

function makeMeter(
  random: Random,
  use: YearlyUse,
  { openedOn, readUntil, today }: Omit<MeterSetting, 'use' | 'isDivided'>,
): DemoMeter {
  const kind = pick(random, use.heatingM3 > 0 ? houseMeters : kitchenMeters);
  const capacityM3 = 10 ** kind.integerDigits;
  const perYear = use.heatingM3 + use.kitchenM3;
  // A counter that has passed through zero would be no lie, but no help to a demo either.
  const mostDays = Math.min(3_300, Math.floor((capacityM3 * 0.5 * 365) / perYear));
  const proposed = addDays(SINCE, -between(random, 90, mostDays));
  const commissionedOn = proposed < openedOn ? openedOn : proposed;
  const lastReadOn = lastReadingDay(random, { commissionedOn, readUntil });
  const shown = Math.floor(useBetweenM3(use, commissionedOn, lastReadOn));
  return {
    ...kind,
    serialNumber: digits(random, 8),
    isOutdoor: chance(random, use.heatingM3 > 0 ? 0.5 : 0.1),
    climateZone: chance(random, 0.3) ? 2 : 1,
    commissionedOn,
    sealedOn: addDays(commissionedOn, between(random, 0, 5)),
    verifiedUntil: verificationEnd(random, today),
    lastValueM3: shown % capacityM3,
    lastReadOn,
    yearlyUse: use,
  };
}

/** On a day of its own, each month or each other one; known to the supplier some days later. */
function lastReadingDay(
  random: Random,
  { commissionedOn, readUntil }: { commissionedOn: PlainDate; readUntil: PlainDate },
): PlainDate {
  const day = between(random, 1, 28);
  const each = pick(random, [1, 1, 1, 2]);
  let month = firstDayOfMonth(addDays(readUntil, -3 - day));
  if (monthNumber(month) % each !== 0) month = addMonths(month, -1);
  const read = addDays(month, day - 1);
  return read < commissionedOn ? commissionedOn : read;
}

const VERIFIED_DAYS = 3_650;

/** Most are verified anew in time; some that had expired still are. */
function verificationEnd(random: Random, today: PlainDate): PlainDate {
  if (chance(random, 0.08)) return addDays(SINCE, -between(random, 1, 400));
  const first = addDays(SINCE, between(random, 20, 3_600));
  const rounds = Math.max(0, Math.floor(daysBetween(first, today) / VERIFIED_DAYS) + 1);
  return addDays(first, rounds * VERIFIED_DAYS);
}

const monthNumber = (date: PlainDate): number => yearOf(date) * 12 + monthOf(date);

function makeMoney(random: Random, today: PlainDate, use: YearlyUse) {
  const perMonthRoubles = ((use.heatingM3 + use.kitchenM3) * 10) / 12;
  const lastBillKopecks = Math.round(perMonthRoubles * between(random, 60, 180));
  const kind = random();
  if (kind < 0.24) {
    const months = between(random, 2, 4);
    const balanceKopecks = lastBillKopecks * (months - 1) + between(random, 1, 9_999);
    return {
      balanceKopecks,
      penaltyKopecks: months > 2 ? Math.round(balanceKopecks * 0.02) : 0,
      debtSince: addMonths(firstDayOfMonth(today), -months),
      lastBillKopecks,
    };
  }
  const balanceKopecks = kind < 0.45 ? -between(random, 500, 300_000) : 0;
  return { balanceKopecks, penaltyKopecks: 0, debtSince: null, lastBillKopecks };
}
