import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { isSbpLink } from '#sandbox/sbp-link.ts';
import { href } from '#src/routes.ts';
import { createApiCaller } from '#test/api-caller.ts';
import { headingOf, type PaymentsWorld, payOn, startPaymentsWorld } from '#test/payments-world.ts';
import { createSubscriber, linkPersonalAccount, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

// A resident pays, and the gateway's own books, ours and the ledger say the same.
let world: PaymentsWorld;
let anna: Subscriber;
let visitor: Visitor;

beforeAll(async () => {
  world = await startPaymentsWorld({ hasWorker: true });
});
beforeEach(async () => {
  await world.order('succeed');
  anna = await createSubscriber(world);
  visitor = world.visitor();
  await anna.signIn(visitor);
});
afterAll(() => world.stop());

test('page, bank, «Оплата прошла», ledger, home and letter', async () => {
  const { accountNumber: number } = anna;
  const form = await visitor.get(href('payment', { number }));
  expect(form.$('[name=amount]').val()).toBe('1\u00a0243,60');
  expect(form.text).toContain('Комиссия');
  const sent = await payOn(visitor, number, { amount: '1 243,60' });
  expect(sent.status).toBe(303);
  expect(sent.location).toContain(`${world.sandbox.url}/yookassa/checkout`);
  const back = await world.payAt(sent.location);
  expect(back).toContain(`${world.url}/payments/`);
  const done = await visitor.get(back);
  expect(headingOf(done)).toBe('Оплата прошла');
  for (const stage of ['Банк подтвердил', 'Вычли из суммы к оплате', 'Деньги идут на счёт']) {
    expect(done.text).toContain(stage);
  }
  expect(await world.balanceOf(anna)).toBe(0);
  expect((await visitor.get(href('account', { number }))).text).toContain('Вы оплатили');
  const letter = await world.waitForLetter(anna.email, 'Оплата прошла');
  expect(letter.text).toContain('1 243,60 ₽'.replaceAll(' ', '\u00a0'));
});

test('several accounts at once: one basket, as many payments, confirmed one after another', async () => {
  const second = await createSubscriber(world);
  const { personalAccountId } = second;
  await linkPersonalAccount(world, { userId: anna.userId, personalAccountId });
  const sent = await payOn(visitor, anna.accountNumber, {
    amount: '100',
    [`amount-${second.accountNumber}`]: '200,50',
  });
  const state = await world.payAt(sent.location);
  const half = await visitor.get(state);
  expect(headingOf(half)).toBe('Ждём вашу оплату');
  expect(half.text).toContain('Платёж 2 из 2');
  await world.payAt(half.$('a:contains("Перейти к оплате")').attr('href') ?? '');
  world.clock.advance({ minutes: 1 });
  expect(headingOf(await visitor.get(state))).toBe('Оплата прошла');
  expect(await world.balanceOf(anna)).toBe(124_360 - 10_000);
  expect(await world.balanceOf(second)).toBe(124_360 - 20_050);
  // Whoever leaves one of them has no more papers of it, and no link that leads nowhere.
  const papers = async () => (await visitor.get(state)).$('a[href*="/papers/payments/"]');
  expect(await papers()).toHaveLength(2);
  await world.pool.query(
    'update personal_account_links set ended_at = $3 where user_id = $1 and personal_account_id = $2',
    [anna.userId, personalAccountId, world.clock.now()],
  );
  const left = await papers();
  expect(left).toHaveLength(1);
  expect(left.attr('href')).toContain(anna.accountNumber);
});

test('whoever has left an account is led from an old payment to nothing that is refused', async () => {
  const { accountNumber: number, userId, personalAccountId } = anna;
  const paid = await world.payAt((await payOn(visitor, number, { amount: '100' })).location);
  await world.order('cancel:insufficient_funds');
  const failed = await world.payAt((await payOn(visitor, number, { amount: '100' })).location);
  const linksOf = async (state: string) => {
    const { $ } = await visitor.get(state);
    const all = $('main a').toArray();
    return all.map((one) => $(one).attr('href') ?? '').filter((one) => one.startsWith('/'));
  };
  const before = [...(await linksOf(paid)), ...(await linksOf(failed))];
  expect(before.filter((one) => one.includes(number)).length).toBeGreaterThan(2);
  const leave = (what: string) =>
    world.pool.query(
      `update personal_account_links set ${what} where user_id = $1 and personal_account_id = $2`,
      [userId, personalAccountId],
    );
  // The month of the payment is the next holder's.
  await leave(`visible_until = '2026-11-20', visible_until_reason = 'holder_changed'`);
  for (const state of [paid, failed]) {
    for (const link of await linksOf(state)) expect((await visitor.get(link)).status).toBe(200);
  }
  await leave(`ended_at = now()`);
  expect([...(await linksOf(paid)), ...(await linksOf(failed))]).toEqual([]);
});

test('what cannot be paid is said at its field, and nothing is begun', async () => {
  const before = await world.count('payments');
  const refusals = [
    [{ amount: '' }, 'Напишите сумму'],
    [{ amount: 'сто' }, 'Сумма должна быть числом'],
    [{ amount: '0,50' }, 'Наименьшая сумма'],
    [{ amount: '700 000,01' }, 'Заплатите частями'],
    [{ amount: '1', method: 'cash' }, 'Выберите, как платить'],
    [{ amount: '1', email: 'никуда' }, 'Проверьте адрес почты'],
    [{ amount: '1', email: 'чек@example.ru' }, 'Латиницей'],
  ] as const;
  for (const [fields, says] of refusals) {
    const page = await payOn(visitor, anna.accountNumber, fields);
    expect(page.status).toBe(422);
    expect(page.$('.ds-error-summary').text()).toContain(says);
    expect(page.$('title').text()).toMatch(/^Ошибка: Оплата/);
  }
  expect(await world.count('payments')).toBe(before);
});

test('a QR code of our own, where the options ask for it', async () => {
  const other = await startPaymentsWorld({ env: { OCHAG_YOOKASSA_SBP: 'qr' } });
  const boris = await createSubscriber(other);
  const guest = other.visitor();
  await boris.signIn(guest);
  const sent = await payOn(guest, boris.accountNumber, { amount: '10' });
  const page = await guest.get(sent.location);
  const link = page.$('a:contains("Открыть приложение банка")').attr('href') ?? '';
  expect(isSbpLink(link)).toBe(true);
  expect(link).toContain('&sum=1000&');
  expect(page.$('svg.qr').length).toBe(1);
  await other.stop();
});

test('the history has it all, with its stage, in a page, a file and the API', async () => {
  const { accountNumber: number } = anna;
  await world.refuseAt((await payOn(visitor, number, { amount: '70' })).location);
  await visitor.get(await world.payAt((await payOn(visitor, number, { amount: '50' })).location));
  const page = await visitor.get(href('payments', { number }));
  const rows = page.$('tbody tr').toArray();
  const texts = rows.map((row) => page.$(row).text());
  expect(texts).toEqual([
    expect.stringMatching(/50,00.*СБП.*Вычли, попадёт в квитанцию за ноябрь\s2026/),
    expect.stringMatching(/70,00.*СБП.*Не прошёл/),
  ]);
  const csv = await visitor.get(href('paymentsCsv', { number }));
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(csv.text).toContain('50,00;СБП;Вычли, попадёт в квитанцию за ноябрь 2026;2026-11');
  const api = createApiCaller(world, await anna.createToken());
  const first = await api.get<ApiPayments>(`/accounts/${number}/payments?limit=1`);
  expect(first.body.payments).toMatchObject([{ amountKopecks: 5_000, billingMonth: '2026-11' }]);
  const next = `/accounts/${number}/payments?limit=1&cursor=${first.body.nextCursor}`;
  const { body } = await api.get<ApiPayments>(next);
  expect(body.payments).toMatchObject([{ amountKopecks: 7_000, state: 'canceled' }]);
  expect(body.nextCursor).toBeNull();
  expect((await world.visitor().get(href('payments', { number }))).location).toContain('/login');
});

type ApiPayments = { payments: { amountKopecks: number }[]; nextCursor: string | null };

test('the file of own data has what the person has paid', async () => {
  await payOn(visitor, anna.accountNumber, { amount: '70', email: 'other@example.ru' });
  await payOn(visitor, anna.accountNumber, { amount: '70', email: 'receipt@example.ru' });
  const { payments } = JSON.parse((await visitor.get(href('profileExport'))).text);
  expect(payments).toMatchObject([
    { accountNumber: anna.accountNumber, amountKopecks: 7_000, state: 'pending' },
    { receiptEmail: 'receipt@example.ru', method: 'sbp', paidOn: null },
  ]);
});

test('a program begins a payment once for its key, and asks until it is through', async () => {
  const api = createApiCaller(world, await anna.createToken());
  const parts = [{ accountNumber: anna.accountNumber, amountKopecks: 12_345 }];
  const key = { 'idempotency-key': 'the-same-one' };
  const ask = { method: 'bank_card', parts };
  type Begun = { id: string; state: string; confirmationUrl: string };
  const begun = await api.post('/payments', ask, key);
  const { id, state, confirmationUrl } = begun.body as unknown as Begun;
  expect([begun.status, state]).toEqual([201, 'pending']);
  const again = await api.post('/payments', ask, key);
  expect([again.status, (again.body as unknown as Begun).id]).toEqual([200, id]);
  const other = await api.post('/payments', { ...ask, method: 'sbp' }, key);
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
  await world.payAt(confirmationUrl);
  const done = await api.get<Begun>(`/payments/${id}`);
  expect(done.body).toMatchObject({ state: 'succeeded', confirmationUrl: null });
});
