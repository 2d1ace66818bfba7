import { beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { setUpAutopay } from '#test/autopay-tests.ts';
import {
  type AutopayWorld,
  countAutopayCharges,
  endReasonOf,
  type Payer,
  payAndSave,
  signInAgain,
  turnOn,
} from '#test/autopay-world.ts';
import { chargeAnnounced } from './charge.ts';

// However autopay ends, and whatever was late: nothing is taken that nobody was told of.
let world: AutopayWorld;
let anna: Payer;

setUpAutopay((made, payer) => {
  world = made;
  anna = payer;
});
beforeEach(async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
});

const announce = () => world.runAt('2026-12-07T10:00:00+02:00');
const payday = () => world.runAt('2026-12-10T10:00:00+02:00');
const charges = () => countAutopayCharges(world, anna);
const endReason = () => endReasonOf(world, anna);
const autopayHref = () => href('autopay', { number: anna.accountNumber });

test('off by one button: what was told of is not taken', async () => {
  await announce();
  await signInAgain(anna);
  const page = await anna.visitor.get(autopayHref());
  expect(page.$('main').text()).toContain('спишем');
  const off = await anna.visitor.submit(page, {}, 'Выключить автоплатёж');
  const action = href('autopayOff', { number: anna.accountNumber });
  expect(page.$(`form[action="${action}"]`)).toHaveLength(1);
  expect((await anna.visitor.follow(off)).text).toContain('Больше ничего не спишем');
  await payday();
  expect([await world.statesOf(anna), await charges()]).toEqual([['called_off'], 0]);
});

test('off by the letter’s link: looking changes nothing, a button does, once', async () => {
  await announce();
  const letter = await world.waitForLetter(anna.email, 'спишем');
  const link = new URL(letter.links.find((one) => one.includes('/autopay/ending/')) ?? '').pathname;
  const stranger = world.visitor();
  const token = link.split('/').at(-1) ?? '';
  expect(link).toBe(href('autopayEnding', { token }));
  const shown = await stranger.get(link);
  expect(shown.$('h1').text()).toBe('Выключить автоплатёж?');
  for (const known of [anna.accountNumber, anna.email, '4444']) {
    expect(shown.text).not.toContain(known);
  }
  await stranger.get(link);
  expect(await endReason()).toBeNull();
  const done = await stranger.submit(shown, {}, 'Выключить автоплатёж');
  expect(done.$('h1').text()).toBe('Автоплатёж выключен');
  expect(await endReason()).toBe('turned_off');
  expect((await stranger.submit(shown, {}, 'Выключить автоплатёж')).status).toBe(404);
  expect((await stranger.get(link)).status).toBe(404);
  await payday();
  expect([await world.statesOf(anna), await charges()]).toEqual([['called_off'], 0]);
});

test('the link of a letter ends what holds now, though the wish was changed since', async () => {
  await announce();
  const letter = await world.waitForLetter(anna.email, 'спишем');
  const link = new URL(letter.links.find((one) => one.includes('/autopay/ending/')) ?? '').pathname;
  await turnOn(anna, { day: '20', cap: '3 000' });
  expect(await endReason()).toBeNull();
  const stranger = world.visitor();
  const done = await stranger.submit(await stranger.get(link), {}, 'Выключить автоплатёж');
  expect(done.$('h1').text()).toBe('Автоплатёж выключен');
  expect(await endReason()).toBe('turned_off');
  await world.runAt('2026-12-17T10:00:00+02:00');
  await world.runAt('2026-12-20T10:00:00+02:00');
  expect(await charges()).toBe(0);
});

test('an older letter’s link ends also what was changed since: nothing is taken, as it says', async () => {
  const letter = await world.waitForLetter(anna.email, 'Автоплатёж включён');
  await turnOn(anna, { day: '15', cap: '1 000' });
  const link = new URL(letter.links.find((one) => one.includes('/autopay/ending/')) ?? '').pathname;
  const stranger = world.visitor();
  const shown = await stranger.get(link);
  const done = await stranger.submit(shown, {}, 'Выключить автоплатёж');
  expect(done.text).toContain('Больше мы ничего не спишем');
  expect(
    await world.count("autopay_rules where state = 'active' and user_id = $1", [anna.userId]),
  ).toBe(0);
  expect(await endReason()).toBe('turned_off');
});

test('whoever let the account go is charged for it no more, and told', async () => {
  await announce();
  await signInAgain(anna);
  const unlinking = href('accountUnlink', { number: anna.accountNumber });
  await anna.visitor.submit(await anna.visitor.get(unlinking), {}, 'Убрать');
  // Also where nobody has noticed yet; who notices says so.
  world.clock.set('2026-12-10T10:00:00+02:00');
  await chargeAnnounced(world.autopayDeps);
  expect([await endReason(), await charges()]).toEqual([null, 0]);
  await payday();
  expect(await endReason()).toBe('access_ended');
  expect([await world.statesOf(anna), await charges()]).toEqual([['called_off'], 0]);
  await world.waitForLetter(anna.email, 'Автоплатёж выключен');
});

test.each([
  ['closed', "update personal_accounts set closed_on = '2026-12-08'", 'account_closed'],
  [
    'with another holder',
    "update personal_account_links set visible_until = '2026-12-01', visible_until_reason = 'holder_changed'",
    'access_ended',
  ],
])('an account %s is charged no more', async (_, change, reason) => {
  await announce();
  await world.pool.query(`${change} where personal_account_id = $1`, [anna.personalAccountId]);
  await payday();
  expect([await endReason(), await charges()]).toEqual([reason, 0]);
});

test('a closed cabinet takes its rules and cards with it, and the archive had them', async () => {
  await announce();
  await signInAgain(anna);
  const archive = JSON.parse((await anna.visitor.get(href('profileExport'))).text);
  expect(archive.savedPaymentMethods).toMatchObject([
    { title: 'Карта ••••\u00a04444', state: 'active', consentEdition: '2026-11-26' },
  ]);
  const rule = { accountNumber: anna.accountNumber, on: 'day', day: 10, capKopecks: 500_000 };
  expect(archive.autopayRules).toMatchObject([{ ...rule, state: 'active' }]);
  const page = await anna.visitor.get(href('profileConsent'));
  await anna.visitor.submit(page, { password: anna.password }, 'Отозвать согласие');
  expect(await endReason()).toBe('cabinet_closed');
  const { rows } = await world.pool.query(
    `select title, receipt_email, gateway_method_id, state from saved_payment_methods
     where user_id = $1`,
    [anna.userId],
  );
  const forgotten = { title: '', receipt_email: '', gateway_method_id: null, state: 'revoked' };
  expect(rows).toEqual([forgotten]);
  await payday();
  expect(await charges()).toBe(0);
});

test('a day that nobody told of in time takes nothing, says so, and the next month is told of', async () => {
  await world.runAt('2026-12-08T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['not_announced']);
  const letter = await world.waitForLetter(anna.email, 'Автоплатёж не прошёл');
  expect(letter.text).toContain('не смогли вовремя предупредить');
  await payday();
  expect(await charges()).toBe(0);
  await world.runAt('2027-01-07T10:00:00+02:00');
  await world.runAt('2027-01-10T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['not_announced', 'paid']);
});

test('a day that has passed without its charge is not charged on another one', async () => {
  await announce();
  await world.runAt('2026-12-11T00:05:00+02:00');
  expect([await world.statesOf(anna), await charges()]).toEqual([['not_charged'], 0]);
  await world.waitForLetter(anna.email, 'Автоплатёж не прошёл');
});

test('another wish calls off what was told, and is told of anew', async () => {
  await announce();
  await turnOn(anna, { day: '15', cap: '1 000' });
  await payday();
  expect(await charges()).toBe(0);
  await world.runAt('2026-12-12T10:00:00+02:00');
  expect(await world.runsOf(anna)).toMatchObject([
    { state: 'called_off' },
    { state: 'announced', dueOn: '2026-12-15', announced: 100_000 },
  ]);
});

test('what cannot be is said at its field, and nothing is turned on', async () => {
  const before = await world.count('autopay_rules');
  const refusals = [
    [{ day: '29' }, 'от 1 до 28'],
    [{ day: 'десятого' }, 'от 1 до 28'],
    [{ when: 'never' }, 'Выберите, когда'],
    [{ method: '' }, 'Выберите, чем'],
    [{ cap: 'сто' }, 'Предел должен быть суммой'],
    [{ cap: '1' }, 'Наименьший предел'],
    [{ cap: '700 001' }, 'Наибольший предел'],
  ] as const;
  for (const [fields, says] of refusals) {
    const page = await turnOn(anna, fields);
    expect(page.status).toBe(422);
    expect(page.$('.ds-error-summary').text()).toContain(says);
  }
  const both = await turnOn(anna, { day: '31', cap: '0' });
  expect(both.$('.ds-error-summary h2').text()).toBe('Исправьте две ошибки');
  expect(both.$('.ds-error-summary li').text()).toMatch(/от 1 до 28.*Наименьший предел/);
  expect(await world.count('autopay_rules')).toBe(before);
});
