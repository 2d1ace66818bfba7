import { QrCode } from '#src/identity/second-factor/qr-code.page.tsx';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { formatAccountNumber } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import { Sum } from '#src/ui/sum.tsx';
import { type BasketState, basketState, isPaid, nextToConfirm } from './basket-view.ts';
import type { Basket } from './baskets-store.ts';
import { cancelText } from './cancel-reasons.ru.ts';
import { addressToPayAgain } from './pay-again.ts';
import { isGuests, Paid, type StateProps, WhatIsPaid } from './payment-facts.page.tsx';

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

/** What the script compares: when it differs, there is something new to show. */
const stateText = ({ payments }: Basket): string =>
  payments.map(({ state, fiscal }) => `${state} ${fiscal ?? ''}`).join();

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
