import type { BillingRules } from './billing-rules.ts';

/** Numbers of the law, the same in all regions but for what the supplier may choose (`recalculation`). */
export const kaliningradBilling: BillingRules = {
  // ФЗ № 177-ФЗ of 24.06.2025: from the bill for February 2026 on, in favour of the citizen.
  dueDays: [
    { from: '2000-01-01', day: 10 },
    { from: '2026-02-01', day: 15 },
  ],
  vat: [
    { from: '2019-01-01', percent: '20' },
    { from: '2026-01-01', percent: '22' },
  ],
  penaltySteps: [
    {
      from: '2016-01-01',
      freeDays: 30,
      steps: [
        { fromDay: 31, divisor: 300 },
        { fromDay: 91, divisor: 130 },
      ],
    },
  ],
  penaltyCaps: [
    { from: '2016-01-01', percent: null, act: 'ЖК РФ, статья 155, часть 14' },
    { from: '2022-03-26', percent: '9.5', isFixed: true, act: 'ПП РФ № 474 от 26.03.2022' },
    { from: '2022-09-23', percent: '9.5', act: 'ПП РФ № 474 в редакции № 1681 от 23.09.2022' },
    { from: '2023-01-01', percent: '9.5', act: 'ПП РФ № 474 в редакции № 2479 от 28.12.2022' },
    { from: '2024-01-01', percent: '9.5', act: 'ПП РФ № 474 в редакции № 2382 от 29.12.2023' },
    { from: '2025-01-01', percent: '9.5', act: 'ПП РФ № 474 в редакции № 329 от 18.03.2025' },
    { from: '2027-01-01', percent: null, act: 'ЖК РФ, статья 155, часть 14' },
  ],
  penaltyMoratoria: [
    { from: '2020-04-06', to: '2021-01-01', act: 'ПП РФ № 424 от 02.04.2020' },
    { from: '2022-04-01', to: '2022-10-02', act: 'ПП РФ № 497 от 28.03.2022' },
  ],
  holidays: [
    // ТК РФ, статья 112, часть 1.
    ...['--01-01', '--01-02', '--01-03', '--01-04', '--01-05', '--01-06', '--01-07', '--01-08'],
    ...['--02-23', '--03-08', '--05-01', '--05-09', '--06-12', '--11-04'],
    // Moved days off, each year by a decree of the government.
    ...['2023-02-24', '2023-05-08', '2023-11-06'],
    ...['2024-04-29', '2024-04-30', '2024-05-10', '2024-12-30', '2024-12-31'],
    ...['2025-05-02', '2025-05-08', '2025-06-13', '2025-11-03', '2025-12-31'],
    ...['2026-01-09', '2026-03-09', '2026-05-11', '2026-12-31'],
    // 2027 by part 2 of the article alone: what the decree moves is to be added by the supplier.
    ...['2027-05-03', '2027-05-10', '2027-06-14'],
  ],
  workingWeekends: ['2024-04-27', '2024-11-02', '2024-12-28', '2025-11-01'],
  averageMonths: 12,
  estimatedMonthsMost: 3,
  inspectionMonthsMost: 6,
  absenceDaysMoreThan: 5,
  recalculation: { average: 'REBASE', norm: 'KEEP' },
};
