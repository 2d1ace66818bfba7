import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { newHousehold } from '#test/household.ts';
import { addUnlinkedFlat, claim, type FlatFacts } from '#test/linking-claims.ts';
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
