import type { CloseFailure } from '#src/billing/close-month.ts';
import { outlierNames } from '#src/billing/close-texts.ru.ts';
import type { ExampleRates } from '#src/billing/example-rates.ts';
import { missingRateText, normText, tariffText } from '#src/billing/rates.ru.ts';
import { formatDateShort, formatMonth } from '#src/ui/format.ru.ts';

export { outlierNames };

/** What a month would be charged with that nobody has confirmed; empty: all of it is true. */
export function exampleRatesText({ tariffs, norms, zones }: ExampleRates): string {
  const parts = [
    ...tariffs.map((one) => `цена «${tariffText(one)}»`),
    ...norms.map((one) => `норматив «${normText(one)}»`),
    ...zones.map((zone) => `коэффициент зоны ${zone}`),
  ];
  return parts.join(', ');
}

export const closeStateText = {
  running: 'Закрывается',
  closed: 'Закрыт',
  reversed: 'Открыт заново',
} as const;

/** Why a month cannot be closed now, and what to do; one sentence for each thing. */
export function closeRefusalTexts(failure: CloseFailure): string[] {
  switch (failure.code) {
    case 'no_accounts':
      return ['Лицевых счетов ещё нет: сначала загрузите реестр.'];
    case 'month_not_ended':
      return [`Месяц ещё идёт: закрыть можно с ${formatDateShort(failure.endsOn)}.`];
    case 'month_out_of_order':
      return [`Месяцы закрывают по порядку: следующий ${formatMonth(failure.next)}.`];
    case 'already_closed':
      return [`${formatMonth(failure.month)} уже закрыт.`];
    case 'another_is_running':
      return [`Ещё закрывается ${formatMonth(failure.month)}. Дождитесь конца.`];
    case 'rates_missing':
      return failure.missing.map((one) => `В тарифах ${missingRateText(one)}.`);
    case 'cannot_charge':
      return [
        failure.missing
          ? `В тарифах ${missingRateText(failure.missing)}.`
          : 'Один из счетов не посчитать: позовите инженера.',
      ];
    case 'interrupted':
      return ['Закрытие остановили. Нажмите ещё раз: оно пойдёт с того же места.'];
  }
}
