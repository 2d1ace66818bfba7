import type { GatewayName, PayMethod } from '#src/config-gateways.ts';
import type { PaymentMeansColumn } from '#src/db/schema/payments.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { formatAccountNumber, formatMoney, formatMonth } from '#src/ui/format.ru.ts';
import type { FiscalState, ReceiptLine } from './gateway.ts';
import type { HistoryEntry } from './history-store.ts';

/** On the gateway's page, where the payer looks whether it is the right one. */
export const orderText = (accountNumber: string): string =>
  `Оплата газа, лицевой счёт ${formatAccountNumber(accountNumber).replaceAll('\u00a0', ' ')}`;

/** As the letter ИН-04-45/12 of the Bank of Russia writes it; the payer is not named. */
export function purposeText(
  { accountNumber, unifiedNumber }: { accountNumber: string; unifiedNumber: string | null },
  period: PlainMonth,
): string {
  const whose = unifiedNumber ? `ЕЛС ${unifiedNumber}` : `ЛСИ ${accountNumber}`;
  return `Оплата ЖКУ;${whose};ПРД ${period.slice(5, 7)}.${period.slice(0, 4)}`;
}

export const refundText = (accountNumber: string): string =>
  `Возврат оплаты газа, лицевой счёт ${accountNumber}`;

const paidFor: Record<ReceiptLine['kind'], string> = {
  owed: 'Газ природный',
  advance: 'Газ природный, аванс',
  penalty: 'Пени за газ',
};

export const receiptLineText = (kind: ReceiptLine['kind'], accountNumber: string): string =>
  `${paidFor[kind]}, л/с ${accountNumber}`;

/** How money came, for people. */
const meansText: Record<PaymentMeansColumn, string> = {
  sbp: 'СБП',
  card: 'Банковская карта',
  cash_desk: 'Касса',
  bank: 'Банк',
  post: 'Почта',
  terminal: 'Терминал',
  other: 'Другой способ',
};

/** What a sum went for, where penalties are in it. */
export function splitText(sum: { amountKopecks: number; penaltyKopecks: number }): string {
  const gas = Math.abs(sum.amountKopecks - sum.penaltyKopecks);
  const penalties = `пени\u00a0${formatMoney(Math.abs(sum.penaltyKopecks))}`;
  return gas === 0 ? 'Всё в счёт пеней' : `За газ ${formatMoney(gas)}, ${penalties}`;
}

/** The same beside the sum. */
export const penaltyText = (sum: { amountKopecks: number; penaltyKopecks: number }): string =>
  sum.amountKopecks === sum.penaltyKopecks
    ? 'в счёт пеней'
    : `из них пени\u00a0${formatMoney(Math.abs(sum.penaltyKopecks))}`;

const gatewayNames: Record<GatewayName, string> = { yookassa: 'ЮKassa', tbank: 'Т-Банк' };

/** As staff call it; undefined: it is no gateway of ours. */
export const gatewayName = (code: string): string | undefined =>
  (gatewayNames as Record<string, string>)[code];

/** Ways to pay, as they are chosen. */
export const methodChoice: Record<PayMethod, { label: string; hint: string }> = {
  sbp: { label: 'СБП', hint: 'В приложении вашего банка. Обычно меньше минуты.' },
  bank_card: {
    label: 'Банковская карта',
    hint: 'Номер карты вводите на странице банка, мы его не видим.',
  },
};

/** Of the чек of 54-ФЗ. It never holds the money up. */
export function fiscalText(state: FiscalState | null, email: string): string {
  if (state === 'succeeded') return `Отправлен на ${email}`;
  if (state === 'canceled') return 'Пока не оформлен: мы знаем об этом и пришлём его позже';
  return `Придёт на ${email}`;
}

/** The ledger's word for how money came; imports know words of their own. */
export const meansOf = (means: string): string =>
  (meansText as Record<string, string>)[means] ??
  (means === 'cabinet' ? 'Кабинет' : 'Другой способ');

/** As history tells it: a payment that nobody began by hand says so. */
export const howOf = ({ means, isAutopay }: Pick<HistoryEntry, 'means' | 'isAutopay'>): string =>
  isAutopay ? `${meansOf(means)}, автоплатёж` : meansOf(means);

/** What became of the чек of a payment; null: there is none to tell of. */
export function receiptText({ fiscal }: Pick<HistoryEntry, 'fiscal'>): string | null {
  if (fiscal === 'succeeded') return 'Отправлен';
  if (fiscal === 'canceled') return 'Придёт позже';
  return fiscal === 'pending' ? 'Скоро придёт' : null;
}

/** Where a payment is, in a word or two. */
export function stageText(entry: HistoryEntry): string {
  const { state, amountKopecks, billingMonth } = entry;
  if (amountKopecks < 0) return 'Возврат';
  if (entry.isImported) return 'Учтён прежней системой';
  switch (state) {
    case 'created':
    case 'unknown':
      return 'Узнаём в банке';
    case 'pending':
      return 'Ждём вашу оплату';
    case 'canceled':
      return 'Не прошёл';
    case 'reversed':
      return 'Отменён банком';
    case 'returned':
      return 'Возвращён';
    case 'unidentified':
      return 'Уточняем';
    case 'succeeded':
      return billedText(billingMonth, entry.isBilled);
  }
}

function billedText(month: HistoryEntry['billingMonth'], isBilled: boolean): string {
  if (month === null) return 'Вычли из суммы к оплате';
  const bill = `за ${formatMonth(month)}`;
  return isBilled ? `В квитанции ${bill}` : `Вычли, попадёт в квитанцию ${bill}`;
}

const money = (kopecks: number): string => {
  const digits = String(Math.abs(kopecks)).padStart(3, '0');
  return `${kopecks < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
};

/** As a spreadsheet of ours reads it: a comma, no spaces. */
export function historyCsvRows(entries: readonly HistoryEntry[]): string[][] {
  return [
    ['Дата', 'Сумма', 'Как', 'Стадия', 'В квитанции за', 'Чек', 'Из суммы пени'],
    ...entries.map((entry) => [
      entry.day,
      money(entry.amountKopecks),
      howOf(entry),
      stageText(entry).replaceAll('\u00a0', ' '),
      entry.billingMonth?.slice(0, 7) ?? '',
      entry.fiscal === 'succeeded' ? 'отправлен' : '',
      money(entry.penaltyKopecks),
    ]),
  ];
}
