import { methodReason, methodText } from '#src/billing/charges.ru.ts';
import { tariffNames } from '#src/billing/rate-names.ru.ts';
import { addDays } from '#src/plain-date.ts';
import {
  formatDateShort,
  formatKopecksPlain,
  formatMonth,
  formatMonthName,
  formatReading,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type { BillCharge, BillData } from './bill-data.ts';
import type { ExampleNumber } from './bill-reference.ts';

/** A row of the calculation, in the columns of the exemplary form of приказ Минстроя № 43/пр. */
type Row = {
  what: string;
  how: string;
  measured: string;
  coefficient: string;
  volume: string;
  price: string;
  charged: string;
  recalculated: string;
  privilege: string;
  sum: string;
};

const emptyRow: Row = {
  what: '',
  how: '',
  measured: '',
  coefficient: '',
  volume: '',
  price: '',
  charged: '',
  recalculated: '',
  privilege: '',
  sum: '',
};

export function chargeRows(bill: BillData): Row[] {
  const { charges, privilegeKopecks, recalculations, penaltyKopecks, correctedKopecks } = bill;
  return [
    ...charges.map((charge) => chargeRow(charge, bill.meters.length > 1)),
    ...(privilegeKopecks === 0
      ? []
      : [
          {
            ...emptyRow,
            what: 'Льгота',
            how: methodReason.PRIVILEGE,
            privilege: formatKopecksPlain(privilegeKopecks),
            sum: formatKopecksPlain(privilegeKopecks),
          },
        ]),
    ...recalculations.map(({ month, amountKopecks }) => ({
      ...emptyRow,
      what: `Перерасчёт за ${formatMonth(month)}`,
      recalculated: formatKopecksPlain(amountKopecks),
      sum: formatKopecksPlain(amountKopecks),
    })),
    // A row of its own even when it is nought: приказ 43/пр.
    {
      ...emptyRow,
      what: 'Пени',
      how: penaltyNote(bill),
      sum: formatKopecksPlain(penaltyKopecks),
    },
    ...(correctedKopecks === 0
      ? []
      : [{ ...emptyRow, what: 'Исправления', sum: formatKopecksPlain(correctedKopecks) }]),
  ];
}

function chargeRow(charge: BillCharge, hasSeveralMeters: boolean): Row {
  const { category, method, meterSerial, isWholeMonth, from, to, basis } = charge;
  const days = isWholeMonth ? [] : [`${formatDateShort(from)}–${formatDateShort(addDays(to, -1))}`];
  const readings =
    basis.kind === 'readings'
      ? [`${formatReading(basis.from.value)}\u00a0→\u00a0${formatReading(basis.to.value)}`]
      : [];
  const way =
    hasSeveralMeters && meterSerial && method === 'METER'
      ? `${methodText[method]} №\u00a0${meterSerial}`
      : methodText[method];
  return {
    ...emptyRow,
    what: `Газ: ${tariffNames[category]}`,
    how: [way, ...readings, ...days, ...examplesText(charge)].join(', '),
    measured: formatVolumePlain(charge.measuredM3),
    coefficient: charge.coefficient === '1' ? '1' : formatVolumePlain(charge.coefficient),
    volume: formatVolumePlain(charge.volumeM3),
    price: formatVolumePlain(charge.pricePerM3),
    charged: formatKopecksPlain(charge.amountKopecks),
    sum: formatKopecksPlain(charge.amountKopecks),
  };
}

const exampleText = {
  norm: 'норматив взят для примера',
  coefficient: 'коэффициент взят для примера',
  tariff: 'цена взята для примера',
} satisfies Record<ExampleNumber, string>;

const examplesText = ({ examples = [] }: BillCharge): string[] =>
  examples.map((one) => exampleText[one]);

function penaltyNote({ penalties }: BillData): string {
  const months = penalties
    .filter(({ amountKopecks }) => amountKopecks !== 0)
    .map(({ debtMonth }) => formatMonth(debtMonth));
  if (months.length === 0) return '';
  if (months.length > 3) return `за долг за ${months.length} мес., статья 155 ЖК РФ`;
  return `за долг за ${months.join(', ')}, статья 155 ЖК РФ`;
}

/** Of all rows: it is what the strip below adds to the balance. */
export function totalRow(bill: BillData): Row {
  const total =
    bill.chargedKopecks + bill.recalculatedKopecks + bill.penaltyKopecks + bill.correctedKopecks;
  return {
    ...emptyRow,
    what: `Всего за ${formatMonthName(bill.month)}`,
    charged: formatKopecksPlain(bill.chargedKopecks - bill.privilegeKopecks),
    recalculated: formatKopecksPlain(bill.recalculatedKopecks),
    privilege: formatKopecksPlain(bill.privilegeKopecks),
    sum: formatKopecksPlain(total),
  };
}
