import { readingStatusText } from '#src/meters/meters.ru.ts';
import { addDays, addMonths } from '#src/plain-date.ts';
import { formatDateWithYear, formatMoney, formatMonth, formatReading } from '#src/ui/format.ru.ts';
import type { PaperBody, PaperKind } from './paper-data.ts';

/** What a paper is called: on itself, in lists, where it is checked. */
export const paperName = {
  no_debt: 'Справка об отсутствии задолженности',
  reconciliation: 'Акт сверки',
  reading: 'Подтверждение показания',
  month: 'Расчёт начислений за месяц',
  payment: 'Подтверждение платежа',
} satisfies Record<PaperKind, string>;

/** Of a name a file can have in any mail program. */
export const fileWord = {
  no_debt: 'spravka',
  reconciliation: 'akt-sverki',
  reading: 'pokazanie',
  month: 'raschet',
  payment: 'oplata',
} satisfies Record<PaperKind, string>;

/** «долг 12,00 ₽», «аванс 3,50 ₽», «долга нет». */
export function balanceText(kopecks: number): string {
  if (kopecks > 0) return `долг ${formatMoney(kopecks)}`;
  if (kopecks < 0) return `аванс ${formatMoney(-kopecks)}`;
  return 'долга нет';
}

/** What is compared with the paper in one's hand: nothing of who, where and by which meter. */
export function checkedFacts(body: PaperBody): [term: string, text: string][] {
  switch (body.kind) {
    case 'no_debt':
      return [
        ['На дату', formatDateWithYear(body.on)],
        ['Задолженность', 'нет'],
      ];
    case 'reconciliation':
      return [
        ['С', formatDateWithYear(body.from)],
        ['По', formatDateWithYear(addDays(addMonths(body.to, 1), -1))],
        ['На конец', balanceText(body.closingKopecks)],
      ];
    case 'reading':
      return [
        ['Показание', formatReading(body.value)],
        ['Снято', formatDateWithYear(body.takenOn)],
        ['Состояние', readingStatusText[body.status]],
      ];
    case 'month':
      return [
        ['Месяц', formatMonth(body.month)],
        ['Начислено за газ', formatMoney(body.chargedKopecks)],
        ['На конец', balanceText(body.closingKopecks)],
      ];
    case 'payment':
      return [
        ['Оплачено', formatMoney(body.amountKopecks)],
        ['Дата', formatDateWithYear(body.paidOn)],
      ];
  }
}
