import type { BillCharge, BillData } from '#src/bills/bill-data.ts';
import { addMonths } from '#src/plain-date.ts';
import { kaliningrad } from '#src/supplier/kaliningrad.ru.ts';

const month = '2026-10-01';
const volumes = [190, 240, 251, 214, 168, 77, 41, 24, null, 22, 31];

const charge: BillCharge = {
  category: 'heating',
  method: 'METER',
  clauses: ['p26'],
  from: month,
  to: addMonths(month, 1),
  isWholeMonth: true,
  meterSerial: '30412876',
  measuredM3: '108',
  coefficient: '1.01',
  volumeM3: '109.08',
  pricePerM3: '9.624',
  amountKopecks: 104_979,
  basis: {
    kind: 'readings',
    from: { readingId: 1, value: '8534', takenOn: '2026-09-21' },
    to: { readingId: 2, value: '8642', takenOn: '2026-10-21' },
    isRollover: false,
    differenceM3: '108',
    gapMonths: 1,
  },
};

/** An ordinary bill of a heated house, each number by hand: 109.08 × 9.624 = 1049.79. */
export const exampleBill = (own: Partial<BillData> = {}): BillData => ({
  number: '390014587201-202610',
  version: 1,
  month,
  madeOn: '2026-11-03',
  verifyCode: '7K3F9QXM2ADW54TZB8HE',
  isExample: true,
  supplier: kaliningrad,
  subscriber: {
    number: '390014587201',
    unifiedNumber: '39КР145872',
    lastName: 'Сергеева',
    firstName: 'Анна',
    middleName: 'Викторовна',
    address: 'г. Калининград, ул. Ольховая, д. 14',
    residents: 3,
    heatedAreaM2: '96.4',
    linkingPin: '472905',
    holderSince: '2004-06-18',
  },
  meters: [
    {
      serialNumber: '30412876',
      model: 'ВК-G4',
      verifiedUntil: '2027-01-15',
      removedOn: null,
      previous: { value: '8534', takenOn: '2026-09-21' },
      last: { value: '8642', takenOn: '2026-10-21' },
    },
  ],
  charges: [charge],
  privilegeKopecks: 0,
  recalculations: [{ month: '2026-07-01', amountKopecks: -15_879 }],
  penalties: [{ debtMonth: '2026-06-01', amountKopecks: 312 }],
  openingKopecks: 42_000,
  chargedKopecks: 104_979,
  recalculatedKopecks: -15_879,
  penaltyKopecks: 312,
  correctedKopecks: 0,
  paidKopecks: 42_000,
  closingKopecks: 89_412,
  closingPenaltyKopecks: 312,
  dueOn: '2026-11-16',
  payments: { count: 1, lastOn: '2026-10-14' },
  history: [...volumes, 109.08].map((volume, at) => ({
    month: addMonths(month, at - 11),
    volumeM3: volume === null ? null : String(volume),
    isEstimated: at === 4,
  })),
  reference: {
    norms: [
      { use: 'stove_without_hot_water', volumeM3: '17.25', unit: 'person', isExample: true },
      { use: 'heating', volumeM3: '8.5', unit: 'm2', isExample: true },
    ],
    tariffs: [
      {
        category: 'heating',
        pricePerM3: '9.624',
        source: 'Служба по государственному регулированию цен и тарифов, с 01.01.2026',
      },
    ],
  },
  ...own,
});
