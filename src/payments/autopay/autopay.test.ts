import { expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { formatAccountNumber } from '#src/ui/format.ru.ts';
import { setUpAutopay } from '#test/autopay-tests.ts';
import {
  type AutopayWorld,
  type Payer,
  payAndSave,
  signInAgain,
  turnOn,
} from '#test/autopay-world.ts';
import { payOn } from '#test/payments-world.ts';
import { createSubscriber, linkPersonalAccount } from '#test/subscriber.ts';

// A resident lets us charge their card: told three days before, once, and never more than they were told.
let world: AutopayWorld;
let anna: Payer;

setUpAutopay((made, payer) => {
  world = made;
  anna = payer;
});

const nbsp = (text: string): string => text.replaceAll(' ', '\u00a0');
const autopayPage = () => anna.visitor.get(href('autopay', { number: anna.accountNumber }));
const home = () => anna.visitor.get(href('account', { number: anna.accountNumber }));
/** What the gateway took of this person since the first payment, by its own books. */
async function chargedOf({ userId }: Payer): Promise<number[]> {
  const { rows } = await world.pool.query<{ key: string }>(
    `select g.idempotence_key as key from gateway_payments g join payments using (payment_id)
       join payment_baskets b using (basket_id)
     where b.user_id = $1 and b.source = 'autopay'`,
    [userId],
  );
  const { yookassa } = await world.books();
  return yookassa.payments
    .filter(({ status, metadata }) => {
      return status === 'succeeded' && rows.some(({ key }) => key === metadata.order_key);
    })
    .map(({ amountKopecks }) => amountKopecks);
}

test('a card is kept by its owner’s mark alone, and the bank’s page says so', async () => {
  const form = await anna.visitor.get(href('payment', { number: anna.accountNumber }));
  expect(form.$('[name=save]').attr('checked')).toBeUndefined();
  const wanted = { amount: '10', method: 'bank_card' };
  const plain = await payOn(anna.visitor, anna.accountNumber, wanted);
  expect(await (await fetch(plain.location)).text()).not.toContain('Сохраним');
  await anna.visitor.get(await world.payAt(plain.location));
  const empty = await autopayPage();
  expect(empty.text).toContain('Сначала заплатите один раз сами');
  expect(empty.$('a:contains("Перейти к оплате")').attr('href')).toContain('save=1');
  const saving = await payOn(anna.visitor, anna.accountNumber, { ...wanted, save: '1' });
  expect(await (await fetch(saving.location)).text()).toContain('Сохраним');
  const done = await anna.visitor.get(await world.payAt(saving.location));
  expect(done.text).toContain('Способ оплаты сохранили');
  expect((await autopayPage()).text).toContain('Карта ••••\u00a04444');
  const { rows } = await world.pool.query(
    'select title, consent_version, consented_at from saved_payment_methods where user_id = $1',
    [anna.userId],
  );
  const consent = { consent_version: '2026-11-26', consented_at: world.clock.now() };
  expect(rows).toEqual([{ title: 'Карта ••••\u00a04444', ...consent }]);
});

test('told three days before to the day, charged on the day from nine, once in the ledger', async () => {
  await payAndSave(anna, world.payAt);
  const before = await world.balanceOf(anna);
  expect((await turnOn(anna)).location).toContain('notice=on');
  const on = await world.waitForLetter(anna.email, 'Автоплатёж включён');
  expect(on.text).toContain(nbsp('10 декабря'));
  await world.runAt('2026-12-06T23:59:00+02:00');
  expect(await world.runsOf(anna)).toEqual([]);
  await world.runAt('2026-12-07T00:01:00+02:00');
  // Penalties, 3,10 ₽, are for the payer alone.
  const announced = { dueOn: '2026-12-10', month: '2026-12-01', announced: 114_050 };
  expect(await world.runsOf(anna)).toMatchObject([{ state: 'announced', ...announced }]);
  const subject = nbsp('10 декабря спишем 1 140,50 ₽');
  await world.waitForLetter(anna.email, subject.slice(0, 10));
  await signInAgain(anna);
  const said = '10 декабря спишем 1 140,50 ₽ с карты •••• 4444';
  expect(nbsp((await home()).$('main').text())).toContain(nbsp(said));
  await world.runAt('2026-12-10T08:59:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['announced']);
  await world.runAt('2026-12-10T09:00:00+02:00');
  expect(await world.runsOf(anna)).toMatchObject([{ state: 'paid', amount: 114_050 }]);
  expect(await world.balanceOf(anna)).toBe(before - 114_050);
  expect(await chargedOf(anna)).toEqual([114_050]);
  for (const later of ['2026-12-10T12:00:00+02:00', '2026-12-11T12:00:00+02:00']) {
    await world.runAt(later);
  }
  expect(await chargedOf(anna)).toEqual([114_050]);
  await signInAgain(anna);
  await world.waitForLetter(anna.email, 'Автоплатёж прошёл');
  const history = await anna.visitor.get(href('payments', { number: anna.accountNumber }));
  expect(history.$('tbody tr').first().text()).toContain('Банковская карта, автоплатёж');
  expect((await autopayPage()).text).toContain('Списали');
});

test('the cap of the month holds, and the rest is for the payer', async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna, { cap: '500' });
  const isOn = 'Автоплатёж включён, спишет 10 декабря.';
  expect(nbsp((await home()).$('main').text())).toContain(nbsp(isOn));
  await world.runAt('2026-12-07T10:00:00+02:00');
  await world.runAt('2026-12-10T10:00:00+02:00');
  expect(await world.runsOf(anna)).toMatchObject([{ state: 'paid', amount: 50_000 }]);
  // Another wish in the same month has no other cap.
  await turnOn(anna, { cap: '700', day: '20' });
  await world.runAt('2026-12-17T10:00:00+02:00');
  await world.runAt('2026-12-20T10:00:00+02:00');
  expect(await chargedOf(anna)).toEqual([50_000, 20_000]);
  await turnOn(anna, { cap: '700', day: '28' });
  await world.runAt('2026-12-25T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['paid', 'paid', 'cap_reached']);
  const letter = await world.waitForLetter(anna.email, 'Автоплатёж не прошёл');
  expect(letter.text).toContain('исчерпан');
});

test('what has been paid meanwhile is not taken, and no more than was told', async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
  await world.runAt('2026-12-07T10:00:00+02:00');
  const owes = (kopecks: number) =>
    world.db
      .updateTable('personal_accounts')
      .set({ opening_balance_kopecks: kopecks })
      .where('personal_account_id', '=', anna.personalAccountId)
      .execute();
  await owes(300_000);
  await world.runAt('2026-12-10T10:00:00+02:00');
  expect(await world.runsOf(anna)).toMatchObject([{ state: 'paid', amount: 114_050 }]);
  await owes(150_000);
  await world.runAt('2027-01-07T10:00:00+02:00');
  expect((await world.runsOf(anna))[1]).toMatchObject({ announced: 25_950 });
  await signInAgain(anna);
  const sent = await payOn(anna.visitor, anna.accountNumber, { amount: '300' });
  await anna.visitor.get(await world.payAt(sent.location));
  await world.runAt('2027-01-10T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['paid', 'nothing_owed']);
  expect(await chargedOf(anna)).toEqual([114_050]);
});

test('nothing owed: nothing is told and nothing taken, and the next month is looked at', async () => {
  await payAndSave(anna, world.payAt, { amount: '1 243,60' });
  await turnOn(anna);
  await world.runAt('2026-12-07T10:00:00+02:00');
  await world.runAt('2026-12-10T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['nothing_owed']);
  expect(await world.lettersOf(anna, 'спишем')).toBe(0);
  await world.runAt('2027-01-07T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['nothing_owed', 'nothing_owed']);
});

test('refused by the bank: a letter, no second try, and the rule stays', async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
  await world.runAt('2026-12-07T10:00:00+02:00');
  await world.order('cancel:insufficient_funds');
  await world.runAt('2026-12-10T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['refused']);
  const letter = await world.waitForLetter(anna.email, 'Автоплатёж не прошёл');
  expect(letter.text).toContain('не хватило денег');
  expect(letter.text).toContain('остаётся включённым');
  for (const later of ['2026-12-10T18:00:00+02:00', '2026-12-15T10:00:00+02:00']) {
    await world.runAt(later);
  }
  expect(await chargedOf(anna)).toEqual([]);
  await world.runAt('2027-01-07T10:00:00+02:00');
  await world.runAt('2027-01-10T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['refused', 'paid']);
});

test('permission taken back at the bank ends the rules by the card and forgets it', async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
  const { accountNumber, personalAccountId } = await createSubscriber(world);
  await linkPersonalAccount(world, { userId: anna.userId, personalAccountId });
  await turnOn({ ...anna, accountNumber }, { day: '20' });
  await world.runAt('2026-12-07T10:00:00+02:00');
  const { rows } = await world.pool.query<{ id: string }>(
    'select gateway_method_id as id from saved_payment_methods where user_id = $1',
    [anna.userId],
  );
  const body = new URLSearchParams({ id: rows[0]?.id ?? '' });
  await fetch(`${world.sandbox.url}/yookassa/methods/revocation`, { method: 'POST', body });
  await world.runAt('2026-12-10T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['refused']);
  const letter = await world.waitForLetter(anna.email, 'Автоплатёж не прошёл');
  expect(letter.text).toContain('отозвали');
  expect(letter.text).toContain('Автоплатёж выключен');
  const kept = await world.pool.query(
    'select state, revoked_by, gateway_method_id from saved_payment_methods where user_id = $1',
    [anna.userId],
  );
  const revoked = { state: 'revoked', revoked_by: 'bank', gateway_method_id: null };
  expect(kept.rows).toEqual([revoked]);
  // Of the other account nothing was charged yet, and nobody would notice.
  const other = await world.waitForLetter(anna.email, 'Автоплатёж выключен');
  expect(nbsp(other.text)).toContain(nbsp(formatAccountNumber(accountNumber)));
  expect(other.text).toContain('отозвали в банке разрешение');
});

test('what charges a card does not remain in the request of a charge that has ended', async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
  await world.runAt('2026-12-07T10:00:00+02:00');
  await world.runAt('2026-12-10T10:00:00+02:00');
  const { rows } = await world.pool.query<{ id: string }>(
    'select gateway_method_id as id from saved_payment_methods where user_id = $1',
    [anna.userId],
  );
  expect(await chargedOf(anna)).toHaveLength(1);
  // It was charged, and is never sent again.
  const told = "gateway_payments where request like '%' || $1 || '%'";
  expect(await world.count(told, [rows[0]?.id ?? 'none'])).toBe(0);
});

test('СБП is kept and charged likewise', async () => {
  await payAndSave(anna, world.payAt, { method: 'sbp' });
  await turnOn(anna);
  expect((await autopayPage()).text).toContain('СБП, счёт в вашем банке');
  await world.runAt('2026-12-07T10:00:00+02:00');
  await world.runAt('2026-12-10T10:00:00+02:00');
  expect(await chargedOf(anna)).toEqual([114_050]);
});
