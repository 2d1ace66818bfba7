import type { PlainDate } from '#src/plain-date.ts';
import { formatDate, formatMoney } from '#src/ui/format.ru.ts';
import type { GatewaySavedMethod } from '../gateway.ts';
import type { AutopayWhen, RunState } from './autopay-rule.ts';
import type { AutopayFailure } from './turn-on.ts';

/** What its owner knows a way to pay by. */
export function methodTitle({ method, lastDigits }: GatewaySavedMethod): string {
  if (method === 'sbp') return 'СБП, счёт в вашем банке';
  return lastDigits ? `Карта ••••\u00a0${lastDigits}` : 'Банковская карта';
}

/** «Карта •••• 4444» → «с карты •••• 4444»: after «спишем», and never torn apart. */
export function fromMethod(title: string): string {
  if (title.startsWith('Карта ')) return `с\u00a0карты\u00a0${title.slice('Карта '.length)}`;
  return title.startsWith('СБП') ? 'через СБП' : 'с банковской карты';
}

export function whenText(when: AutopayWhen): string {
  return when.on === 'bill'
    ? 'Через три дня после новой квитанции'
    : `Каждый месяц ${when.day}\u00a0числа`;
}

/** «1 декабря спишем 1 240,50 ₽ с карты •••• 4444» */
export const soonText = (charge: { dueOn: PlainDate; kopecks: number; title: string }): string =>
  `${formatDate(charge.dueOn)} спишем ${formatMoney(charge.kopecks)} ${fromMethod(charge.title)}`;

/** What became of a month of autopay. */
export const runText: Record<RunState, string> = {
  announced: 'Спишем',
  charging: 'Узнаём в банке',
  paid: 'Списали',
  refused: 'Банк отказал',
  nothing_owed: 'Долга не было, не списали',
  cap_reached: 'Предел месяца исчерпан, не списали',
  not_announced: 'Не предупредили вовремя, не списали',
  not_charged: 'Не списали',
  called_off: 'Отменили: автоплатёж выключен',
};

/** Why nothing was taken, to whoever reckoned with it. */
export function notChargedText(state: RunState): string {
  switch (state) {
    case 'cap_reached':
      return 'Предел, который вы назначили на месяц, уже исчерпан.';
    case 'not_announced':
      return 'Мы не смогли вовремя предупредить вас письмом, а без этого не списываем. Проверьте в «Профиле», верный ли адрес почты.';
    default:
      return 'В назначенный день списание не получилось провести, а в другой день без предупреждения мы не списываем.';
  }
}

export const autopayFormText = {
  whenMissing: 'Выберите, когда списывать',
  methodMissing: 'Выберите, чем платить',
  boundMissing: 'Выберите, что привязать',
  saveMissing: 'Отметьте, что разрешаете сохранить способ оплаты: без этого привязать нельзя',
  capUnreadable: 'Предел должен быть суммой в рублях, например 5 000',
  dayUnreadable: 'Напишите день месяца числом от 1 до 28, например 10',
} as const;

export function autopayFailureText(failure: AutopayFailure): { field: string; message: string } {
  switch (failure.code) {
    case 'method_not_saved':
      return { field: 'method', message: 'Этого способа оплаты больше нет. Выберите другой' };
    case 'day_impossible':
      return { field: 'day', message: autopayFormText.dayUnreadable };
    case 'cap_too_small':
      return {
        field: 'cap',
        message: `Наименьший предел — ${formatMoney(failure.leastKopecks)}`,
      };
    case 'cap_too_large':
      return { field: 'cap', message: `Наибольший предел — ${formatMoney(failure.mostKopecks)}` };
    case 'account_not_open':
      return {
        field: 'method',
        message: 'Для этого счёта автоплатёж включить нельзя: он закрыт или переоформлен',
      };
  }
}
