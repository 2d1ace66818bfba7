import {
  addDays,
  addMonths,
  daysBetween,
  monthOf,
  type PlainDate,
  type PlainMonth,
  yearOf,
} from '#src/plain-date.ts';
import { type DemoCalendar, dayIn, monthsBack } from './calendar.ts';
import type { DemoHome } from './demo-home.ts';
import type { DemoMeter, Household } from './household.ts';
import { type Payer, punctual } from './payers.ts';
import { readHome } from './read-home.ts';

/** Known to everybody: refused outside demo mode. */
export const anna = {
  email: 'anna@example.ru',
  password: 'demo-ochag-2026',
  phone: '+79114521704',
  lastName: 'Сергеева',
  firstName: 'Анна',
  middleName: 'Викторовна',
  address: 'г. Калининград, ул. Ольховая, д. 14',
  house: { number: '390014587201', ownName: 'Дом на Ольховой' },
  flat: { number: '390007841602', ownName: 'Мамина квартира' },
};

/** Her readings come on this day: of the open month's one the visitor is reminded. */
const READ_ON = 21;

/** The middle of January while it is near; else as near as the warning wants it. */
function verificationEnd(today: PlainDate): PlainDate {
  const january = `${yearOf(today) + 1}-01-15`;
  return daysBetween(today, january) <= 60 ? january : addDays(today, 53);
}

/** She forgot the last July that was not the last month of all. */
function forgottenSummer(calendar: DemoCalendar): PlainMonth {
  const back = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].find(
    (one) => monthOf(monthsBack(calendar, one)) === 7,
  );
  return monthsBack(calendar, back ?? 2);
}

/** What she pays of the bill of a forgotten July, seeing that it is far above what she burns. */
const SUMMER_KOPECKS = 25_000;

/** The last bill is still to be paid, whatever day it is. */
const allButLast =
  (calendar: DemoCalendar): Payer =>
  (bill, random) => {
    if (bill.month === calendar.openMonth) return null;
    const isAfterSummer = bill.month === addMonths(forgottenSummer(calendar), 1);
    return punctual(isAfterSummer ? { ...bill, balanceKopecks: SUMMER_KOPECKS } : bill, random);
  };

/** On the first day of a month, so that nothing is ever owed. */
const atOnce: Payer = (bill, random) => {
  const payment = punctual(bill, random);
  return payment && { ...payment, paidOn: dayIn(bill.month, 1) };
};

/** Two personal accounts of the demo resident: her house, which is heated by gas… */
export function makeAnnasHouse(calendar: DemoCalendar): DemoHome {
  const today = calendar.openMonth;
  const meter: DemoMeter = {
    model: 'ВК-G4',
    serialNumber: '30412876',
    integerDigits: 5,
    isOutdoor: true,
    isThermocompensated: false,
    climateZone: 1,
    commissionedOn: addDays(today, -2_150),
    sealedOn: addDays(today, -2_148),
    verifiedUntil: verificationEnd(today),
    lastValueM3: 0,
    lastReadOn: calendar.firstMonth,
    yearlyUse: { heatingM3: 1_170, kitchenM3: 220 },
  };
  const household: Household = {
    ...makeCommon(),
    number: anna.house.number,
    unifiedNumber: '39КР145872',
    lastName: anna.lastName,
    firstName: anna.firstName,
    middleName: anna.middleName,
    address: anna.address,
    residents: 3,
    heatedAreaM2: 96.4,
    hasStove: true,
    hasHeating: true,
    lastBillKopecks: 180_412,
    pin: '472905',
  };
  const skipped = [forgottenSummer(calendar)];
  const read = readHome(meter, { calendar, order: 1, day: READ_ON, skipped, endsAt: 8_642 });
  return {
    household: { ...household, meters: [read.meter] },
    shown: read.shown,
    payer: allButLast(calendar),
  };
}

/** …and her mother's flat with a stove. */
export function makeAnnasFlat(calendar: DemoCalendar): DemoHome {
  const today = calendar.openMonth;
  const meter: DemoMeter = {
    model: 'СГБМ-1,6',
    serialNumber: '04417093',
    integerDigits: 4,
    isOutdoor: false,
    isThermocompensated: false,
    climateZone: 1,
    commissionedOn: addDays(today, -1_900),
    sealedOn: addDays(today, -1_898),
    verifiedUntil: addDays(today, 1_752),
    lastValueM3: 0,
    lastReadOn: calendar.firstMonth,
    yearlyUse: { heatingM3: 0, kitchenM3: 94 },
  };
  const household: Household = {
    ...makeCommon(),
    number: anna.flat.number,
    unifiedNumber: '39КР078416',
    lastName: 'Сергеева',
    firstName: 'Валентина',
    middleName: 'Петровна',
    address: 'г. Калининград, ул. Лесная, д. 7, кв. 25',
    residents: 1,
    heatedAreaM2: null,
    hasStove: true,
    hasHeating: false,
    lastBillKopecks: 10_816,
    pin: '158330',
  };
  const read = readHome(meter, { calendar, order: 2, day: READ_ON, endsAt: 512 });
  return {
    household: { ...household, meters: [read.meter] },
    shown: read.shown,
    payer: atOnce,
  };
}

const makeCommon = () => ({
  fiasId: '',
  hasWaterHeater: false,
  hasCentralHotWater: true,
  openedOn: '2004-06-18',
  closedOn: null,
  meters: [],
  balanceKopecks: 0,
  penaltyKopecks: 0,
  debtSince: null,
});
