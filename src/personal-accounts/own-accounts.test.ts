import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { newHousehold } from '#test/household.ts';
import { addPersonalAccount, linkPersonalAccount, type SubscriberFacts } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const newResident = (facts: SubscriberFacts = {}) => newHousehold(world, facts);

test('one account leads straight home; none leads to adding one', async () => {
  const anna = await newResident();
  expect((await anna.visitor.get('/accounts')).location).toBe(`/accounts/${anna.accountNumber}`);
  expect((await anna.visitor.get('/')).location).toBe('/accounts');
  await world.db
    .updateTable('personal_account_links')
    .set({ ended_at: world.clock.now() })
    .where('user_id', '=', anna.userId)
    .execute();
  const empty = await anna.visitor.get('/accounts');
  expect(empty.$('h1').text()).toBe('Добавьте лицевой счёт');
  expect(empty.$('a[href="/accounts/link"]').text()).toContain('Добавить лицевой счёт');
});

test('several accounts: a list, and a switcher on every page of an account', async () => {
  const anna = await newResident();
  const flat = await addPersonalAccount(world, {
    number: '390600000001',
    address: 'г. Светлый, ул. Советская, д. 2',
    opening_balance_kopecks: -5_000,
  });
  const { personalAccountId } = flat;
  await linkPersonalAccount(world, { userId: anna.userId, personalAccountId });
  const list = await anna.visitor.get('/accounts');
  expect(list.status).toBe(200);
  for (const number of [anna.accountNumber, flat.number]) {
    expect(list.$(`main a[href="/accounts/${number}"]`).length).toBe(1);
    const home = await anna.visitor.get(`/accounts/${number}`);
    const switcher = home.$('details.acct');
    expect(switcher.find('a[aria-current=true]').attr('href')).toBe(`/accounts/${number}`);
    expect(switcher.find('li').length).toBe(3);
  }
});

test('a page of somebody else’s account leads to one’s own', async () => {
  const [anna, stranger] = [await newResident(), await newResident()];
  const page = await anna.visitor.get(`/accounts/${stranger.accountNumber}/readings`);
  expect(page.status).toBe(404);
  expect(page.text).not.toContain(stranger.accountNumber);
  expect(page.$(`nav a[href="/accounts/${anna.accountNumber}"]`).length).toBe(1);
});

test('the unified number in the address opens the account, on either keyboard', async () => {
  const anna = await newResident({ personalAccount: { unified_number: '39AK000003' } });
  for (const number of ['39AK000003', '39АК000003']) {
    const page = await anna.visitor.get(`/accounts/${encodeURIComponent(number)}`);
    expect(page.status).toBe(200);
    expect(page.$(`nav a[href="/accounts/${anna.accountNumber}/readings"]`).length).toBe(1);
  }
});

test('pages about no account lead back to the one that was open', async () => {
  const anna = await newResident();
  const flat = await addPersonalAccount(world, { number: '390600000002' });
  const { personalAccountId } = flat;
  await linkPersonalAccount(world, { userId: anna.userId, personalAccountId });
  const leadsTo = async () =>
    (await anna.visitor.get('/support')).$('nav a:contains("Показания")').attr('href');
  for (const number of [flat.number, anna.accountNumber, flat.number]) {
    await anna.visitor.get(`/accounts/${number}`);
    expect(await leadsTo()).toBe(`/accounts/${number}/readings`);
  }
  anna.visitor.cookies.set('account', (await newResident()).accountNumber);
  expect(await leadsTo()).toBe(`/accounts/${anna.accountNumber}/readings`);
});

test('the number in the address may be written with spaces and hyphens', async () => {
  const { visitor, accountNumber } = await newResident();
  const spaced = accountNumber.replace(/(\d{3})/g, '$1 ').trim();
  expect((await visitor.get(`/accounts/${encodeURIComponent(spaced)}`)).status).toBe(200);
});

test('an own name is seen by its owner alone, and goes away when emptied', async () => {
  const anna = await newResident();
  const neighbour = await newResident();
  const { personalAccountId } = anna;
  await linkPersonalAccount(world, { userId: neighbour.userId, personalAccountId });
  const path = `/accounts/${anna.accountNumber}/name`;
  const rename = async (ownName: string) =>
    anna.visitor.submit(await anna.visitor.get(path), { ownName }, 'Сохранить');
  const saved = await rename('  Мамина   <i>квартира</i> ');
  const home = await anna.visitor.follow(saved);
  expect(home.$('.acct__name').first().text()).toBe('Мамина <i>квартира</i>');
  expect((await neighbour.visitor.get('/accounts')).text).not.toContain('Мамина');
  const long = await rename('я'.repeat(41));
  expect(long.status).toBe(422);
  expect(long.$('#ownName').val()).toBe('я'.repeat(41));
  await rename('');
  const emptied = await anna.visitor.get(`/accounts/${anna.accountNumber}`);
  expect(emptied.$('.acct__name').first().text()).not.toContain('Мамина');
});

test('an account that was taken away is out of sight for this user alone', async () => {
  const anna = await newResident();
  const husband = await newResident();
  const { personalAccountId, accountNumber } = anna;
  await linkPersonalAccount(world, { userId: husband.userId, personalAccountId });
  const page = await anna.visitor.get(`/accounts/${accountNumber}/unlinking`);
  const gone = await anna.visitor.submit(page, {}, 'Убрать счёт');
  expect(gone.location).toBe('/accounts');
  expect((await anna.visitor.get(`/accounts/${accountNumber}`)).status).toBe(404);
  expect((await anna.visitor.get(`/accounts/${accountNumber}/readings`)).status).toBe(404);
  expect((await husband.visitor.get(`/accounts/${accountNumber}`)).status).toBe(200);
  expect((await anna.visitor.submit(page, {}, 'Убрать счёт')).status).toBe(404);
});
