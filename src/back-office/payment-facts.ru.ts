import type { AccountAutopay } from '#src/payments/autopay/account-autopay-store.ts';
import { whenText } from '#src/payments/autopay/autopay.ru.ts';
import type { AutopayEnd, RunState } from '#src/payments/autopay/autopay-rule.ts';
import type { HistoryEntry } from '#src/payments/history-store.ts';
import { stageText } from '#src/payments/payments.ru.ts';
import { dateInZone } from '#src/plain-date.ts';
import { formatDateShort, formatMoney } from '#src/ui/format.ru.ts';
import { lowerFirst } from '#src/ui/letter-case.ts';

/** Where a payment is: the words that its payer reads, but where they speak to the payer. */
export const stageAtDesk = (entry: HistoryEntry): string =>
  entry.state === 'pending' ? 'Плательщик ещё не оплатил' : stageText(entry);

/** What became of the чек; null: there is none to tell of. */
export function receiptAtDesk({ fiscal }: HistoryEntry): string | null {
  if (fiscal === 'succeeded') return 'Отправлен';
  if (fiscal === 'canceled') return 'Не оформлен';
  return fiscal === 'pending' ? 'Оформляется' : null;
}

/** «СБП, каждый месяц 10 числа, не больше 5 000,00 ₽ в месяц. …» after the name of the payer. */
export function autopayText(autopay: AccountAutopay, timeZone: string): string {
  const { method, when, capKopecks, ended } = autopay;
  const wish = [
    method === 'sbp' ? 'СБП' : 'банковская карта',
    lowerFirst(whenText(when)),
    `не больше ${formatMoney(capKopecks)} в месяц`,
  ].join(', ');
  if (ended === null)
    return [wish, nextText(autopay), lastText(autopay)].filter(Boolean).join('. ');
  const day = formatDateShort(dateInZone(ended.at, timeZone));
  return `выключен ${day}: ${endTexts[ended.reason]}. Было: ${wish}. ${lastText(autopay)}`;
}

function nextText({ announced, nextDueOn }: AccountAutopay): string | null {
  if (announced !== null) {
    return `Спишем ${formatDateShort(announced.dueOn)}: ${formatMoney(announced.kopecks)}`;
  }
  return nextDueOn && `Ближайший день ${formatDateShort(nextDueOn)}`;
}

function lastText({ lastRun }: AccountAutopay): string {
  if (lastRun === null) return 'Списаний ещё не было';
  const sum = lastRun.kopecks === null ? '' : ` ${formatMoney(lastRun.kopecks)}`;
  return `Последний раз, ${formatDateShort(lastRun.dueOn)}: ${runTexts[lastRun.state](sum)}`;
}

const runTexts: Record<RunState, (sum: string) => string> = {
  announced: (sum) => `спишем${sum}`,
  charging: (sum) => `узнаём в банке, списано ли${sum}`,
  paid: (sum) => `списали${sum}`,
  refused: (sum) => `банк отказал в списании${sum}`,
  nothing_owed: () => 'не списали, долга не было',
  cap_reached: () => 'не списали, предел месяца исчерпан',
  not_announced: () => 'не списали, не предупредили вовремя',
  not_charged: () => 'не списали',
  called_off: () => 'отменили до списания',
};

const endTexts: Record<AutopayEnd, string> = {
  turned_off: 'так решил плательщик',
  changed: 'его изменили',
  method_removed: 'способ оплаты удалили',
  permission_revoked: 'разрешение на списания отозвали в банке',
  gateway_gone: 'платёжный сервис больше не работает с нами',
  access_ended: 'счёт убрали из кабинета',
  account_closed: 'счёт закрыт',
  cabinet_closed: 'кабинет закрыли',
};
