import { addDays, addMonths, firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Card, CardFoot } from '#src/ui/card.tsx';
import { type FactItem, Facts } from '#src/ui/facts.tsx';
import {
  formatAccountNumber,
  formatDate,
  formatDateTime,
  formatMoney,
  formatMonthName,
  maskedNumber,
} from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { Stages } from '#src/ui/stages.tsx';
import { Sum } from '#src/ui/sum.tsx';
import { isPaid, sumOf } from './basket-view.ts';
import type { Basket, BasketPayment } from './baskets-store.ts';
import { cancelText } from './cancel-reasons.ru.ts';
import { Confirmations } from './confirmations.page.tsx';
import { fiscalText, methodChoice, splitText } from './payments.ru.ts';

export type StateProps = {
  context: PageContext;
  basket: Basket;
  today: PlainDate;
  /** What is owed now on the account of a basket of one; null: of several, or not known. */
  balanceKopecks: number | null;
  /** null: of a guest, to whom nothing of the account is open. */
  open: OpenToPayer | null;
};

/** Of the accounts of a basket, by their numbers: those that the payer still sees, and holds now. */
export type OpenToPayer = {
  seen: readonly string[];
  own: readonly string[];
  /** Entries whose confirmation is theirs. */
  papers: readonly number[];
};

/** Whoever holds a bill has paid it: nothing is told beyond what its code shows to anybody. */
export const isGuests = ({ verifyCode }: Basket): boolean => verifyCode !== null;

const numberIn = (basket: Basket, number: string): string =>
  isGuests(basket) ? maskedNumber(number) : formatAccountNumber(number);

/** What has come, and which way it goes. */
export function Paid({ context, basket, today, balanceKopecks, open }: StateProps) {
  const [first] = basket.payments;
  const { supplier } = context;
  const paidOn = first?.paidOn ?? today;
  const month = first?.entry?.billingMonth ?? firstDayOfMonth(paidOn);
  const isBilled = first?.entry?.isBilled ?? false;
  const billReadyOn = addDays(addMonths(month, 1), supplier.calendar.billReadyDay - 1);
  const forMonth = `За ${formatMonthName(month)}`;
  return (
    <Card tint="okay" title={<Sum kopecks={sumOf(basket.payments)} />} headingId="paid-sum">
      {balanceKopecks !== null && <p>{afterPaymentText(balanceKopecks)}</p>}
      <Stages
        stages={[
          { name: 'Банк подтвердил', note: formatDate(paidOn), state: 'done' },
          {
            name: 'Вычли из суммы к оплате',
            note: formatDateTime(first?.stateChangedAt ?? basket.startedAt, supplier.timeZone),
            state: 'done',
          },
          { name: 'Деньги идут на счёт', note: settlementText(paidOn, today), state: 'now' },
          {
            name: 'Попадёт в квитанцию',
            note: isBilled
              ? `${forMonth}: квитанция готова`
              : `${forMonth}, до ${formatDate(billReadyOn)}`,
            state: isBilled ? 'done' : 'next',
          },
        ]}
      />
      {basket.isMethodSaved && first && open?.own.includes(first.accountNumber) && (
        <p>
          Способ оплаты сохранили.{' '}
          <a href={href('autopay', { number: first.accountNumber })}>Включить автоплатёж</a>
        </p>
      )}
      {open && <Confirmations payments={basket.payments} papers={open.papers} />}
    </Card>
  );
}

/** Gateways pay out on the next working day; holidays come in threes. */
const SETTLEMENT_DAYS = 4;

/** Whose way the money is on does not concern the payer: it is in the balance since it was confirmed. */
function settlementText(paidOn: PlainDate, today: PlainDate): string {
  const until = addDays(paidOn, SETTLEMENT_DAYS);
  return today <= until
    ? `Банк переводит их нам, обычно до ${formatDate(until)}. Делать ничего не нужно`
    : 'Их переводит нам банк. Платёж уже учтён, делать ничего не нужно';
}

function afterPaymentText(kopecks: number): string {
  if (kopecks > 0) return `Осталось к оплате ${formatMoney(kopecks)}.`;
  return kopecks < 0
    ? `Переплата ${formatMoney(-kopecks)}: зачтём в следующем месяце.`
    : 'Долга нет.';
}

/** Beside every state of it: for what, how much, how. */
export function WhatIsPaid({ context, basket, open }: StateProps) {
  const { timeZone } = context.supplier;
  const [first] = basket.payments;
  const refunded = basket.payments.reduce((sum, one) => sum + one.refundedKopecks, 0);
  const items: FactItem[] = [
    ...basket.payments.map((payment) => ({
      term: `Лицевой счёт ${numberIn(basket, payment.accountNumber)}`,
      value: formatMoney(payment.amountKopecks),
      isNumber: true,
      note: isGuests(basket) ? undefined : notesOf(payment, basket.payments.length > 1),
    })),
    ...(refunded > 0 ? [{ term: 'Возвращаем', value: formatMoney(refunded), isNumber: true }] : []),
    { term: 'Комиссия', value: formatMoney(0), isNumber: true },
    {
      term: 'Как',
      value: methodChoice[basket.method].label,
      ...(basket.source === 'autopay' ? { note: 'Автоплатёж' } : {}),
    },
    { term: 'Начали', value: formatDateTime(basket.startedAt, timeZone) },
    ...(first && isPaid(first)
      ? [{ term: 'Чек', value: fiscalText(first.fiscal, basket.receiptEmail) }]
      : []),
  ];
  return (
    <Card title="Платёж" headingId="payment">
      <Facts isTight items={items} />
      {first && open?.seen.includes(first.accountNumber) && (
        <CardFoot>
          <a href={href('payments', { number: first.accountNumber })}>История платежей</a>
        </CardFoot>
      )}
    </Card>
  );
}

function notesOf(payment: BasketPayment, isOneOfMany: boolean): string | undefined {
  const { amountKopecks, penaltyKopecks } = payment;
  const notes = [
    penaltyKopecks > 0 && splitText({ amountKopecks, penaltyKopecks }),
    isOneOfMany && statusNote(payment),
  ].filter((note) => note !== false);
  return notes.length > 0 ? notes.join('. ') : undefined;
}

function statusNote({ state, reason }: BasketPayment): string {
  if (state === 'succeeded') return 'Оплачен';
  if (state === 'canceled') return cancelText(reason);
  return state === 'pending' ? 'Ждёт подтверждения в банке' : 'Узнаём в банке';
}
