import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { href } from '#src/routes.ts';
import { setUpAutopay } from '#test/autopay-tests.ts';
import {
  type AutopayWorld,
  type Payer,
  payAndSave,
  signInAgain,
  turnOn,
} from '#test/autopay-world.ts';
import { payOn } from '#test/payments-world.ts';

// Queued is not told: what counts is when a mail server took the letter.
let world: AutopayWorld;
let anna: Payer;

setUpAutopay((made, payer) => {
  world = made;
  anna = payer;
});
beforeEach(async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
  // The mail server's next answer is for the announcement, and for no other letter of hers.
  await vi.waitFor(async () => expect(await world.count(QUEUED, [anna.userId])).toBe(0), 10_000);
});
afterEach(async () => {
  await world.orderMail({ next: 'succeed' });
});

const QUEUED = "letters where user_id = $1 and state = 'queued'";
const announce = () => world.runAt('2026-12-07T10:00:00+02:00');
const payday = () => world.runAt('2026-12-10T10:00:00+02:00');
/** The hour before charging begins, two days before: the last moment to be told. */
const LAST_MOMENT = '2026-12-08T08:59:00+02:00';
const TOO_LATE = '2026-12-08T09:01:00+02:00';

const stateOfLetter = async (): Promise<string> => {
  const { rows } = await world.pool.query<{ state: string }>(
    `select state from letters where kind = 'autopay_announced' and user_id = $1`,
    [anna.userId],
  );
  return rows[0]?.state ?? 'none';
};
const waitForState = (state: string) =>
  vi.waitFor(async () => expect(await stateOfLetter()).toBe(state), {
    timeout: 15_000,
    interval: 100,
  });

async function expectNothingCharged(): Promise<void> {
  expect(await world.statesOf(anna)).toEqual(['not_announced']);
  await payday();
  expect(await world.statesOf(anna)).toEqual(['not_announced']);
  const said = await world.waitForLetter(anna.email, 'Автоплатёж не прошёл');
  expect(said.text).toContain('не смогли вовремя предупредить');
  expect(await world.balanceOf(anna)).toBe(114_360);
}

test('mail that comes back in time: told a day later, and charged', async () => {
  await world.orderMail({ next: 'defer', to: anna.email, times: 1 });
  await announce();
  expect(await stateOfLetter()).toBe('queued');
  world.clock.set(LAST_MOMENT);
  await waitForState('sent');
  await payday();
  expect(await world.statesOf(anna)).toEqual(['paid']);
});

test('mail that comes back too late: the letter does not go, nothing is charged, and that is told', async () => {
  await world.orderMail({ next: 'defer', to: anna.email, times: 1 });
  await announce();
  world.clock.set(TOO_LATE);
  await waitForState('failed');
  expect(await world.lettersOf(anna, 'спишем')).toBe(0);
  await world.run();
  await expectNothingCharged();
});

test('an address that takes nothing: nothing is charged, and the site says so at once', async () => {
  await world.orderMail({ next: 'reject', to: anna.email, times: 1 });
  await announce();
  expect(await stateOfLetter()).toBe('failed');
  await world.run();
  await signInAgain(anna);
  const page = await anna.visitor.get(href('autopay', { number: anna.accountNumber }));
  expect(page.$('main').text()).toContain('Не предупредили вовремя, не списали');
  expect(page.$('main').text()).not.toContain('10 декабря спишем');
  await expectNothingCharged();
});

test('who has paid by hand meanwhile hears nothing of a letter that did not come', async () => {
  await world.orderMail({ next: 'reject', to: anna.email, times: 1 });
  await announce();
  await signInAgain(anna);
  const sent = await payOn(anna.visitor, anna.accountNumber, { amount: '1 143,60' });
  await anna.visitor.get(await world.payAt(sent.location));
  await payday();
  expect(await world.statesOf(anna)).toEqual(['nothing_owed']);
  expect(await world.lettersOf(anna, 'не прошёл')).toBe(0);
});

test('a letter that came back afterwards told nobody: nothing is charged', async () => {
  await announce();
  expect(await stateOfLetter()).toBe('sent');
  const bounced =
    "update letters set state = 'failed' where kind = 'autopay_announced' and user_id = $1";
  await world.pool.query(bounced, [anna.userId]);
  await world.run();
  await expectNothingCharged();
});
