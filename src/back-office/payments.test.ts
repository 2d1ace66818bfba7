import { expect, test } from 'vitest';
import { findPaymentHistory } from '#src/payments/history-store.ts';
import { href } from '#src/routes.ts';
import { setUpAutopay } from '#test/autopay-tests.ts';
import {
  type AutopayWorld,
  type Payer,
  payAndSave,
  removeMethod,
  signInAgain,
  turnOn,
} from '#test/autopay-world.ts';
import { textOf } from '#test/household.ts';
import { headingOf, payOn } from '#test/payments-world.ts';
import { createStaff } from '#test/staff.ts';
import type { Answer } from '#test/visitor.ts';

// «Where is my money?» is asked on the telephone, in the middle of a month.
let world: AutopayWorld;
let anna: Payer;

setUpAutopay((made, payer) => {
  world = made;
  anna = payer;
});

const personalAccount = () => href('staffAccount', { number: anna.accountNumber });
const all = () => href('staffPayments', { number: anna.accountNumber });
/** By whoever is on duty then: weeks pass, and no session of the desk lasts so long. */
const open = async (address: string) => (await createStaff(world, 'operator')).visitor.get(address);
const rowsOf = (page: Answer): string[] =>
  page
    .$('[aria-label="Платежи, новые сверху"] tbody tr')
    .toArray()
    .map((row) => page.$(row).text().replace(/\s+/g, ' '));
const told = async () => textOf(await open(personalAccount())).replace(/\s/g, ' ');

test('payments of the running month stand on the account as they come: why one failed, and when each began', async () => {
  expect(rowsOf(await open(personalAccount()))).toEqual([]);
  const refused = await payOn(anna.visitor, anna.accountNumber, { amount: '70', method: 'sbp' });
  const after = await anna.visitor.get(await world.refuseAt(refused.location));
  expect(headingOf(after)).toBe('Оплата не прошла');
  world.clock.advance({ minutes: 5 });
  await payAndSave(anna, world.payAt);
  world.clock.advance({ minutes: 5 });
  await payOn(anna.visitor, anna.accountNumber, { amount: '55', method: 'sbp' });
  const [waits, paid, failed] = rowsOf(await open(personalAccount()));
  expect(waits).toMatch(/^23\.11\.2026начат 10:1\d55,00СБППлательщик ещё не оплатил/);
  expect(paid).toMatch(/^23\.11\.2026.*100,00Банковская картаВычли, попадёт в квитанцию/);
  expect(failed).toMatch(/^23\.11\.2026.*10:0\d70,00СБПНе прошёлБанк отклонил оплату/);
});

test('autopay is told: what it takes next, and what became of the last time, whatever was changed since', async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
  expect(await told()).toContain(
    'банковская карта, каждый месяц 10 числа, не больше 5 000,00 ₽ в месяц. Ближайший день 10.12.2026. Списаний ещё не было.',
  );
  await world.runAt('2026-12-07T10:00:00+02:00');
  expect(await told()).toMatch(/Спишем 10\.12\.2026: [\d ]+,\d\d ₽\. Списаний ещё не было\./);
  await world.runAt('2026-12-10T10:00:00+02:00');
  await world.waitForRun(anna, 'paid');
  const [charged] = rowsOf(await open(all()));
  expect(charged).toContain('Банковская карта, автоплатёж');
  await turnOn(anna, { day: '15', cap: '1 000' });
  expect(await told()).toMatch(/Последний раз, 10\.12\.2026: списали [\d ]+,\d\d ₽\./);
});

test('what autopay did not take is not told as if it had been taken', async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
  await world.runAt('2026-12-07T10:00:00+02:00');
  await signInAgain(anna);
  const paid = await payOn(anna.visitor, anna.accountNumber, { amount: '5 000' });
  await anna.visitor.get(await world.payAt(paid.location));
  await world.runAt('2026-12-10T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['nothing_owed']);
  expect(await told()).toContain('Последний раз, 10.12.2026: не списали, долга не было.');
});

test('autopay that is off says since when and why, and that of whoever has lost the account says nothing', async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
  await removeMethod(anna);
  expect(await told()).toContain(
    'выключен 23.11.2026: способ оплаты удалили. Было: банковская карта',
  );
  await world.pool.query(
    'update personal_account_links set ended_at = now() where personal_account_id = $1',
    [anna.personalAccountId],
  );
  expect(await told()).not.toContain('способ оплаты удалили');
});

test('a payment’s page is its payer’s: the desk has no way to it, and looks are recorded by their name', async () => {
  await payAndSave(anna, world.payAt);
  const operator = await createStaff(world, 'operator');
  const { personalAccountId } = anna;
  const query = { personalAccountId, timeZone: world.supplier.timeZone };
  const [seen] = await findPaymentHistory(world.db, operator.actor, query);
  const [own] = await findPaymentHistory(world.db, anna.actor, query);
  expect(seen).toEqual({ ...own, publicId: null });
  expect(own?.publicId).not.toBeNull();
  await operator.visitor.get(all());
  const looks = await world.pool.query(
    `select action from audit_entries where personal_account_id = $1 and actor_kind = 'staff'`,
    [personalAccountId],
  );
  expect(looks.rows).toEqual([{ action: 'look_at_payments' }]);
});

test('all of them are leafed through, none stands twice, and a way on that is nobody’s leads nowhere', async () => {
  await world.pool.query(
    `insert into imported_payments (personal_account_id, operation_key, paid_on, amount_kopecks,
       channel, register_import_id)
     select $1, $2 || n, '2025-01-01'::date + n, 1000 + n, 'bank', 1 from generate_series(1, 60) n`,
    [anna.personalAccountId, `${anna.accountNumber} `],
  );
  const first = await open(all());
  const second = await open(first.$('a:contains("более ранние")').attr('href') ?? '');
  expect([rowsOf(first), rowsOf(second)].map(({ length }) => length)).toEqual([50, 10]);
  expect(new Set([...rowsOf(first), ...rowsOf(second)]).size).toBe(60);
  expect((await open(`${all()}?after=p0`)).status).toBe(404);
});
