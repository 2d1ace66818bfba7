import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/main.ts';
import { isSbpLink, mintSbpLink } from '#sandbox/sbp-link.ts';
import { cancelReasons } from './books.ts';
import { sandboxShop } from './yookassa.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: 0, hangMs: 50 });
});
afterAll(() => sandbox.stop());

const money = { value: '100.50', currency: 'RUB' };
const order = {
  type: 'utilities',
  amount: money,
  payment_purpose: 'Оплата ЖКУ;ЛСИ 390014587201;ПРД 11.2026',
  recipient: {
    name: 'ООО Газ',
    inn: '3906000005',
    kpp: '390601001',
    bank: {
      name: 'Банк',
      bic: '044030653',
      account: '40702810700000012345',
      correspondent_account: '30101810500000000653',
    },
  },
  account_number: '390014587201',
};
const item = { description: 'Газ', quantity: 1, amount: money, vat_code: 11 };
const payment = {
  amount: money,
  capture: true,
  confirmation: { type: 'redirect', return_url: 'http://localhost:3000/payments/1' },
  payment_method_data: { type: 'sbp' },
  receipt: { customer: { email: 'anna@example.ru' }, items: [item] },
  payment_order: order,
};

type Answer = { status: number; body: Record<string, string> };
const { shopId, secretKey } = sandboxShop;

async function call(
  path: string,
  body?: object,
  { key = randomUUID(), password = secretKey }: { key?: string | null; password?: string } = {},
): Promise<Answer> {
  const answer = await fetch(`${sandbox.url}/yookassa/v3${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      authorization: `Basic ${Buffer.from(`${shopId}:${password}`).toString('base64')}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
      ...(key && body ? { 'idempotence-key': key } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: answer.status, body: await answer.json() };
}
const press = (orderId: string, decision: string) =>
  fetch(`${sandbox.url}/yookassa/checkout`, {
    method: 'POST',
    body: new URLSearchParams({ orderId, decision }),
    redirect: 'manual',
  });
const plus = (own: object) => ({ ...payment, ...own });

test.each([
  ['a sum as a number', plus({ amount: { value: 100.5, currency: 'RUB' } })],
  ['a sum with one decimal', plus({ amount: { value: '100.5', currency: 'RUB' } })],
  ['another currency', plus({ amount: { value: '100.50', currency: 'USD' } })],
  ['a field that is not known', plus({ capture_mode: 'auto' })],
  ['no address to come back to', plus({ confirmation: { type: 'redirect' } })],
  ['a чек of another sum', plus({ amount: { value: '100.51', currency: 'RUB' } })],
  ['no чек', plus({ receipt: undefined })],
  ['nobody to send the чек to', plus({ receipt: { customer: {}, items: [item] } })],
  ['no order to the bank', plus({ payment_order: undefined })],
  [
    'an order that names no account',
    plus({ payment_order: { ...order, account_number: undefined } }),
  ],
  ['a purpose too long', plus({ payment_order: { ...order, payment_purpose: 'я'.repeat(211) } })],
  ['a description too long', plus({ description: 'я'.repeat(129) })],
  [
    'a QR code for a card',
    plus({ confirmation: { type: 'qr' }, payment_method_data: { type: 'bank_card' } }),
  ],
  ['a saved method that nobody saved', plus({ confirmation: undefined, payment_method_id: 'x' })],
])('refuses %s', async (_, body) => {
  expect(await call('/payments', body)).toMatchObject({
    status: 400,
    body: { type: 'error', code: 'invalid_request' },
  });
});

test('asks who calls and for a key, and takes one body for one key', async () => {
  expect((await call('/payments', payment, { password: 'wrong' })).status).toBe(401);
  expect((await call('/payments', payment, { key: null })).status).toBe(400);
  expect((await call('/payments', payment, { key: 'a key' })).status).toBe(400);
  expect((await call('/payments', payment, { key: 'a'.repeat(65) })).status).toBe(400);
  const key = randomUUID();
  const first = await call('/payments', payment, { key });
  expect((await call('/payments', payment, { key })).body.id).toBe(first.body.id);
  expect(await call('/payments', plus({ description: 'другое' }), { key })).toMatchObject({
    status: 400,
    body: { description: 'Idempotence key duplicated', parameter: 'Idempotence-Key' },
  });
  expect((await call('/payments', payment)).body.id).not.toBe(first.body.id);
});

test('a payment goes one way, and only what was taken is given back', async () => {
  const { id = '' } = (await call('/payments', payment)).body;
  const refund = (value: string) =>
    call('/refunds', {
      payment_id: id,
      amount: { value, currency: 'RUB' },
      receipt: {
        customer: payment.receipt.customer,
        items: [{ ...item, amount: { value, currency: 'RUB' } }],
      },
    });
  expect((await refund('10.00')).status).toBe(400);
  expect((await call(`/payments/${id}/cancel`, {})).status).toBe(400);
  expect((await call(`/payments/${id}/capture`, {})).status).toBe(400);
  await press(id, 'pay');
  await press(id, 'refuse');
  expect((await call(`/payments/${id}`)).body.status).toBe('succeeded');
  expect((await refund('60.00')).status).toBe(200);
  expect((await refund('40.51')).status).toBe(400);
  expect((await refund('40.50')).status).toBe(200);
  const { yookassa } = await (await fetch(`${sandbox.url}/books.json`)).json();
  expect(yookassa).toMatchObject({ succeededKopecks: 10_050, refundedKopecks: 10_050 });
  expect((await call('/payments/nobody')).status).toBe(404);
});

test('lists newest first, page by page, by state and time', async () => {
  const ids: string[] = [];
  for (let n = 0; n < 3; n += 1) ids.unshift((await call('/payments', payment)).body.id ?? '');
  type List = { items: { id: string }[]; next_cursor?: string };
  const first = (await call('/payments?limit=2')).body as unknown as List;
  expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
  const next = (await call(`/payments?limit=2&cursor=${first.next_cursor}`))
    .body as unknown as List;
  expect(next.items[0]?.id).toBe(ids[2]);
  const later = '/payments?created_at.gte=2100-01-01T00:00:00.000Z';
  expect((await call(later)).body.items).toEqual([]);
  expect((await call('/payments?limit=101')).status).toBe(400);
});

test('takes every reason of a refusal as an order, and no made-up one', async () => {
  const control = (next: string) =>
    fetch(`${sandbox.url}/control/yookassa`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ next }),
    });
  for (const reason of cancelReasons) {
    expect((await control(`cancel:${reason}`)).status).toBe(200);
    const { id = '' } = (await call('/payments', payment)).body;
    await press(id, 'pay');
    const { body } = await call(`/payments/${id}`);
    expect(body).toMatchObject({ status: 'canceled', cancellation_details: { reason } });
  }
  expect((await control('cancel:because')).status).toBe(400);
});

test('links of СБП carry the check sum of the published ones', () => {
  const published =
    'https://qr.nspk.ru/AD1P0060EL96K9C18LLRIJ39S23RO4HP?type=02&bank=100000000004&sum=1000&cur=RUB&crc=92EA';
  const reusable =
    'https://qr.nspk.ru/AS100001ORTF4GAF80KPJ53K186D9A3G?type=01&bank=100000000007&crc=0C8A';
  expect([published, reusable, mintSbpLink(123_456)].map(isSbpLink)).toEqual([true, true, true]);
  expect(isSbpLink(published.replace('sum=1000', 'sum=1001'))).toBe(false);
  expect(isSbpLink(reusable.replace('type=01', 'type=02'))).toBe(false);
});

test('charges what a payer let it keep, and nothing else', async () => {
  const saving = plus({ save_payment_method: true, payment_method_data: { type: 'bank_card' } });
  const pay = async (body: object): Promise<string> => {
    const { id = '' } = (await call('/payments', body)).body;
    await press(id, 'pay');
    return id;
  };
  const charge = (id: string) =>
    call(
      '/payments',
      plus({ confirmation: undefined, payment_method_data: undefined, payment_method_id: id }),
    );
  const revoked = { status: 'canceled', cancellation_details: { reason: 'permission_revoked' } };
  expect((await charge(await pay(payment))).body).toMatchObject(revoked);
  const saved = await pay(saving);
  const method = { payment_method: { id: saved, saved: true, status: 'active' } };
  expect((await call(`/payments/${saved}`)).body).toMatchObject(method);
  expect((await charge(saved)).body).toMatchObject({ status: 'succeeded' });
  const both = plus({ payment_method_id: saved, payment_method_data: { type: 'bank_card' } });
  expect((await call('/payments', both)).status).toBe(400);
  await fetch(`${sandbox.url}/yookassa/methods/revocation`, {
    method: 'POST',
    body: new URLSearchParams({ id: saved }),
  });
  expect((await charge(saved)).body).toMatchObject(revoked);
});

test('keeps a way to pay without a payment once its owner lets it', async () => {
  const confirmation = { type: 'redirect', return_url: 'http://localhost:3000/' };
  for (const wrong of [
    { type: 'cash', confirmation },
    { type: 'sbp' },
    { type: 'sbp', confirmation, amount: money },
  ]) {
    expect((await call('/payment_methods', wrong)).status).toBe(400);
  }
  const bind = async () =>
    (await call('/payment_methods', { type: 'bank_card', confirmation })).body;
  const decide = (orderId: string, decision: string) =>
    fetch(`${sandbox.url}/yookassa/binding`, {
      method: 'POST',
      body: new URLSearchParams({ orderId, decision }),
      redirect: 'manual',
    });
  for (const [decision, status] of [
    ['allow', 'active'],
    ['refuse', 'inactive'],
  ] as const) {
    const { id = '', ...begun } = await bind();
    expect(begun).toMatchObject({ status: 'pending', saved: false });
    await decide(id, decision);
    const { body } = await call(`/payment_methods/${id}`);
    expect(body).toMatchObject({ status, saved: status === 'active' });
  }
  expect((await call('/payment_methods/nobody')).status).toBe(404);
});
