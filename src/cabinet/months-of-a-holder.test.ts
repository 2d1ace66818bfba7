import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { createApiCaller } from '#test/api-caller.ts';
import { addClosedMonths, addEntry } from '#test/closed-months.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, linkPersonalAccount, type Subscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';

// A flat was sold on 15 October: the months to September are the seller's, those from October on
// the buyer's. Nothing of the seller's is shown to the buyer but what is owed.
let world: World;
let buyer: Subscriber;
let seller: Subscriber;
let late: Subscriber;
const visitors = new Map<Subscriber, Visitor>();

const SOLD_ON = '2026-10-15';

beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-12-12T10:00:00+02:00' });
  buyer = await createSubscriber(world, { personalAccount: { holder_since: SOLD_ON } });
  seller = await createSubscriber(world);
  late = await createSubscriber(world, { personalAccount: { holder_since: '2026-12-03' } });
  const { personalAccountId } = buyer;
  await linkPersonalAccount(world, {
    userId: seller.userId,
    personalAccountId,
    visible_until: SOLD_ON,
  });
  await keepFormerState(personalAccountId);
  await importMonths(personalAccountId);
  for (const one of [buyer, late]) await closeAutumn(one.personalAccountId);
  await addEntry(world, {
    personal_account_id: late.personalAccountId,
    billing_month: '2026-12-01',
    amount_kopecks: -20_000,
    value_date: '2026-12-05',
  });
  for (const one of [buyer, seller, late]) {
    const visitor = world.visitor();
    await one.signIn(visitor);
    visitors.set(one, visitor);
  }
});
afterAll(() => world.stop());

/** As the register's import does when the holder changes: the former one's time is kept. */
async function keepFormerState(personalAccountId: number): Promise<void> {
  const { number: _, ...columns } = await world.db
    .selectFrom('personal_accounts')
    .selectAll()
    .where('personal_account_id', '=', personalAccountId)
    .executeTakeFirstOrThrow();
  await world.db
    .insertInto('personal_account_revisions')
    .values({
      personal_account_id: personalAccountId,
      valid_from: '2014-05-01',
      valid_to: SOLD_ON,
      unified_number: columns.unified_number,
      holder_last_name: 'Продавцов',
      holder_first_name: 'Пётр',
      holder_middle_name: 'Петрович',
      address: columns.address,
      fias_id: columns.fias_id,
      residents: columns.residents,
      heated_area_m2: columns.heated_area_m2,
      has_stove: columns.has_stove,
      has_water_heater: columns.has_water_heater,
      has_heating: columns.has_heating,
      has_central_hot_water: columns.has_central_hot_water,
      opened_on: columns.opened_on,
      closed_on: columns.closed_on,
      last_bill_kopecks: columns.last_bill_kopecks,
      linking_pin: columns.linking_pin,
      holder_since: '2014-05-01',
      register_import_id: 1,
      ended_by_import_id: 2,
    })
    .execute();
}

/** July of the old system, with its payment. */
async function importMonths(personalAccountId: number): Promise<void> {
  await world.db
    .insertInto('imported_charges')
    .values({
      personal_account_id: personalAccountId,
      month: '2026-07-01',
      volume_m3: '7',
      charged_kopecks: 70_007,
      recalculated_kopecks: 0,
      penalty_kopecks: 0,
      paid_kopecks: 10_007,
      closing_kopecks: 60_000,
      register_import_id: 1,
    })
    .execute();
}

/** Each month's sum has its month in it, so that a page that shows too much is caught by it. */
async function closeAutumn(personalAccountId: number): Promise<void> {
  await addClosedMonths(world, personalAccountId, [
    {
      month: '2026-08-01',
      account: { opening_kopecks: 60_000, charged_kopecks: 80_008, paid_kopecks: 18_008 },
      entries: [{ amount_kopecks: -18_008, value_date: '2026-08-18' }],
    },
    {
      month: '2026-09-01',
      account: { charged_kopecks: 90_009, paid_kopecks: 19_009 },
      entries: [{ amount_kopecks: -19_009, value_date: '2026-09-19' }],
    },
    {
      month: '2026-10-01',
      account: { charged_kopecks: 101_010, paid_kopecks: 11_010 },
      entries: [{ amount_kopecks: -11_010, value_date: '2026-10-20' }],
    },
    { month: '2026-11-01', account: { charged_kopecks: 111_011 } },
  ]);
}

/** What stands only in months that were the seller's: sums as pages, files and programs write them. */
const ofSeller = /700,07|800,08|900,09|180,08|190,09|70007|80008|90009|18008|19009/;
const ofBuyer = /1.?010,10|1.?110,11|101010|111011/;

const textOf = ({ $ }: Answer): string => $('main').text().replace(/\s+/g, ' ');
const open = (who: Subscriber, address: string) =>
  (visitors.get(who) ?? world.visitor()).get(address);
const monthOf = (number: string, month: string) => href('chargesMonth', { number, month });

test('the buyer’s statement, its file and the API begin with the month of the sale', async () => {
  const number = buyer.accountNumber;
  const page = await open(buyer, href('charges', { number }));
  const names = page
    .$('tbody th a')
    .toArray()
    .map((link) => page.$(link).text());
  expect(names).toEqual(['Ноябрь', 'Октябрь']);
  const csv = await open(buyer, href('chargesCsv', { number }));
  expect(csv.text.match(/^2026-\d\d/gm)).toEqual(['2026-11', '2026-10']);
  const api = createApiCaller(world, await buyer.createToken());
  const { body } = await api.get<{ months: { month: string }[] }>(`/accounts/${number}/charges`);
  expect(body.months.map(({ month }) => month)).toEqual(['2026-11', '2026-10']);
  for (const text of [page.text, csv.text, JSON.stringify(body)]) {
    expect(text).not.toMatch(ofSeller);
    expect(text).toMatch(ofBuyer);
  }
});

test('no month of the seller’s opens to the buyer, in no form, and none is compared with', async () => {
  const number = buyer.accountNumber;
  const api = createApiCaller(world, await buyer.createToken());
  for (const month of ['2026-07', '2026-08', '2026-09']) {
    expect((await open(buyer, monthOf(number, month))).status, month).toBe(404);
    const file = await open(buyer, href('chargesMonthCsv', { number, month }));
    expect(file.status, month).toBe(404);
    const told = await api.get(`/accounts/${number}/charges/${month}`);
    expect([told.status, told.body.code], month).toEqual([404, 'month_not_charged']);
  }
  const october = await open(buyer, monthOf(number, '2026-10'));
  expect(october.text).toMatch(ofBuyer);
  expect(october.text).not.toMatch(ofSeller);
  expect(october.$('section[aria-labelledby^="against-"]').length).toBe(0);
});

test('the file of the buyer’s own data has no month, payment or entry of the seller’s', async () => {
  const { text } = await open(buyer, href('profileExport'));
  const [personalAccount] = JSON.parse(text).accounts;
  expect(personalAccount.charges.map(({ month }: { month: string }) => month)).toEqual([
    '2026-11',
    '2026-10',
  ]);
  expect(personalAccount.ledger.map(({ month }: { month: string }) => month)).toEqual(['2026-10']);
  expect(text).not.toMatch(ofSeller);
});

test('what is owed is told whole, also where every closed month was a former holder’s', async () => {
  const home = await open(buyer, href('account', { number: buyer.accountNumber }));
  expect(textOf(home)).toContain('3 940,11 ₽');
  expect(textOf(home)).toContain('Квитанция за ноябрь (PDF)');

  // Bought in December: the autumn is nobody's of this household, its debt is the account's.
  const number = late.accountNumber;
  const fresh = textOf(await open(late, href('account', { number })));
  expect(fresh).toContain('3 740,11 ₽');
  expect(fresh).toContain('Остаток до переоформления счёта3 940,11 ₽');
  expect(fresh).toContain('Вы оплатили 5 декабря−200,00 ₽');
  expect(fresh).not.toMatch(ofBuyer);
  const payment = textOf(await open(late, href('payment', { number })));
  expect(payment).toContain('3 740,11 ₽');
  expect(payment).not.toContain('Последняя квитанция');
  const charges = textOf(await open(late, href('charges', { number })));
  expect(charges).toContain('Вместе с остатком до переоформления счёта');
  const api = createApiCaller(world, await late.createToken());
  const { body } = await api.get<object>(`/accounts/${number}/balance`);
  expect(body).toMatchObject({ totalKopecks: 374_011, source: 'ledger', lastMonth: null });
  // The last month is formed, and theirs: it is not said to be on its way.
  expect((await open(late, monthOf(number, '2026-11'))).status).toBe(404);
  expect(textOf(await open(late, href('charges', { number })))).not.toContain('Ноябрь');
});

test('the seller sees what they saw before the sale, and nothing of after it', async () => {
  const number = buyer.accountNumber;
  const page = await open(seller, href('charges', { number }));
  const names = page
    .$('tbody th a')
    .toArray()
    .map((link) => page.$(link).text());
  expect(names).toEqual(['Сентябрь', 'Август', 'Июль']);
  expect(page.text).not.toMatch(ofBuyer);
  const september = await open(seller, monthOf(number, '2026-09'));
  expect(september.status).toBe(200);
  expect(september.text).toContain('190,09');
  expect((await open(seller, monthOf(number, '2026-10'))).status).toBe(404);
});
