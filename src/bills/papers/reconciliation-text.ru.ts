import Big from 'big.js';
import { methodRemark } from '#src/billing/charges.ru.ts';
import { addDays, addMonths } from '#src/plain-date.ts';
import {
  formatDateShort,
  formatDateWithYear,
  formatKopecksPlain,
  formatMoney,
  formatMonth,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type {
  PaperSubscriber,
  PaperSupplier,
  ReconciledMonth,
  ReconciliationBody,
} from './paper-data.ts';
import { balanceText } from './paper-words.ru.ts';

type Sums = Omit<ReconciledMonth, 'month' | 'isImported' | 'methods' | 'volumeM3'>;
type Column = { name: string; pick: (row: Sums) => number };

export function reconciliationText(
  body: ReconciliationBody,
  { supplier, subscriber }: { supplier: PaperSupplier; subscriber: PaperSubscriber },
) {
  const { from, to, months, openingKopecks, closingKopecks } = body;
  const lastDay = addDays(addMonths(to, 1), -1);
  const columns = columnsOf(months);
  const total: Sums = {
    chargedKopecks: sum(months, (row) => row.chargedKopecks),
    recalculatedKopecks: sum(months, (row) => row.recalculatedKopecks),
    penaltyKopecks: sum(months, (row) => row.penaltyKopecks),
    correctedKopecks: sum(months, (row) => row.correctedKopecks),
    paidKopecks: sum(months, (row) => row.paidKopecks),
    closingKopecks,
  };
  const volume = months.reduce((all, { volumeM3 }) => all.plus(volumeM3), new Big(0));
  const sumsOf = (row: Sums) => columns.map(({ pick }) => formatKopecksPlain(pick(row)));
  return {
    title: 'Акт сверки расчётов за газ',
    period: `с ${formatDateWithYear(from)} по ${formatDateWithYear(lastDay)}`,
    columns: columns.map(({ name }) => name),
    opening: {
      term: `На ${formatDateShort(from)}`,
      sum: formatKopecksPlain(openingKopecks),
    },
    months: months.map((row) => ({
      month: formatMonth(row.month),
      volume: formatVolumePlain(row.volumeM3, 3),
      how: howOf(row),
      sums: sumsOf(row),
    })),
    total: {
      month: 'Итого',
      volume: formatVolumePlain(volume.toFixed(), 3),
      sums: sumsOf(total),
    },
    sentences: [
      `На ${formatDateWithYear(lastDay)} по данным поставщика ${balanceText(closingKopecks)}${penaltyOf(body)}.`,
      'Начислено, перерасчёт и пени увеличивают долг, оплаты уменьшают. Минус в последней колонке значит аванс.',
    ],
    signatures: [
      {
        whose: `Поставщик: ${supplier.legalName}`,
        position: supplier.signatory?.position ?? '',
        name: supplier.signatory?.name ?? '',
      },
      { whose: 'Абонент', position: subscriber.name, name: '' },
    ],
  };
}

function columnsOf(months: readonly ReconciledMonth[]): Column[] {
  const hasCorrections = months.some(({ correctedKopecks }) => correctedKopecks !== 0);
  return [
    { name: 'Начислено', pick: (row) => row.chargedKopecks },
    { name: 'Перерасчёт', pick: (row) => row.recalculatedKopecks },
    { name: 'Пени', pick: (row) => row.penaltyKopecks },
    ...(hasCorrections ? [{ name: 'Исправлено', pick: (row: Sums) => row.correctedKopecks }] : []),
    { name: 'Оплачено', pick: (row) => row.paidKopecks },
    { name: 'На конец', pick: (row) => row.closingKopecks },
  ];
}

function howOf({ isImported, methods }: ReconciledMonth): string {
  if (isImported) return 'прежняя система';
  const unusual = methods.flatMap((method) => methodRemark[method] ?? []);
  return [...new Set(unusual)].join(', ') || 'по счётчику';
}

const penaltyOf = ({ closingPenaltyKopecks }: ReconciliationBody): string =>
  closingPenaltyKopecks !== null && closingPenaltyKopecks > 0
    ? `, в том числе пени ${formatMoney(closingPenaltyKopecks)}`
    : '';

const sum = (rows: readonly Sums[], pick: (row: Sums) => number): number =>
  rows.reduce((total, row) => total + pick(row), 0);
