import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { href } from '#src/routes.ts';
import { headingOf, type PaymentsWorld, payOn, startPaymentsWorld } from '#test/payments-world.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { cancelText } from './cancel-reasons.ru.ts';

// Whatever breaks between us and the gateway: one payment, once, and the truth on the page.
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

const pay = (own: Record<string, string> = {}) =>
  payOn(visitor, anna.accountNumber, { amount: '500', ...own });
const stateOf = async (): Promise<string> => {
  const { rows } = await world.pool.query(
    `select p.state from payments p join payment_parts using (payment_id)
     where personal_account_id = $1 order by payment_id desc limit 1`,
    [anna.personalAccountId],
  );
  return rows[0]?.state ?? 'none';
};
/** The gateway's payments of this household. */
async function theirs() {
  const { rows } = await world.pool.query<{ key: string }>(
    `select idempotence_key as key from gateway_payments join payment_parts using (payment_id)
     where personal_account_id = $1`,
    [anna.personalAccountId],
  );
  const keys = new Set(rows.map(({ key }) => key));
  const { yookassa } = await world.books();
  return yookassa.payments.filter(({ metadata }) => keys.has(metadata.order_key ?? ''));
}
const isPaidOnce = async (before: number) => {
  expect(await world.balanceOf(anna)).toBe(before - 50_000);
  expect((await theirs()).map(({ status }) => status)).toEqual(['succeeded']);
};
const checkoutOf = async (address: string): Promise<string> => {
  const page = await visitor.get(address);
  return page.$('a:contains("Перейти к оплате")').attr('href') ?? '';
};

describe.each([
  { fault: 'error_after_commit' },
  { fault: 'error_before_commit' },
  { fault: 'drop' },
  { fault: 'too_many_requests' },
  { fault: 'processing' },
  { fault: 'hang' },
])('$fault', ({ fault }) => {
  test('stays unknown until the gateway says, and is asked about until it does', async () => {
    const before = await world.balanceOf(anna);
    await world.order(fault);
    const sent = await pay();
    expect(sent.location).toMatch(/^\/payments\//);
    expect(await stateOf()).toBe('unknown');
    const page = await visitor.get(sent.location);
    // The page itself has asked by now.
    expect(headingOf(page)).toBe('Ждём вашу оплату');
    await world.payAt(await checkoutOf(sent.location));
    // A page is not asked for twice in two seconds; this clock stands still.
    world.clock.advance({ minutes: 1 });
    expect(headingOf(await visitor.get(sent.location))).toBe('Оплата прошла');
    await isPaidOnce(before);
  });
});

test('nobody looks at the page, no notification comes: the worker asks', async () => {
  const before = await world.balanceOf(anna);
  await world.order('webhook_never');
  const sent = await pay();
  await world.payAt(sent.location);
  expect(await stateOf()).toBe('pending');
  world.clock.advance({ minutes: 1 });
  await vi.waitFor(async () => expect(await stateOf()).toBe('succeeded'), 5_000);
  await isPaidOnce(before);
});

test('a payment that was written down and never sent is sent by the worker', async () => {
  await world.order('error_before_commit', 2);
  const sent = await pay();
  expect(headingOf(await visitor.get(sent.location))).toBe('Узнаём в банке, прошла ли оплата');
  expect(await theirs()).toHaveLength(0);
  world.clock.advance({ minutes: 1 });
  await vi.waitFor(async () => expect(await stateOf()).toBe('pending'), 5_000);
  expect(await theirs()).toHaveLength(1);
});

test('when the key is forgotten, the gateway’s list tells: there, or never there', async () => {
  await world.order('error_after_commit');
  await pay();
  // As if the day had passed: what was sent is only to be looked for.
  world.clock.advance({ hours: 24 });
  await vi.waitFor(async () => expect(await stateOf()).toBe('pending'), 5_000);
  expect(await theirs()).toHaveLength(1);
  const boris = await createSubscriber(world);
  anna = boris;
  visitor = world.visitor();
  await boris.signIn(visitor);
  await world.order('error_before_commit');
  await pay();
  world.clock.advance({ hours: 24 });
  await vi.waitFor(async () => expect(await stateOf()).toBe('canceled'), 5_000);
  expect(await theirs()).toHaveLength(0);
});

test('a register of a later month that came between costs nobody their money', async () => {
  const before = await world.balanceOf(anna);
  const sent = await pay();
  await world.db
    .updateTable('personal_accounts')
    .set({ opening_balance_on: '2027-12-01' })
    .where('personal_account_id', '=', anna.personalAccountId)
    .execute();
  await world.order('webhook_never');
  await world.payAt(sent.location);
  world.clock.set('2027-12-02T10:00:00+02:00');
  await vi.waitFor(async () => expect(await stateOf()).toBe('succeeded'), 5_000);
  expect(await world.balanceOf(anna)).toBe(before - 50_000);
});

test('the notification comes before the answer', async () => {
  const before = await world.balanceOf(anna);
  await world.order('paid_before_answer');
  const sent = await pay();
  expect(headingOf(await visitor.get(sent.location))).toBe('Оплата прошла');
  await isPaidOnce(before);
});

test.each(['webhook_twice', 'webhook_late', 'webhook_before_return'])('%s', async (fault) => {
  const before = await world.balanceOf(anna);
  await world.order(fault);
  const sent = await pay();
  const back = await world.payAt(sent.location);
  expect(headingOf(await visitor.get(back))).toBe('Оплата прошла');
  if (fault === 'webhook_late') await sleep(3_300);
  await isPaidOnce(before);
  const letters = `letters where kind = 'payment_received' and to_address = $1`;
  expect(await world.count(letters, [anna.email])).toBe(1);
});

test.each(['insufficient_funds', '3d_secure_failed', 'card_expired', 'permission_revoked'])(
  'refused by the bank: %s',
  async (reason) => {
    const before = await world.balanceOf(anna);
    await world.order(`cancel:${reason}`);
    const sent = await pay({ method: 'bank_card' });
    const back = await world.payAt(sent.location);
    const page = await visitor.get(back);
    expect(headingOf(page)).toBe('Оплата не прошла');
    expect(page.text).toContain(cancelText(reason));
    expect(await world.balanceOf(anna)).toBe(before);
    const again = page.$('a:contains("Попробовать ещё раз")').attr('href') ?? '';
    const form = await visitor.get(again);
    expect(form.$('[name=amount]').val()).toBe('500,00');
    expect(form.$('[name=method]:checked').val()).toBe('bank_card');
    const resent = await visitor.submit(form, { method: 'sbp' }, 'Перейти к оплате');
    const done = await visitor.get(await world.payAt(resent.location));
    expect(headingOf(done)).toBe('Оплата прошла');
    expect(await world.balanceOf(anna)).toBe(before - 50_000);
  },
);

test('a payer who turns back sees that nothing was taken', async () => {
  const sent = await pay();
  const back = await world.refuseAt(sent.location);
  expect(headingOf(await visitor.get(back))).toBe('Оплата не прошла');
  expect(await stateOf()).toBe('canceled');
});

test('double click, Back and two tabs make one payment; another sum makes another', async () => {
  const form = await visitor.get(href('payment', { number: anna.accountNumber }));
  const send = (amount: string) =>
    visitor.submit(form, { amount, method: 'sbp' }, 'Перейти к оплате');
  const [first, second] = await Promise.all([send('500'), send('500')]);
  expect(second.location).toBe(first.location);
  expect(await theirs()).toHaveLength(1);
  const back = await world.payAt(first.location);
  expect(headingOf(await visitor.get(back))).toBe('Оплата прошла');
  const late = await send('500');
  expect(late.location).toBe(new URL(back).pathname);
  expect(await theirs()).toHaveLength(1);
  expect((await send('600')).location).toContain('/yookassa/checkout');
  expect(await theirs()).toHaveLength(2);
});

test('a чек that is not registered holds nothing up, and is told', async () => {
  await world.order('receipt_canceled');
  const sent = await pay();
  const back = await world.payAt(sent.location);
  expect(headingOf(await visitor.get(back))).toBe('Оплата прошла');
  world.clock.advance({ minutes: 1 });
  const isTold = async () => expect((await visitor.get(back)).text).toContain('пришлём его позже');
  await vi.waitFor(isTold, { timeout: 6_000, interval: 200 });
});
