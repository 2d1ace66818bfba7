import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import {
  addMeter,
  addPersonalAccount,
  createSubscriber,
  linkPersonalAccount,
} from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

let count = 0;
/** A flat that nobody has linked: what stands in its papers. */
async function addFlat(facts: Partial<Parameters<typeof addPersonalAccount>[1]> = {}) {
  count += 1;
  const number = `3905000${String(count).padStart(5, '0')}`;
  const home = await addPersonalAccount(world, {
    number,
    holder_last_name: 'Королёва',
    linking_pin: '004821',
    last_bill_kopecks: 124_050,
    ...facts,
  });
  const meter = await addMeter(world, home.personalAccountId, {
    serial_number: `00${5_000_000 + count}`,
  });
  return { ...home, serial: meter.serialNumber };
}

async function newResident() {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return { ...resident, visitor };
}

type Claim = { accountNumber: string; holderLastName?: string } & Partial<
  Record<'meterSerial' | 'pin' | 'lastBill', string>
>;

async function claim(visitor: Visitor, fields: Claim) {
  const page = await visitor.get('/accounts/link');
  const all = { holderLastName: 'КОРОЛЕВА', meterSerial: '', pin: '', lastBill: '', ...fields };
  return visitor.submit(page, all, 'Добавить лицевой счёт');
}

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

test('an incomplete claim is told what is missing, and counts as no try', async () => {
  const flat = await addFlat();
  const { visitor } = await newResident();
  for (let turn = 0; turn < 6; turn += 1) {
    const page = await claim(visitor, { accountNumber: flat.number });
    expect(page.status).toBe(422);
    expect(page.$('.ds-error-summary a').attr('href')).toBe('#meterSerial');
  }
  const page = await claim(visitor, { accountNumber: '12', lastBill: 'много' });
  const fields = page.$('.ds-error-summary a').toArray();
  expect(fields.map((link) => page.$(link).attr('href'))).toEqual(['#accountNumber', '#lastBill']);
  expect((await claim(visitor, { accountNumber: flat.number, pin: '004821' })).status).toBe(303);
});

test('after five wrong tries even the right one waits, and staff can still be asked', async () => {
  const flat = await addFlat();
  const { visitor } = await newResident();
  const guesses = Array.from({ length: 12 }, (_, n) =>
    claim(visitor, { accountNumber: flat.number, pin: String(n).padStart(6, '1') }),
  );
  const statuses = (await Promise.all(guesses)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 422)).toHaveLength(5);
  const page = await claim(visitor, { accountNumber: flat.number, pin: '004821' });
  expect(page.status).toBe(429);
  expect(page.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(page.$('.ds-error-summary').text()).toContain('через 60 минут');
  expect(page.$('#pin').val()).toBe('004821');
  const sent = await visitor.submit(page, { comment: 'Не подходит ПИН' }, 'Отправить сотруднику');
  expect(sent.status).toBe(303);
});

test('the last tries are announced before they are spent', async () => {
  const flat = await addFlat();
  const { visitor } = await newResident();
  const told: string[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const page = await claim(visitor, { accountNumber: flat.number, pin: `11111${turn}` });
    told.push(page.$('.ds-error-summary').text());
  }
  expect(told[1]).not.toContain('перерыва');
  expect(told[2]).toContain('остались 2 попытки');
  expect(told[3]).toContain('осталась 1 попытка');
  expect(told[4]).toContain('последняя попытка');
});

/** Four strangers, five wrong tries each, however they spell the number. */
async function guessTwentyTimes(...spellings: string[]) {
  let page = null;
  for (let n = 0; n < 4; n += 1) {
    const { visitor } = await newResident();
    const accountNumber = String(spellings[n % spellings.length]);
    for (let turn = 0; turn < 5; turn += 1) {
      page = await claim(visitor, { accountNumber, pin: '111111' });
      expect(page.status).toBe(422);
    }
  }
}

test('an account at which many have guessed asks for two proofs, and its owner still gets in', async () => {
  const flat = await addFlat({ unified_number: '45BB000001' });
  await guessTwentyTimes(flat.number, [...flat.number].join(' '), '45 ВВ 000001');
  const { visitor } = await newResident();
  const one = await claim(visitor, { accountNumber: flat.number, pin: '004821' });
  expect(one.status).toBe(422);
  expect(one.$('.ds-error-summary').text()).toContain('любые два подтверждения');
  const proofs = { pin: '004821', meterSerial: flat.serial };
  const both = await claim(visitor, { accountNumber: flat.number, ...proofs });
  expect(both).toMatchObject({ status: 303, location: `/accounts/${flat.number}` });
});

test('a number of no account asks for two proofs after as many guesses: nobody learns which is one', async () => {
  await guessTwentyTimes('390599999998');
  const { visitor } = await newResident();
  const page = await claim(visitor, { accountNumber: '390599999998', pin: '111111' });
  expect(page.$('.ds-error-summary').text()).toContain('любые два подтверждения');
});

test('a household is told of guesses at its account, once a day', async () => {
  const flat = await addFlat();
  const owner = await newResident();
  const { personalAccountId } = flat;
  await linkPersonalAccount(world, { userId: owner.userId, personalAccountId });
  await guessTwentyTimes(flat.number);
  const letter = await world.waitForLetter(owner.email, 'пытается добавить');
  expect(letter.text).toContain(flat.number);
  const told = await world.db
    .selectFrom('letters')
    .select('to_address')
    .where('kind', '=', 'linking_guesses')
    .where('user_id', '=', owner.userId)
    .execute();
  expect(told).toHaveLength(1);
});

test('who guesses hour after hour rests a day: fifteen tries and no more', async () => {
  const { visitor } = await newResident();
  const flat = await addFlat();
  const statuses: number[] = [];
  for (let hour = 0; hour < 4; hour += 1) {
    for (let turn = 0; turn < 5; turn += 1) {
      statuses.push((await claim(visitor, { accountNumber: flat.number, pin: '111111' })).status);
    }
    // An hour is over.
    await world.db.deleteFrom('rate_limits').where('key', 'like', 'linking\\_user:%').execute();
  }
  expect(statuses.filter((status) => status === 422)).toHaveLength(15);
  expect(statuses.at(-1)).toBe(429);
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
