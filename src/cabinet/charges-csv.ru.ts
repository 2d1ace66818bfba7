import type { AccountMonth } from '#src/billing/account-month.ts';
import { clauseText, methodText } from '#src/billing/charges.ru.ts';
import { clausesOf } from '#src/billing/explain-line.ts';
import type { ExplainedMonth } from '#src/billing/get-account-month.ts';
import { tariffText } from '#src/billing/rates.ru.ts';
import { addDays } from '#src/plain-date.ts';

/** As a spreadsheet of ours reads numbers: a comma, no spaces. */
const money = (kopecks: number): string => {
  const digits = String(Math.abs(kopecks)).padStart(3, '0');
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
};
const decimal = (value: string): string => value.replace('.', ',');

/** Every month, newest first. The sums of a row add up, payments with their minus. */
export function chargesCsvRows(months: readonly AccountMonth[]): string[][] {
  const heading = [
    'Месяц',
    'На начало',
    'Объём, м³',
    'Начислено',
    'Перерасчёт',
    'Пени',
    'Исправления',
    'Оплачено',
    'На конец',
    'Откуда',
  ];
  return [
    heading,
    ...months.map((known) => [
      known.month.slice(0, 7),
      money(known.openingKopecks),
      decimal(known.volumeM3),
      money(known.chargedKopecks),
      money(known.recalculatedKopecks),
      money(known.penaltyKopecks),
      money(known.correctedKopecks),
      money(-known.paidKopecks),
      money(known.closingKopecks),
      known.source === 'imported' ? 'прежняя система' : 'наш расчёт',
    ]),
  ];
}

/** Every line of one month with what it was made of. */
export function chargesMonthCsvRows(known: ExplainedMonth | null): string[][] {
  const heading = [
    'Вид',
    'За месяц',
    'Способ',
    'Основание',
    'С',
    'По',
    'Счётчик',
    'Объём до коэффициента, м³',
    'Коэффициент',
    'Объём, м³',
    'Тариф',
    'Цена за м³',
    'Сумма',
  ];
  const lines = known?.lines.map((line) => [
    line.kind === 'charge' ? 'начислено' : 'перерасчёт',
    line.chargedMonth.slice(0, 7),
    methodText[line.method],
    clausesOf(line)
      .map((clause) => clauseText[clause])
      .join(', '),
    line.from,
    addDays(line.to, -1),
    line.meterSerial ?? '',
    decimal(line.measuredM3),
    decimal(line.coefficient),
    decimal(line.volumeM3),
    tariffText(line.tariff.category),
    decimal(line.pricePerM3),
    money(line.amountKopecks),
  ]);
  const penalties = known?.penalties.map((line) => [
    'пени',
    line.debtMonth.slice(0, 7),
    'За просрочку',
    clauseText.zhk155,
    ...Array(8).fill(''),
    money(line.amountKopecks),
  ]);
  return [heading, ...(lines ?? []), ...(penalties ?? [])];
}
