import { afterAll, beforeAll, expect, test } from 'vitest';
import { enterReading } from '#src/meters/enter-reading.ts';
import { submitReading } from '#src/meters/submit-reading.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { newHousehold, textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
let desk: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld();
  desk = await createStaff(world, 'operator');
});
afterAll(() => world.stop());

const checkAddress = (number: string, fields: Record<string, string>): string =>
  `/staff/accounts/${number}/readings/check?${new URLSearchParams(fields)}`;

/** From the check page on, as a member of staff does it. */
async function enter(number: string, fields: Record<string, string>, reason = '') {
  const page = await desk.visitor.get(checkAddress(number, fields));
  if (page.status !== 200) return page;
  return desk.visitor.submit(page, { reason });
}

const entriesOf = (personalAccountId: number, action: string) =>
  world.db
    .selectFrom('audit_entries')
    .select(['reason', 'subject', 'details', 'actor_id', 'request_id'])
    .where('personal_account_id', '=', personalAccountId)
    .where('action', '=', action)
    .execute();

test.each([
  ['phone', 'По телефону, внёс сотрудник'],
  ['office', 'В офисе, внёс сотрудник'],
])('a reading by %s is entered, told to the household, and recorded', async (source, text) => {
  const home = await newHousehold(world);
  const answer = await enter(home.accountNumber, { value: '8700', source }, 'звонок');
  expect(answer.status).toBe(303);
  expect(textOf(await desk.visitor.follow(answer))).toContain(text);

  expect(textOf(await home.visitor.get(home.readings))).toContain(text);
  const letter = await world.waitForLetter(home.email, 'принято');
  expect(letter.text).toContain(text);
  expect(letter.text).toContain('Показание внёс сотрудник');
  const [entry] = await entriesOf(home.personalAccountId, 'enter_reading');
  expect(entry).toMatchObject({ reason: 'звонок', actor_id: desk.staffMemberId });
  expect(entry?.request_id).not.toBe('');
});

test('an inspector’s reading may stand below the previous one, with the act named', async () => {
  const home = await newHousehold(world);
  const fields = { value: '8500', source: 'inspector' };
  const check = await desk.visitor.get(checkAddress(home.accountNumber, fields));
  expect(textOf(check)).toContain('Меньше прошлого показания');
  const unsaid = await desk.visitor.submit(check, { reason: ' ' });
  expect(unsaid.status).toBe(422);
  expect(unsaid.$('.ds-error-summary').text()).toContain('Напишите, почему');
  const said = await desk.visitor.submit(unsaid, { reason: 'акт 114 от 23.11.2026' });
  expect(said.status).toBe(303);
  const rows = await world.db
    .selectFrom('meter_readings')
    .select(['value_m3', 'source', 'status', 'is_rollover', 'user_id', 'staff_member_id'])
    .where('personal_account_id', '=', home.personalAccountId)
    .where('source', '=', 'inspector')
    .execute();
  expect(rows).toEqual([
    {
      value_m3: '8500.000',
      source: 'inspector',
      status: 'accepted',
      is_rollover: false,
      user_id: null,
      staff_member_id: desk.staffMemberId,
    },
  ]);
  // What comes after is measured from it.
  const next = await home.check({ value: '8510' });
  expect(textOf(next)).toContain('10 м³');
});

test('by telephone a reading below the previous is refused as a resident’s is, and stays typed', async () => {
  const home = await newHousehold(world);
  const page = await enter(home.accountNumber, { value: '57', source: 'phone' });
  expect(page.status).toBe(422);
  expect(page.$('[name=value]').val()).toBe('57');
  expect(page.$('.ds-error-summary').text()).toContain('Получается меньше');
  const impossible = await enter(home.accountNumber, {
    value: '57',
    source: 'phone',
    rollover: '1',
  });
  expect(impossible.status).toBe(422);
});

test('staff correct and take back any reading of an open month, with a reason and a letter', async () => {
  const home = await newHousehold(world);
  const sent = await submitReading(world.deps, home.actor, {
    number: home.accountNumber,
    value: '8700',
    source: 'cabinet',
  });
  if (!sent.ok) throw new Error(sent.code);
  const { confirmation } = sent.receipt;
  const address = `/staff/accounts/${home.accountNumber}/readings/${encodeURIComponent(confirmation)}`;
  const corrected = await enter(
    home.accountNumber,
    { value: '8690', source: 'office', corrects: confirmation },
    'перепутаны цифры, заявление',
  );
  expect(corrected.status).toBe(303);
  expect(textOf(await desk.visitor.get(address))).toContain('Исправлено');
  expect(await entriesOf(home.personalAccountId, 'correct_reading')).toMatchObject([
    { reason: 'перепутаны цифры, заявление' },
  ]);

  const page = await desk.visitor.get(corrected.location);
  const unsaid = await desk.visitor.submit(page, {}, 'Отозвать показание');
  expect(unsaid.status).toBe(422);
  const voided = await desk.visitor.submit(unsaid, { reason: 'не тот счётчик' }, 'Отозвать');
  expect(textOf(await desk.visitor.follow(voided))).toContain('Отозвано');
  const letter = await world.waitForLetter(home.email, 'больше не учитываем');
  expect(letter.text).toContain('не тот счётчик');
  const last = decodeURIComponent(corrected.location.split('/').at(-1) ?? '');
  const own = await home.visitor.get(`${home.readings}/${encodeURIComponent(last)}`);
  expect(textOf(own)).toContain('Отозвал сотрудник: не тот счётчик');
});

test('what a file of the supplier brought, and a closed month, are not changed here', async () => {
  const home = await newHousehold(world);
  const entered = await enter(home.accountNumber, { value: '8650', source: 'phone' });
  await world.db
    .insertInto('billing_months')
    .values({ month: '2026-11-01', closed_at: world.clock.now(), register_import_id: null })
    .execute();
  const page = await desk.visitor.get(entered.location);
  expect(page.$('form[action$="/withdrawal"]')).toHaveLength(0);
  const confirmation = decodeURIComponent(entered.location.split('/').at(-1) ?? '');
  const place = { number: home.accountNumber, confirmation };
  const forced = await desk.visitor.post(href('staffReadingWithdrawal', place), {
    reason: 'проверка',
    _token: String(page.$('[name=_token]').val()),
  });
  expect(forced.status).toBe(422);
  expect(textOf(forced)).toContain('счёт уже выставлен');
  await world.db.deleteFrom('billing_months').execute();
  const history = await desk.visitor.get(`/staff/accounts/${home.accountNumber}/readings`);
  const fromFile = history.$('tr:contains("Из базы поставщика")');
  expect(fromFile.find('a')).toHaveLength(0);
});

test('the same form sent twenty times at once enters one reading and one entry', async () => {
  const home = await createSubscriber(world);
  const deed = { actorName: desk.name, requestId: 'r', reason: '' };
  const results = await Promise.all(
    Array.from({ length: 20 }, () =>
      enterReading(world.deps, desk.actor, {
        number: home.accountNumber,
        value: '8700',
        source: 'phone',
        idempotencyKey: 'one form',
        deed,
      }),
    ),
  );
  expect(new Set(results.map((one) => one.ok && one.receipt.readingId)).size).toBe(1);
  expect(await entriesOf(home.personalAccountId, 'enter_reading')).toHaveLength(1);
});

test('staff and a resident at once: one is judged against the other, both never the same place', async () => {
  for (let round = 0; round < 10; round += 1) {
    const home = await createSubscriber(world);
    const reading = { number: home.accountNumber, value: '8700', basis: undefined };
    const deed = { actorName: desk.name, requestId: 'r', reason: '' };
    const [check, enterd] = await Promise.all([
      submitReading(world.deps, home.actor, { ...reading, source: 'cabinet' }),
      enterReading(world.deps, desk.actor, { ...reading, value: '8690', source: 'phone', deed }),
    ]);
    const rows = await world.db
      .selectFrom('meter_readings')
      .select('value_m3')
      .where('personal_account_id', '=', home.personalAccountId)
      .where('status', '=', 'accepted')
      .orderBy('taken_on')
      .orderBy('meter_reading_id')
      .execute();
    const values = rows.map((row) => Number(row.value_m3));
    expect(values).toEqual(values.toSorted((one, other) => one - other));
    expect([check.ok, enterd.ok]).toContain(true);
  }
});
