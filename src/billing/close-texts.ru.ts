import { formatKopecksPlain, formatMonth } from '#src/ui/format.ru.ts';
import type { CloseFailure } from './close-month.ts';
import type { ExampleRates } from './example-rates.ts';
import type { OutlierKind } from './preview-close.ts';
import { normNames, tariffNames } from './rate-names.ru.ts';
import type { MissingRate } from './rates.ts';

const day = (iso: string): string => iso.split('-').reverse().join('.');

/** What is missing, and the command that adds it. */
function describeMissing(missing: MissingRate): string {
  switch (missing.kind) {
    case 'tariff':
      return `нет тарифа «${tariffNames[missing.category]}» на ${day(missing.on)}: добавьте его командой ochag import tariffs`;
    case 'norm':
      return `нет норматива «${normNames[missing.use].file}» на ${day(missing.on)}: добавьте его командой ochag import norms`;
    case 'coefficient':
      return `нет коэффициента зоны ${missing.climateZone} на ${formatMonth(missing.month)}: добавьте его командой ochag import coefficients`;
    case 'key_rate':
      return `нет ключевой ставки на ${day(missing.on)}: добавьте её командой ochag import key-rates`;
  }
}

export function describeCloseFailure(failure: CloseFailure): string {
  switch (failure.code) {
    case 'no_accounts':
      return 'лицевых счетов ещё нет: загрузите реестр командой ochag import register';
    case 'month_not_ended':
      return `${formatMonth(failure.month)} ещё не кончился: закрыть его можно с ${day(failure.endsOn)}`;
    case 'month_out_of_order':
      return `месяцы закрываются по порядку: ${formatMonth(failure.month)} закрыть нельзя, следующий — ${formatMonth(failure.next)} (${failure.next.slice(0, 7)}). Книги открывает день реестра, его задаёт ochag import register --as-of`;
    case 'already_closed':
      return `${formatMonth(failure.month)} уже закрыт`;
    case 'another_is_running':
      return `не докончено закрытие другого месяца: ${formatMonth(failure.month)}. Запустите его ещё раз`;
    case 'rates_missing':
      return `месяц не закрыть:\n${failure.missing.map((one) => `  ${describeMissing(one)}`).join('\n')}`;
    case 'cannot_charge': {
      const reason = failure.missing ? describeMissing(failure.missing) : 'ошибка в данных';
      return `закрытие остановилось: ${reason}. Добавьте и запустите ещё раз: сделанное сохранено`;
    }
    case 'interrupted':
      return 'остановлено. Запустите ещё раз: сделанное сохранено, остальное будет досчитано';
  }
}

const listed = (names: readonly string[]): string => names.map((name) => `«${name}»`).join(', ');

/** One line for each kind of number that is still an example, with the command that mends it. */
export function describeExamples({ tariffs, norms, zones }: ExampleRates): string[] {
  return [
    tariffs.length > 0 &&
      `цены: ${listed(tariffs.map((one) => tariffNames[one]))}; настоящие внесёт ochag import tariffs`,
    norms.length > 0 &&
      `нормативы: ${listed(norms.map((one) => normNames[one].file))}; настоящие внесёт ochag import norms`,
    zones.length > 0 &&
      `коэффициенты зон: ${zones.join(', ')}; настоящие внесёт ochag import coefficients`,
  ].filter((text) => text !== false);
}

export const outlierNames: Record<OutlierKind, string> = {
  biggest: 'Самые большие начисления',
  zero: 'Начислено 0 ₽',
  negative: 'Начислено меньше нуля',
  changed: 'Изменилось больше чем в 3 раза против прошлого года',
};

export const closeTexts = {
  bar: '{bar} {percentage} %  лицевых счетов: {accounts}, в секунду: {rate}, осталось: {eta_formatted}',
  ranges: (done: number, ranges: number, accounts: number): string =>
    `  частей: ${done} из ${ranges}, лицевых счетов: ${accounts.toLocaleString('ru-RU')}`,
  badMonth: (text: string): string => `«${text}» не месяц: напишите, например, 2026-11`,
  badCount: (option: string, most: number): string => `${option}: нужно число от 1 до ${most}`,
  noReason: 'назовите причину: --reason "…"',
  totals: [
    ['accounts', 'Лицевых счетов'],
    ['estimatedAccounts', 'из них без показаний или по нормативу'],
    ['lines', 'Строк начислений'],
  ] as const,
  sums: [
    ['openingKopecks', 'Входящее сальдо'],
    ['chargedKopecks', 'Начислено'],
    ['recalculatedKopecks', 'Перерасчёт'],
    ['penaltyKopecks', 'Пени'],
    ['correctedKopecks', 'Исправления'],
    ['paidKopecks', 'Оплачено'],
    ['closingKopecks', 'Исходящее сальдо'],
  ] as const,
  volume: 'Объём, м³',
  examples: 'Посчитано и числами-примерами, в счетах их быть не должно:',
  roubles: (kopecks: number): string => `${formatKopecksPlain(kopecks)} ₽`,
  lastYear: (kopecks: number): string => `год назад ${formatKopecksPlain(kopecks)} ₽`,
};
