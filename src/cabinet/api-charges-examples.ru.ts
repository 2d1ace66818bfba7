import { examples } from './api-examples.ru.ts';

/** Examples of charges for the document; a test reads each by its schema. */

const month = {
  month: '2026-11',
  source: 'closed',
  openingKopecks: 23_638,
  chargedKopecks: 180_412,
  recalculatedKopecks: 0,
  penaltyKopecks: 0,
  correctedKopecks: 0,
  paidKopecks: 30_000,
  closingKopecks: 174_050,
  volumeM3: '187.46',
  isEstimated: false,
  dueOn: '2026-12-15',
};

const line = {
  kind: 'charge',
  chargedMonth: '2026-11',
  method: 'METER',
  clauses: ['p26'],
  from: '2026-11-01',
  to: '2026-12-01',
  meterSerial: '00010001',
  measuredM3: '182',
  coefficient: '1.03',
  volumeM3: '187.46',
  tariffCategory: 'heating',
  tariffFrom: '2026-01-01',
  pricePerM3: '9.624',
  isExample: false,
  amountKopecks: 180_412,
  vatKopecks: 32_533,
  isReversal: false,
  readings: {
    from: { value: '8460', takenOn: '2026-10-20' },
    to: { value: '8642', takenOn: '2026-11-21' },
    isRollover: false,
    differenceM3: '182',
    gapMonths: 1,
    part: null,
  },
  average: null,
  norm: null,
};

const penalty = {
  debtMonth: '2026-03',
  dueOn: '2026-04-15',
  totalKopecks: 1140,
  postedBeforeKopecks: 0,
  amountKopecks: 1140,
  spans: [
    {
      debtKopecks: 100_000,
      from: '2026-05-16',
      to: '2026-06-21',
      days: 36,
      percent: '9.5',
      divisor: 300,
    },
  ],
};

export const chargeExamples = {
  month,
  list: { months: [month], nextCursor: 'MjAyNi0xMS0wMQ' },
  line,
  penalty,
  preview: {
    ...examples.readingPreview,
    chargeKopecks: 151_097,
    recalculatedKopecks: 0,
    lines: [
      {
        kind: 'charge',
        chargedMonth: '2026-12',
        method: 'METER',
        clauses: ['p26'],
        measuredM3: '157',
        coefficient: '1',
        volumeM3: '157',
        pricePerM3: '9.624',
        amountKopecks: 151_097,
      },
    ],
  },
  explained: {
    ...month,
    lines: [line],
    penalties: [],
    payments: [{ paidOn: '2026-11-12', amountKopecks: 30_000, channel: 'sbp', isPenalty: false }],
    comparisons: [
      {
        month: '2026-10',
        sumKopecks: 103_939,
        differenceKopecks: 76_473,
        parts: [
          { reason: 'volume', amountKopecks: 71_219 },
          { reason: 'coefficient', amountKopecks: 5_254 },
        ],
      },
    ],
  },
};
