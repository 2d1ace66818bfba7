import { QrCode } from '#src/identity/second-factor/qr-code.page.tsx';
import { addDays, addMonths, firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
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
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { Stages } from '#src/ui/stages.tsx';
import { Sum } from '#src/ui/sum.tsx';
import { type BasketState, basketState, isPaid, nextToConfirm, sumOf } from './basket-view.ts';
import type { Basket, BasketPayment } from './baskets-store.ts';
import { Confirmations } from './confirmations.page.tsx';
import { addressToPayAgain } from './pay-again.ts';
import { cancelText, fiscalText, methodChoice, splitText } from './payments.ru.ts';

type StateProps = {
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

const headings: Record<BasketState, string> = {
  paid: 'Оплата прошла',
  waiting: 'Ждём вашу оплату',
  asking: 'Узнаём в банке, прошла ли оплата',
  failed: 'Оплата не прошла',
  partly: 'Оплачено не всё',
};

/** The truth of a payment, whatever way one came here: back from the bank, by Back, by a link. */
export function PaymentStatePage(props: StateProps) {
  const { context, basket } = props;
  const state = basketState(basket);
  const isMoving = state === 'waiting' || state === 'asking';
  const title = headings[state];
  return (
    <Page
      context={context}
      title={title}
      {...(isGuests(basket) ? {} : { section: 'payment' })}
      scripts={isMoving ? ['payment-state.js'] : []}
    >
      <payment-state class="stack" data-state={stateText(basket)}>
        <PageHead title={title} />
        <Columns asideLabel="Что за платёж" aside={<WhatIsPaid {...props} />}>
          {state === 'paid' && <Paid {...props} />}
          {state === 'waiting' && <Waiting {...props} />}
          {state === 'asking' && <Asking basket={basket} />}
          {(state === 'failed' || state === 'partly') && <Failed {...props} />}
        </Columns>
      </payment-state>
    </Page>
  );
}

/** Whoever holds a bill has paid it: nothing is told beyond what its code shows to anybody. */
const isGuests = ({ verifyCode }: Basket): boolean => verifyCode !== null;

const numberIn = (basket: Basket, number: string): string =>
  isGuests(basket) ? maskedNumber(number) : formatAccountNumber(number);

/** What the script compares: when it differs, there is something new to show. */
const stateText = ({ payments }: Basket): string =>
  payments.map(({ state, fiscal }) => `${state} ${fiscal ?? ''}`).join();

function Paid({ context, basket, today, balanceKopecks, open }: StateProps) {
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

function Waiting({ basket }: StateProps) {
  const next = nextToConfirm(basket);
  if (!next) return null;
  const { url, qr } = next.confirmation;
  const place = basket.payments.indexOf(next) + 1;
  const isMany = basket.payments.length > 1;
  return (
    <Card title={<Sum kopecks={next.amountKopecks} />} headingId="next-sum">
      {isMany && (
        <p>
          {`Платёж ${place} из ${basket.payments.length}, лицевой счёт ${formatAccountNumber(next.accountNumber)}.`}
        </p>
      )}
      <p>
        {url || qr
          ? 'Подтвердите оплату в банке. Уже подтвердили? Обновите страницу: обычно хватает нескольких секунд.'
          : 'Готовим страницу банка. Обновите через несколько секунд.'}
      </p>
      {qr && <QrCode text={qr} label="QR-код для оплаты через СБП" />}
      <Actions>
        {(url || qr) && (
          <LinkButton href={url ?? qr ?? ''}>
            {url ? 'Перейти к оплате' : 'Открыть приложение банка'}
          </LinkButton>
        )}
        <Refresh basket={basket} />
      </Actions>
    </Card>
  );
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'payment-state': preact.HTMLAttributes<HTMLElement> & {
        'data-state': string;
        children: preact.ComponentChildren;
      };
    }
  }
}

function Asking({ basket }: { basket: Basket }) {
  return (
    <Alert color="info" title="Банк ещё не ответил">
      <p>
        Не платите второй раз. Если деньги списаны, они не пропадут: мы сами спрашиваем банк и
        покажем ответ здесь и в письме на {basket.receiptEmail}.
      </p>
      <Refresh basket={basket} />
    </Alert>
  );
}

function Refresh({ basket }: { basket: Basket }) {
  return (
    <form
      action={href(isGuests(basket) ? 'guestPaymentState' : 'paymentState', {
        paymentId: basket.publicId,
      })}
      method="get"
    >
      <Button variant="secondary">Обновить</Button>
    </form>
  );
}

function Failed({ basket, open }: StateProps) {
  const failed = basket.payments.filter((payment) => !isPaid(payment));
  const [first, ...others] = failed;
  if (!first) return null;
  return (
    <Card title="Что случилось" headingId="why">
      <p>{cancelText(first.reason)}</p>
      {(basket.verifyCode !== null || open?.own.includes(first.accountNumber)) && (
        <Actions>
          <LinkButton href={addressToPayAgain(basket, [first, ...others])}>
            Попробовать ещё раз
          </LinkButton>
        </Actions>
      )}
    </Card>
  );
}

function WhatIsPaid({ context, basket, open }: StateProps) {
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
