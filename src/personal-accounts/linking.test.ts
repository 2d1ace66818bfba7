import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { newHousehold } from '#test/household.ts';
import { addUnlinkedFlat, type Claim, claim, type FlatFacts } from '#test/linking-claims.ts';
import { linkPersonalAccount } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const addFlat = (facts: FlatFacts = {}) => addUnlinkedFlat(world, facts);
const newResident = () => newHousehold(world);

const proofOf = (userId: number) =>
  world.db
    .selectFrom('personal_account_links')
    .select('proof')
    .where('user_id', '=', userId)
    .where('proof', '<>', 'demo')
    .execute();

test.each([
  ['the serial', 'meter_serial', (serial: string) => ({ meterSerial: `№ ${serial.slice(2)}` })],
  ['the PIN', 'pin', () => ({ pin: '004 821' })],
  ['the last bill', 'last_bill', () => ({ lastBill: '1 240,50 ₽' })],
  ['the last bill with a dot', 'last_bill', () => ({ lastBill: '1240.5' })],
])('%s and the holder’s name link the account', async (_, proof, secret) => {
  const flat = await addFlat();
  const { visitor, userId } = await newResident();
  const number = flat.number.replace(/(\d{3})(\d{3})(\d+)/, '$1 $2-$3');
  const answer = await claim(visitor, { accountNumber: number, ...secret(flat.serial) });
  expect(answer).toMatchObject({ status: 303, location: `/accounts/${flat.number}` });
  expect((await visitor.follow(answer)).status).toBe(200);
  expect(await proofOf(userId)).toEqual([{ proof }]);
});

test('the unified number (ЕЛС) finds the account too', async () => {
  const flat = await addFlat({ unified_number: '45АА123456' });
  const { visitor } = await newResident();
  const answer = await claim(visitor, { accountNumber: '45 аа-123456', pin: '004821' });
  expect(answer.location).toBe(`/accounts/${flat.number}`);
});

test('a wrong proof never says which part is wrong, nor whether there is such an account', async () => {
  const flat = await addFlat();
  const wrongs: Claim[] = [
    { accountNumber: flat.number, pin: '004822' },
    { accountNumber: flat.number, holderLastName: 'Петрова', pin: '004821' },
    { accountNumber: flat.number, lastBill: '1 240,51' },
    { accountNumber: '390599999999', pin: '004821' },
    { accountNumber: '45ЯЯ000000', pin: '004821' },
  ];
  const texts = new Set<string>();
  for (const wrong of wrongs) {
    const { visitor, userId } = await newResident();
    const page = await claim(visitor, wrong);
    expect(page.status).toBe(422);
    expect(page.$('title').text()).toMatch(/^Ошибка: /);
    expect(page.$('#accountNumber').val()).toBe(wrong.accountNumber);
    expect(page.$('main').text()).toContain(`Отправим лицевой счёт ${wrong.accountNumber}`);
    expect(page.$('label:contains("Номер лицевого счёта")').length).toBe(1);
    texts.add(page.$('.ds-error-summary').text());
    expect(await proofOf(userId)).toEqual([]);
  }
  expect(texts.size).toBe(1);
});

test('everybody who sees the account is told by letter; former residents are not', async () => {
  const flat = await addFlat();
  const [wife, former, gone, fresh] = [
    await newResident(),
    await newResident(),
    await newResident(),
    await newResident(),
  ];
  const { personalAccountId } = flat;
  await linkPersonalAccount(world, { userId: wife.userId, personalAccountId });
  const past = { visible_until: '2026-11-01', visible_until_reason: 'holder_changed' };
  await linkPersonalAccount(world, { userId: former.userId, personalAccountId, ...past });
  const ended_at = world.clock.now();
  await linkPersonalAccount(world, { userId: gone.userId, personalAccountId, ended_at });
  await claim(fresh.visitor, { accountNumber: flat.number, pin: '004821' });
  const letter = await world.waitForLetter(wife.email, 'добавил ещё один пользователь');
  expect(letter.text).toContain(flat.number);
  expect(letter.text).not.toContain(fresh.email);
  await claim(fresh.visitor, { accountNumber: flat.number, pin: '004821' });
  const letters = await world.db
    .selectFrom('letters')
    .select('to_address')
    .where('kind', '=', 'linked_by_another')
    .execute();
  expect(letters.filter(({ to_address: to }) => to === wife.email)).toHaveLength(1);
  const others = [former.email, gone.email, fresh.email];
  expect(letters.some(({ to_address: to }) => others.includes(to))).toBe(false);
});

test('what cannot be proved goes to staff, and its state stays in sight', async () => {
  const { visitor, userId } = await newResident();
  const link = (await visitor.get('/accounts/link')).$('a:contains("Подтвердить нечем")');
  const page = await visitor.get(String(link.attr('href')));
  const request = {
    accountNumber: '3905 0000 7777',
    holderLastName: 'Королёва',
    comment: 'Купили квартиру <b>в октябре</b>',
  };
  const sent = await visitor.submit(page, request, 'Отправить сотруднику');
  expect(sent.location).toBe('/accounts/link#requests');
  const again = { ...request, accountNumber: '390500007777', comment: 'Ещё раз' };
  await visitor.submit(page, again, 'Отправить сотруднику');
  const requests = () =>
    world.db.selectFrom('linking_requests').selectAll().where('user_id', '=', userId).execute();
  expect(await requests()).toMatchObject([
    { account_number: '390500007777', comment: 'Купили квартиру <b>в октябре</b>\nЕщё раз' },
  ]);
  for (const path of ['/accounts/link', '/support']) {
    const seen = await visitor.get(path);
    expect(seen.text).toContain('390500007777');
    expect(seen.text).toContain('Проверяем');
  }
  await world.db
    .updateTable('linking_requests')
    .set({ state: 'refused', decision_reason: 'Пришлите договор' })
    .where('user_id', '=', userId)
    .execute();
  expect((await visitor.get('/accounts/link')).text).toContain('Пришлите договор');
});

test('a unified number at two accounts opens the one that is proved', async () => {
  const facts = { unified_number: '45CC000002' };
  const [, second] = [await addFlat(facts), await addFlat({ ...facts, linking_pin: '777777' })];
  const { visitor } = await newResident();
  const answer = await claim(visitor, { accountNumber: '45СС000002', pin: '777777' });
  expect(answer.location).toBe(`/accounts/${second.number}`);
});
