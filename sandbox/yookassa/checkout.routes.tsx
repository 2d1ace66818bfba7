import type { FastifyInstance, FastifyReply } from 'fastify';
import encodeQR from 'qr';
import { registerForms } from '../forms.ts';
import { sendPage } from '../page.tsx';
import type { Binding, SavedMethod } from './bindings.ts';
import type { Books, Payment } from './books.ts';
import type { Cashier } from './cashier.ts';
import { Refusal } from './refusal.ts';
import { roublesOf } from './requests.ts';

type Deps = { books: Books; cashier: Cashier };
type ByOrder = { Querystring: { orderId?: string } };
type Decision = { Body: { orderId?: string; decision?: string } };

/** The page where a payer confirms, and the list of what waits for one. */
export function registerCheckout(app: FastifyInstance, { books, cashier }: Deps): void {
  const find = (id: string | undefined): Payment | null => {
    try {
      return books.find(id ?? '');
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  };

  app.get<ByOrder>('/yookassa/checkout', async (request, reply) => {
    const payment = find(request.query.orderId);
    if (!payment) return reply.callNotFound();
    return showCheckout(reply, payment);
  });

  registerForms(app, (forms) => {
    forms.post<Decision>('/yookassa/binding', async (request, reply) => {
      const isAllowed = request.body.decision === 'allow';
      const binding = await cashier.decideBinding(request.body.orderId ?? '', isAllowed);
      return reply.redirect(binding.request.confirmation.return_url, 303);
    });
    forms.post<{ Body: { id?: string } }>(
      '/yookassa/methods/revocation',
      async (request, reply) => {
        if (!books.revokeMethod(request.body.id ?? '')) return reply.callNotFound();
        return reply.redirect('/yookassa', 303);
      },
    );
    forms.post<Decision>('/yookassa/checkout', async (request, reply) => {
      const payment = find(request.body.orderId);
      if (!payment) return reply.callNotFound();
      if (request.body.decision === 'pay') await cashier.pay(payment.id);
      else await cashier.decline(payment.id, 'general_decline');
      const back = returnUrlOf(payment);
      return back ? reply.redirect(back, 303) : showCheckout(reply, payment);
    });
  });

  app.get<{ Querystring: { id?: string } }>('/yookassa/binding', async ({ query }, reply) =>
    showBinding(reply, books.findBinding(query.id ?? '')),
  );

  app.get('/yookassa', async (_, reply) =>
    sendPage(reply, {
      title: 'ЮKassa',
      children: (
        <>
          <MethodList methods={books.listSavedMethods()} />
          <PaymentList payments={books.listPayments()} />
        </>
      ),
    }),
  );
}

const returnUrlOf = ({ request }: Payment): string | null =>
  request.confirmation?.return_url ?? null;

const methodText = {
  sbp: 'СБП',
  bank_card: 'Банковская карта',
  sberbank: 'SberPay',
  tinkoff_bank: 'T-Pay',
  yoo_money: 'ЮMoney',
} as const;
const statusText = {
  pending: 'ждёт плательщика',
  waiting_for_capture: 'деньги удержаны',
  succeeded: 'оплачен',
  canceled: 'отменён',
} as const;

const roubles = (kopecks: number): string => `${roublesOf(kopecks).replace('.', ',')}\u00a0₽`;

async function showCheckout(reply: FastifyReply, payment: Payment): Promise<FastifyReply> {
  const back = returnUrlOf(payment);
  const qr = payment.sbpLink
    ? encodeQR(payment.sbpLink, 'data-url', { border: 4, scale: 5 })
    : null;
  // The browser follows the redirect after the form only to where the policy allows.
  const target = back ? ` ${new URL(back).origin}` : '';
  reply.header(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; img-src data:; form-action 'self'${target}; base-uri 'none'`,
  );
  return sendPage(reply, {
    title: `К оплате ${roubles(payment.kopecks)}`,
    children: <Checkout payment={payment} back={back} qr={qr} />,
  });
}

function showBinding(reply: FastifyReply, { id, status, request }: Binding): FastifyReply {
  const { return_url: back } = request.confirmation;
  reply.header(
    'content-security-policy',
    `default-src 'none'; style-src 'self'; form-action 'self' ${new URL(back).origin}; base-uri 'none'`,
  );
  return sendPage(reply, {
    title: `Привязать: ${methodText[request.type]}`,
    children:
      status === 'pending' ? (
        <form action="/yookassa/binding" method="post">
          <p>Магазин сможет списывать без вашего подтверждения. Сейчас ничего не спишем.</p>
          <input type="hidden" name="orderId" value={id} />
          <button type="submit" name="decision" value="allow">
            Привязать
          </button>
          <button type="submit" name="decision" value="refuse">
            Отказаться
          </button>
        </form>
      ) : (
        <p>
          <a href={back}>Вернуться в магазин</a>
        </p>
      ),
  });
}

function Checkout(props: { payment: Payment; back: string | null; qr: string | null }) {
  const { payment, back, qr } = props;
  return (
    <>
      <dl>
        <div>
          <dt>За что</dt>
          <dd>{payment.request.description ?? 'Без описания'}</dd>
        </div>
        <div>
          <dt>Чем</dt>
          <dd>{payment.method ? methodText[payment.method] : 'На выбор'}</dd>
        </div>
        {payment.request.save_payment_method && (
          <div>
            <dt>Сохраним</dt>
            <dd>
              {payment.method === 'sbp' ? 'Счёт СБП' : 'Карту'}: магазин сможет списывать с неё без
              вашего подтверждения
            </dd>
          </div>
        )}
      </dl>
      {payment.status === 'pending' ? (
        <>
          {qr && (
            <p>
              <img alt="QR-код СБП" src={qr} />
            </p>
          )}
          <form action="/yookassa/checkout" method="post">
            <input type="hidden" name="orderId" value={payment.id} />
            <button type="submit" name="decision" value="pay">
              Оплатить
            </button>
            <button type="submit" name="decision" value="refuse">
              Отказаться
            </button>
          </form>
        </>
      ) : (
        <p>{`Этот платёж ${statusText[payment.status]}.`}</p>
      )}
      {back && (
        <p>
          <a href={back}>Вернуться в магазин</a>
        </p>
      )}
    </>
  );
}

/** As the payer's bank shows whom one lets charge, and takes it back. */
function MethodList({ methods }: { methods: SavedMethod[] }) {
  if (methods.length === 0) return null;
  return (
    <ul class="letters">
      {methods.map(({ id, method, isRevoked }) => (
        <li>
          <span>{methodText[method]}: разрешено списывать</span>
          {isRevoked ? (
            <span>отозвано</span>
          ) : (
            <form action="/yookassa/methods/revocation" method="post">
              <input type="hidden" name="id" value={id} />
              <button type="submit">Отозвать</button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}

function PaymentList({ payments }: { payments: Payment[] }) {
  if (payments.length === 0) return <p>Платежей пока нет.</p>;
  return (
    <ul class="letters">
      {payments.slice(0, 200).map((payment) => (
        <li>
          <a href={`/yookassa/checkout?orderId=${payment.id}`}>{roubles(payment.kopecks)}</a>
          <span>{payment.request.description ?? ''}</span>
          <span>{statusText[payment.status]}</span>
        </li>
      ))}
    </ul>
  );
}
