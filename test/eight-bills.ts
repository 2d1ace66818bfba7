import type { BillCharge, BillData } from '#src/bills/bill-data.ts';
import { addMonths } from '#src/plain-date.ts';
import { exampleBill } from './bill-example.ts';

const ordinary = exampleBill();
const [charge] = ordinary.charges;
const [meter] = ordinary.meters;
if (!charge || !meter) throw new Error('the example has both');

const byNorm: BillCharge = {
  ...charge,
  method: 'NORM_NO_METER',
  clauses: ['p32'],
  meterSerial: null,
  measuredM3: '819.4',
  coefficient: '1',
  volumeM3: '819.4',
  amountKopecks: 788_591,
  basis: {
    kind: 'norm',
    parts: [{ use: 'heating', normId: 5, normM3: '8.5', unit: 'm2', quantity: '96.4' }],
    monthlyM3: '819.4',
    days: 31,
    daysInMonth: 31,
    meters: 1,
  },
  examples: ['norm'],
};

const byAverage: BillCharge = {
  ...charge,
  method: 'AVG_P31',
  clauses: ['p31'],
  measuredM3: '116.757',
  coefficient: '1',
  volumeM3: '116.757',
  amountKopecks: 112_367,
  basis: {
    kind: 'average',
    totalM3: '1401.084',
    months: 12,
    monthlyM3: '116.757',
    days: 31,
    daysInMonth: 31,
    monthInRow: 2,
  },
};

/** Bills that look different from one another, each with sums that add up. */
export const eightBills: Readonly<Record<string, BillData>> = {
  ordinary,
  advance: exampleBill({
    paidKopecks: 200_000,
    closingKopecks: -68_588,
    closingPenaltyKopecks: 0,
    payments: { count: 2, lastOn: '2026-10-28' },
  }),
  settled: exampleBill({ paidKopecks: 131_412, closingKopecks: 0, closingPenaltyKopecks: 0 }),
  'without-a-meter': exampleBill({
    meters: [],
    charges: [byNorm],
    recalculations: [],
    penalties: [],
    openingKopecks: 0,
    chargedKopecks: 788_591,
    recalculatedKopecks: 0,
    penaltyKopecks: 0,
    paidKopecks: 0,
    closingKopecks: 788_591,
    closingPenaltyKopecks: 0,
    payments: { count: 0, lastOn: null },
  }),
  'two-meters-and-a-privilege': exampleBill({
    meters: [
      meter,
      { ...meter, serialNumber: '00471105', model: 'NPM-G4', removedOn: '2026-10-12' },
    ],
    charges: [charge, { ...charge, meterSerial: '00471105', amountKopecks: 20_000 }],
    privilegeKopecks: -62_490,
    chargedKopecks: 62_489,
    closingKopecks: 46_922,
  }),
  'by-average-with-a-debt': exampleBill({
    charges: [byAverage],
    recalculations: [],
    penalties: [
      { debtMonth: '2026-06-01', amountKopecks: 5_000 },
      { debtMonth: '2026-07-01', amountKopecks: 3_500 },
    ],
    openingKopecks: 640_000,
    chargedKopecks: 112_367,
    recalculatedKopecks: 0,
    penaltyKopecks: 8_500,
    paidKopecks: 0,
    closingKopecks: 760_867,
    closingPenaltyKopecks: 12_310,
    payments: { count: 0, lastOn: null },
  }),
  'second-version-with-corrections': exampleBill({
    version: 2,
    number: '390014587201-202610/2',
    recalculations: Array.from({ length: 6 }, (_, n) => ({
      month: addMonths('2026-04-01', n),
      amountKopecks: -5_000,
    })),
    recalculatedKopecks: -30_000,
    correctedKopecks: -10_000,
    closingKopecks: 65_291,
  }),
  'all-that-is-long': exampleBill({
    subscriber: {
      ...ordinary.subscriber,
      lastName: 'Константинопольская-'.repeat(8).slice(0, 160),
      address: `Калининградская область, ${'Гурьевский муниципальный округ, '.repeat(7)}п. Большое Исаково, ул. Калининградская, д. 145, корп. 3, кв. 1204`,
    },
    charges: Array.from({ length: 14 }, () => ({ ...charge, amountKopecks: 7_498 })),
    meters: ['1', '2', '3', '4'].map((n) => ({ ...meter, serialNumber: `3041287${n}` })),
    chargedKopecks: 104_972,
    closingKopecks: 89_405,
  }),
};
