import { expect, test, vi } from 'vitest';
import { href } from '#src/routes.ts';
import { setUpAutopay } from '#test/autopay-tests.ts';
import { type AutopayWorld, type Payer, removeMethod, turnOn } from '#test/autopay-world.ts';
import { payOn } from '#test/payments-world.ts';
import { createSubscriber } from '#test/subscriber.ts';

// A card, or an account by СБП, is kept though nothing is owed and nothing is paid.
let world: AutopayWorld;
let anna: Payer;

setUpAutopay((made, payer) => {
  world = made;
  anna = payer;
});

const address = () => href('autopay', { number: anna.accountNumber });
const bind = async (fields: Record<string, string> = {}) => {
  const wish = { bound: 'bank_card', save: '1', ...fields };
  return anna.visitor.submit(await anna.visitor.get(address()), wish, 'Привязать без оплаты');
};
async function decide(page: string, decision: 'allow' | 'refuse'): Promise<string> {
  const orderId = new URL(page).searchParams.get('id') ?? '';
  const answer = await fetch(`${world.sandbox.url}/yookassa/binding`, {
    method: 'POST',
    body: new URLSearchParams({ orderId, decision }),
    redirect: 'manual',
  });
  return answer.headers.get('location') ?? '';
}
const kept = () =>
  world.count("saved_payment_methods where user_id = $1 and state = 'active'", [anna.userId]);
const tell = (event: string, id: string) =>
  world.app.inject({
    method: 'POST',
    url: href('gatewayNotification', { gateway: 'yookassa' }),
    payload: { type: 'notification', event, object: { id } },
    remoteAddress: '127.0.0.1',
  });

test.each([
  ['bank_card', 'Карта ••••\u00a04444'],
  ['sbp', 'СБП, счёт в вашем банке'],
])(
  '%s: bound at the bank, kept with its consent, and charged as any other',
  async (bound, title) => {
    const sent = await bind({ bound });
    expect(sent.location).toContain(`${world.sandbox.url}/yookassa/binding`);
    const page = await anna.visitor.get(await decide(sent.location, 'allow'));
    expect(page.text).toContain('Осталось выбрать день и предел');
    expect(page.text).toContain(title);
    const { rows } = await world.pool.query(
      `select consent_version, payment_id, receipt_email from saved_payment_methods
     where user_id = $1`,
      [anna.userId],
    );
    const own = { payment_id: null, receipt_email: anna.email };
    expect(rows).toEqual([{ consent_version: '2026-11-26', ...own }]);
    await turnOn(anna);
    await world.runAt('2026-12-07T10:00:00+02:00');
    await world.runAt('2026-12-10T10:00:00+02:00');
    expect(await world.runsOf(anna)).toMatchObject([{ state: 'paid', amount: 124_050 }]);
    // What charges it is the binding's own number at the gateway: it goes with the way to pay.
    await removeMethod(anna);
    const told = 'method_bindings where user_id = $1 and gateway_binding_id is not null';
    expect([await kept(), await world.count(told, [anna.userId])]).toEqual([0, 0]);
  },
);

test('without the mark, or with nothing chosen, nothing is begun', async () => {
  const before = await world.count('method_bindings');
  const page = await anna.visitor.get(address());
  expect(page.$('[name=save]').attr('checked')).toBeUndefined();
  const action = href('autopayBinding', { number: anna.accountNumber });
  const _token = String(page.$(`form[action="${action}"] [name=_token]`).val());
  const refusals = [
    [{ bound: 'bank_card', email: anna.email }, 'Отметьте, что разрешаете'],
    [{ bound: 'cash', email: anna.email, save: '1' }, 'Выберите, что привязать'],
    [{ bound: 'sbp', email: 'чек@example.ru', save: '1' }, 'Латиницей'],
  ] as const;
  for (const [fields, says] of refusals) {
    const refused = await anna.visitor.post(action, { _token, ...fields });
    expect(refused.status).toBe(422);
    expect(refused.$('.ds-error-summary').text()).toContain(says);
  }
  expect(await world.count('method_bindings')).toBe(before);
});

test('refused at the bank: said, and nothing is kept', async () => {
  const back = await decide((await bind()).location, 'refuse');
  expect((await anna.visitor.get(back)).text).toContain('Привязать не получилось');
  expect(await kept()).toBe(0);
});

test('its owner never comes back: the news alone keep it, once, and only if it is true', async () => {
  await world.order('webhook_never');
  const { location } = await bind();
  const id = new URL(location).searchParams.get('id') ?? '';
  // Nobody has confirmed yet: what a notification says is not believed.
  expect((await tell('payment_method.active', id)).statusCode).toBe(200);
  expect(await kept()).toBe(0);
  await decide(location, 'allow');
  expect(await kept()).toBe(0);
  await Promise.all(Array.from({ length: 5 }, () => tell('payment_method.active', id)));
  expect(await kept()).toBe(1);
  expect((await tell('payment_method.active', 'nobody')).statusCode).toBe(200);
});

test('news that the sandbox itself brings', async () => {
  await decide((await bind()).location, 'allow');
  await vi.waitFor(async () => expect(await kept()).toBe(1), 5_000);
});

test('an answer that was lost: the same binding by the same key, as its page is looked at', async () => {
  await world.order('error_after_commit');
  const sent = await bind();
  expect(sent.location).toContain(`${address()}?binding=`);
  const page = await anna.visitor.get(sent.location);
  expect(page.text).toContain('Банк ещё не подтвердил');
  const { rows } = await world.pool.query<{ url: string }>(
    'select confirmation_url as url from method_bindings where user_id = $1',
    [anna.userId],
  );
  await decide(rows[0]?.url ?? '', 'allow');
  expect((await anna.visitor.get(sent.location)).text).toContain('Осталось выбрать');
  expect([rows.length, await kept()]).toEqual([1, 1]);
});

test('a binding is its owner’s alone', async () => {
  const { location } = await bind();
  const back = new URL(await decide(location, 'allow'));
  const boris = await createSubscriber(world);
  const visitor = world.visitor();
  await boris.signIn(visitor);
  const binding = back.searchParams.get('binding') ?? '';
  const page = await visitor.get(
    `${href('autopay', { number: boris.accountNumber })}?binding=${binding}`,
  );
  expect(page.text).not.toContain('Осталось выбрать');
  expect(page.text).not.toContain('4444');
});

const lockWaits = `pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

test.each([
  ['by a payment', () => payOn(anna.visitor, anna.accountNumber, card), learnOfPayment],
  ['by a binding', () => bind(), learnOfBinding],
])('a card kept %s as the cabinet of its owner is closed is not kept', async (_, begin, learn) => {
  const { location } = await begin();
  const closing = await world.pool.connect();
  let learnt: Promise<unknown> = Promise.resolve();
  try {
    await closing.query('begin');
    await closing.query('update users set closed_at = now() where user_id = $1', [anna.userId]);
    learnt = learn(location);
    await vi.waitFor(async () => expect(await world.count(lockWaits)).toBeGreaterThan(0), 8_000);
    await closing.query('commit');
  } catch (error) {
    await closing.query('rollback');
    throw error;
  } finally {
    closing.release();
  }
  await learnt;
  expect(await kept()).toBe(0);
});

const card = { amount: '100', method: 'bank_card', save: '1' };

async function learnOfPayment(checkout: string): Promise<void> {
  await world.payAt(checkout);
  const posted = `payments p join payment_baskets b using (basket_id)
    where b.user_id = $1 and p.state = 'succeeded'`;
  await vi.waitFor(async () => expect(await world.count(posted, [anna.userId])).toBe(1), 12_000);
}

async function learnOfBinding(page: string): Promise<void> {
  await anna.visitor.get(await decide(page, 'allow'));
  const bound = "method_bindings where user_id = $1 and state = 'active'";
  expect(await world.count(bound, [anna.userId])).toBe(1);
}
