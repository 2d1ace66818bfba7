import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import {
  type AutopayWorld,
  type Payer,
  payAndSave,
  startAutopayWorld,
  turnOn,
} from '#test/autopay-world.ts';
import { textOf } from '#test/household.ts';
import { payOn } from '#test/payments-world.ts';
import { createStaff } from '#test/staff.ts';

// «Where is my money?» is asked on the telephone, in the middle of a month.
let world: AutopayWorld;
let anna: Payer;

beforeAll(async () => {
  world = await startAutopayWorld();
  await world.order('succeed');
  anna = await world.createPayer();
});
afterAll(() => world.stop());

const personalAccount = () => href('staffAccount', { number: anna.accountNumber });
const all = () => href('staffPayments', { number: anna.accountNumber });
/** By whoever is on duty then: weeks pass, and no session of the desk lasts so long. */
const open = async (address: string) => (await createStaff(world, 'operator')).visitor.get(address);
const rowsOn = async (address: string): Promise<string[]> => {
  const page = await open(address);
  return page
    .$('[aria-label="Платежи, новые сверху"] table')
    .find('tbody tr')
    .toArray()
    .map((row) => page.$(row).text().replace(/\s+/g, ' '));
};

test('a payment of the running month, and one that did not come off, stand on the account with why', async () => {
  expect(await rowsOn(personalAccount())).toEqual([]);
  await payAndSave(anna, world.payAt);
  const begun = await payOn(anna.visitor, anna.accountNumber, { amount: '70', method: 'sbp' });
  expect(begun.status).toBe(303);
  const [waits, paid] = await rowsOn(personalAccount());
  expect(waits).toMatch(/^23\.11\.202670,00СБП(Ждём вашу оплату|Узнаём в банке)/);
  expect(paid).toMatch(/^23\.11\.2026100,00Банковская картаВычли, попадёт в квитанцию/);
});

test('autopay that is on is told, with what becomes of it, and a charge says that it was one', async () => {
  await turnOn(anna);
  const page = () => open(personalAccount());
  const told = async () => textOf(await page()).replace(/\s/g, ' ');
  expect(await told()).toContain(
    'банковская карта, каждый месяц 10 числа, не больше 5 000,00 ₽ в месяц. Списаний ещё не было.',
  );
  await world.runAt('2026-12-07T10:00:00+02:00');
  expect(await told()).toMatch(/10\.12\.2026: спишем [\d ]+,\d\d ₽\./);
  await world.runAt('2026-12-10T10:00:00+02:00');
  await world.waitForRun(anna, 'paid');
  expect(await told()).toMatch(/10\.12\.2026: списали [\d ]+,\d\d ₽\./);
  const [charged] = await rowsOn(all());
  expect(charged).toContain('Банковская карта, автоплатёж');
});

test('a payment’s page is its payer’s: the desk has no way to it', async () => {
  const page = await open(all());
  expect(page.$('a[href^="/payments/"]').length).toBe(0);
});

test('all of them are leafed through, and none stands twice', async () => {
  await world.pool.query(
    `insert into imported_payments (personal_account_id, operation_key, paid_on, amount_kopecks,
       channel, register_import_id)
     select $1, 'old ' || n, '2025-01-01'::date + n, 1000 + n, 'bank', 1 from generate_series(1, 60) n`,
    [anna.personalAccountId],
  );
  const first = await open(all());
  const more = first.$('a:contains("более ранние")').attr('href') ?? '';
  const rows = [...(await rowsOn(all())), ...(await rowsOn(more))];
  expect(rows).toHaveLength(63);
  expect(new Set(rows).size).toBe(63);
});
