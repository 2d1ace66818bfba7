import Big from 'big.js';
import { channelText, methodText } from '#src/billing/charges.ru.ts';
import { penaltyOfDays } from '#src/billing/explain-line.ts';
import { tariffNames } from '#src/billing/rate-names.ru.ts';
import { addDays } from '#src/plain-date.ts';
import {
  formatDateShort,
  formatDateWithYear,
  formatKopecksPlain,
  formatMonth,
  formatVolumePlain,
  plural,
} from '#src/ui/format.ru.ts';
import { lowerFirst } from '#src/ui/letter-case.ts';
import { balanceStrip } from '../balance-strip.ru.ts';
import { basisSentence } from './basis-sentence.ru.ts';
import type { MonthBody, MonthLine } from './paper-data.ts';

/** A month to the last line: what the bill has no room for. */
export function monthText(body: MonthBody) {
  const charges = body.lines.filter(({ kind }) => kind === 'charge');
  const recalculated = body.lines.filter(({ kind }) => kind === 'recalculation');
  return {
    title: `Расчёт начислений за ${formatMonth(body.month)}`,
    strip: balanceStrip(body, { lastPaidOn: null }),
    lines: charges.map((line) => lineRow(line, 'Газ')),
    linesTotal: totalOf('Начислено', charges, body.chargedKopecks),
    how: howOf(body, charges),
    recalculated: recalculated.map((line) => lineRow(line, formatMonth(line.chargedMonth))),
    recalculatedTotal: totalOf('Перерасчёт', recalculated, body.recalculatedKopecks),
    penalties: penaltyRows(body),
    penaltiesTotal: { what: 'Пени', sum: formatKopecksPlain(body.penaltyKopecks) },
    penaltyRule:
      'Пени: долг × ключевая ставка × доля × дни, часть 14 статьи 155 ЖК РФ. Дни складываем без округления, за каждый долг округляем один раз и вычитаем то, что начислили раньше.',
    money: moneyRows(body),
  };
}

function lineRow(line: MonthLine, name: string) {
  const { method, meterSerial, from, to, basis } = line;
  const isReversal = basis.kind === 'reversal';
  const what = method === 'PRIVILEGE' ? 'Льгота' : `${name}: ${tariffNames[line.category]}`;
  const how = [
    isReversal ? `Сняли: ${lowerFirst(methodText[method])}` : methodText[method],
    meterSerial && `счётчик №\u00a0${meterSerial}`,
    `${formatDateShort(from)}–${formatDateShort(addDays(to, -1))}`,
  ];
  const isMoney = method === 'PRIVILEGE';
  return {
    what: isReversal || name === 'Газ' ? what : `${what}, заново`,
    how: how.filter(Boolean).join(', '),
    measured: isMoney ? '' : formatVolumePlain(line.measuredM3),
    coefficient: isMoney ? '' : formatVolumePlain(line.coefficient),
    volume: isMoney ? '' : formatVolumePlain(line.volumeM3),
    price: isMoney ? '' : formatVolumePlain(line.pricePerM3),
    sum: formatKopecksPlain(line.amountKopecks),
  };
}

function totalOf(what: string, lines: readonly MonthLine[], kopecks: number) {
  const volume = lines
    .filter(({ method }) => method !== 'PRIVILEGE')
    .reduce((all, { volumeM3 }) => all.plus(volumeM3), new Big(0));
  return {
    what,
    volume: formatVolumePlain(volume.toFixed()),
    sum: formatKopecksPlain(kopecks),
  };
}

function howOf(body: MonthBody, charges: readonly MonthLine[]): string[] {
  const people = plural(body.residents, ['человек', 'человека', 'человек', 'человека']);
  const area = body.heatedAreaM2
    ? `, отапливается ${formatVolumePlain(body.heatedAreaM2)}\u00a0м²`
    : '';
  return [
    ...new Set(charges.map(basisSentence)),
    `На конец месяца по счёту: ${body.residents}\u00a0${people}${area}.`,
  ];
}

function penaltyRows({ penalties }: MonthBody) {
  return penalties.flatMap((line) => [
    {
      isHead: true,
      what: `Счёт за ${formatMonth(line.debtMonth)}, срок ${formatDateWithYear(line.dueOn)}${
        line.postedBeforeKopecks === 0
          ? ''
          : `; всего ${formatKopecksPlain(line.totalKopecks)}, раньше начислили ${formatKopecksPlain(line.postedBeforeKopecks)}`
      }`,
      sum: formatKopecksPlain(line.amountKopecks),
    },
    ...line.spans.map((span) => ({
      isHead: false,
      what: `${formatDateShort(span.from)}–${formatDateShort(addDays(span.to, -1))}`,
      debt: formatKopecksPlain(span.debtKopecks),
      days: String(span.days),
      percent: formatVolumePlain(span.percent),
      share: `1/${span.divisor}`,
      sum: formatVolumePlain(penaltyOfDays(span), 4),
    })),
  ]);
}

function moneyRows({ payments, corrections }: MonthBody) {
  return [
    ...payments.map(({ paidOn, channel, amountKopecks }) => ({
      on: formatDateWithYear(paidOn),
      how: channelText(channel),
      sum: formatKopecksPlain(amountKopecks),
    })),
    ...corrections.map(({ cause, amountKopecks }) => ({
      on: 'Исправление',
      how: cause,
      sum: formatKopecksPlain(amountKopecks),
    })),
  ];
}
