import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { headingOf, type PaymentsWorld, payOn, startPaymentsWorld } from '#test/payments-world.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
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
