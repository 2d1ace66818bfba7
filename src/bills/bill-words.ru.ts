import { clauseOf } from '#src/billing/charge-clauses.ru.ts';
import { methodReason } from '#src/billing/charges.ru.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import {
  formatDate,
  formatMoney,
  formatMonthName,
  formatReading,
  formatVolume,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type { BillCharge, BillData } from './bill-data.ts';
import { correctedText, volumeText } from './papers/basis-sentence.ru.ts';

/** A page has room for so many; the rest is in the cabinet, line by line. */
const SENTENCES_MOST = 5;

/** How the sum of the month came about, in the words of a person. */
export function howItCameAbout(bill: BillData): string[] {
  const sentences = [
    ...bill.charges.map(chargeSentence),
    ...privilegeSentence(bill),
    ...recalculationSentence(bill),
    ...penaltySentence(bill),
  ];
  const unique = [...new Set(sentences)];
  if (unique.length <= SENTENCES_MOST) return unique;
  return [
    ...unique.slice(0, SENTENCES_MOST - 1),
    'Остальные строки подробно объяснены в личном кабинете, в «Истории начислений».',
  ];
}

function chargeSentence(charge: BillCharge): string {
  const { method, basis, coefficient, volumeM3, pricePerM3, amountKopecks, measuredM3 } = charge;
  const price = `${formatVolume(volumeM3)} × ${formatVolumePlain(pricePerM3)}\u00a0₽`;
  const result = `${price} = ${formatMoney(amountKopecks)}.`;
  if (basis.kind !== 'readings') {
    const how = basis.kind === 'norm' ? ` ${volumeText(charge, basis)}` : '';
    return `${methodReason[method]}${how}${correctedText(charge)} ${result} Правило: ${clauseOf(method)} ПП РФ № 549.`;
  }
  const { from, to, differenceM3, gapMonths } = basis;
  const read = `Счётчик показал ${formatReading(from.value)} (${formatDate(from.takenOn)}) и ${formatReading(to.value)} (${formatDate(to.takenOn)}): разница ${formatVolume(differenceM3)}.`;
  const shared =
    gapMonths > 1
      ? ` Это расход за ${gapMonths}\u00a0мес., поделили поровну: на этот месяц ${formatVolume(measuredM3)}.`
      : '';
  const corrected =
    coefficient === '1'
      ? ''
      : ` Счётчик на улице, объём приводим к стандартной температуре: × ${formatVolumePlain(coefficient)} = ${formatVolume(volumeM3)}.`;
  return `${read}${shared}${corrected} ${result}`;
}

function privilegeSentence({ privilegeKopecks, chargedKopecks }: BillData): string[] {
  if (privilegeKopecks === 0) return [];
  const before = formatMoney(chargedKopecks - privilegeKopecks);
  return [
    `По льготе начислили меньше: ${before} − ${formatMoney(-privilegeKopecks)} = ${formatMoney(chargedKopecks)}.`,
  ];
}

function recalculationSentence({ recalculations, recalculatedKopecks }: BillData): string[] {
  const [first] = recalculations;
  const last = recalculations.at(-1);
  if (!first || !last) return [];
  const months =
    first === last
      ? formatMonthName(first.month)
      : `${formatMonthName(first.month)} – ${formatMonthName(last.month)}`;
  const way = recalculatedKopecks < 0 ? 'вернули' : 'добавили';
  const sum = formatMoney(Math.abs(recalculatedKopecks));
  return [`Пересчитали ${months}: стали известны новые данные, ${way} ${sum}.`];
}

function penaltySentence({ penaltyKopecks }: BillData): string[] {
  if (penaltyKopecks === 0) return [];
  if (penaltyKopecks < 0) {
    return [
      `Пени уменьшили на ${formatMoney(-penaltyKopecks)}: изменилась ставка или сумма долга.`,
    ];
  }
  return [
    `Пени ${formatMoney(penaltyKopecks)}: долг не оплатили в срок, первые 30 дней пеней нет (часть 14 статьи 155 ЖК РФ).`,
  ];
}

/** «Оплата за газ л/с 390014587201 за 10.2026»: what banks show before they pay. */
export const purposeText = (accountNumber: string, month: PlainMonth): string =>
  `Оплата за газ л/с ${accountNumber} за ${month.slice(5, 7)}.${month.slice(0, 4)}`;

/** In the place of the code, where there is none. */
export const noQrText = {
  nothing_to_pay: 'Платить по этой квитанции не нужно, поэтому кода для оплаты нет.',
  too_long: 'Код для оплаты не поместился. Платите по реквизитам рядом, укажите лицевой счёт.',
  requisites_wrong:
    'Кода для оплаты нет: в реквизитах рядом ошибка. Прежде чем платить, позвоните нам.',
} as const;
