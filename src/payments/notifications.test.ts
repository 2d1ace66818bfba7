import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { type PaymentsWorld, payOn, startPaymentsWorld } from '#test/payments-world.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

// What comes to the address of notifications: by itself it is worth nothing.
let world: PaymentsWorld;
let anna: Subscriber;
/** A payment that waits for its payer, by the gateway's id. */
let gatewayId: string;
let checkout: string;

beforeAll(async () => {
  world = await startPaymentsWorld();
});
beforeEach(async () => {
  await world.order('succeed');
  anna = await createSubscriber(world);
  const visitor = world.visitor();
  await anna.signIn(visitor);
  const sent = await payOn(visitor, anna.accountNumber, { amount: '500' });
  checkout = sent.location;
  gatewayId = new URL(checkout).searchParams.get('orderId') ?? '';
});
afterAll(() => world.stop());

const address = href('gatewayNotification', { gateway: 'yookassa' });
const news = (event: string, id: string) => ({
  type: 'notification',
  event,
  object: { id, status: 'succeeded', amount: { value: '500.00', currency: 'RUB' }, paid: true },
});
const tell = (payload: object, remoteAddress = '127.0.0.1') =>
  world.app.inject({ method: 'POST', url: address, payload, remoteAddress });

const entries = () =>
  world.count('ledger_entries where personal_account_id = $1', [anna.personalAccountId]);

test('a notification that lies about success changes nothing', async () => {
  const answer = await tell(news('payment.succeeded', gatewayId));
  expect(answer.statusCode).toBe(200);
  expect(await entries()).toBe(0);
});

test('from any address but the gateway’s it is refused', async () => {
  await world.order('webhook_never');
  await world.payAt(checkout);
  const answer = await tell(news('payment.succeeded', gatewayId), '203.0.113.9');
  expect(answer.statusCode).toBe(403);
  expect(await entries()).toBe(0);
});

test('what nobody sent us is answered calmly, what cannot be read is refused', async () => {
  expect((await tell(news('payment.succeeded', 'nobody-knows-it'))).statusCode).toBe(200);
  expect((await tell({ hello: 'world' })).statusCode).toBe(400);
  expect((await tell([])).statusCode).toBe(400);
  const elsewhere = href('gatewayNotification', { gateway: 'nobody' });
  const answer = await world.app.inject({ method: 'POST', url: elsewhere, payload: {} });
  expect(answer.statusCode).toBe(404);
});

test('twenty at once credit once, and in any order', async () => {
  await world.order('webhook_never');
  await world.payAt(checkout);
  const before = await world.balanceOf(anna);
  const events = ['payment.succeeded', 'payment.waiting_for_capture', 'payment.canceled'];
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => tell(news(events[index % 3] ?? '', gatewayId))),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(20).fill(200));
  expect(await world.balanceOf(anna)).toBe(before - 50_000);
  expect(await entries()).toBe(1);
  const letters = `letters where kind = 'payment_received' and to_address = $1`;
  expect(await world.count(letters, [anna.email])).toBe(1);
});

test('when the gateway cannot be asked, it is to tell it again', async () => {
  const { app } = world;
  const id = 'x'.repeat(65);
  expect((await tell(news('payment.succeeded', id))).statusCode).toBe(400);
  await world.sandbox.stop();
  const answer = await app.inject({
    method: 'POST',
    url: address,
    payload: news('payment.succeeded', gatewayId),
    remoteAddress: '127.0.0.1',
  });
  expect(answer.statusCode).toBe(503);
});
