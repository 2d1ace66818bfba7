import { addDays, daysBetween, type PlainDate, yearOf } from '#src/plain-date.ts';
import type { Household } from './household.ts';

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

/** The middle of January while it is near; else as near as the warning wants it. */
function verificationEnd(today: PlainDate): PlainDate {
  const january = `${yearOf(today) + 1}-01-15`;
  return daysBetween(today, january) <= 60 ? january : addDays(today, 53);
}

/** Two personal accounts of the demo resident: her house, which is heated by gas… */
export function makeAnnasHouse(today: PlainDate, lastReadOn: PlainDate): Household {
  return {
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
    meters: [
      {
        model: 'ВК-G4',
        serialNumber: '30412876',
        integerDigits: 5,
        isOutdoor: true,
        isThermocompensated: false,
        climateZone: 1,
        commissionedOn: addDays(today, -2_150),
        sealedOn: addDays(today, -2_148),
        verifiedUntil: verificationEnd(today),
        lastValueM3: 8_642,
        lastReadOn,
        yearlyUse: { heatingM3: 1_170, kitchenM3: 220 },
      },
    ],
    balanceKopecks: 174_050,
    debtSince: `${lastReadOn.slice(0, 7)}-01`,
    lastBillKopecks: 180_412,
    pin: '472905',
  };
}

/** …and her mother's flat with a stove. */
export function makeAnnasFlat(today: PlainDate, lastReadOn: PlainDate): Household {
  return {
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
    meters: [
      {
        model: 'СГБМ-1,6',
        serialNumber: '04417093',
        integerDigits: 4,
        isOutdoor: false,
        isThermocompensated: false,
        climateZone: 1,
        commissionedOn: addDays(today, -1_900),
        sealedOn: addDays(today, -1_898),
        verifiedUntil: addDays(today, 1_752),
        lastValueM3: 512,
        lastReadOn,
        yearlyUse: { heatingM3: 0, kitchenM3: 94 },
      },
    ],
    balanceKopecks: 0,
    debtSince: null,
    lastBillKopecks: 10_816,
    pin: '158330',
  };
}

const makeCommon = () => ({
  fiasId: '',
  hasWaterHeater: false,
  hasCentralHotWater: true,
  openedOn: '2004-06-18',
  closedOn: null,
  penaltyKopecks: 0,
});
