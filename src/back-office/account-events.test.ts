import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Answer } from '#test/visitor.ts';

let world: World;
let operator: StaffAtDesk;
let accountant: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld({ now: '2026-10-05T10:00:00+02:00', hasWorker: false });
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  await comeToTheDesk();
});
afterAll(() => world.stop());

/** A session of yesterday is over. */
async function comeToTheDesk() {
  operator = await createStaff(world, 'operator');
  accountant = await createStaff(world, 'accountant');
}

/** Three persons, a stove, no meter: 3 × 11.5 m³ × 13.52 ₽ = 466.44 ₽ a month. */
const newHome = () =>
  createSubscriber(world, {
    personalAccount: {
      opening_balance_on: '2026-09-01',
      opening_balance_kopecks: 0,
      has_heating: false,
      has_central_hot_water: true,
    },
    meters: [],
  });

const events = async (personalAccountId: number) =>
  (
    await world.pool.query(
      `select kind, starts_on, ends_on, value, document, recorded_month, cancelled_at is not null
         as cancelled from account_events where personal_account_id = $1 order by 1, 2`,
      [personalAccountId],
    )
  ).rows;

const check = (who: StaffAtDesk, number: string, fields: Record<string, string>) =>
  who.visitor.get(`${href('staffEventCheck', { number })}?${new URLSearchParams(fields)}`);

const plain = (page: Answer) => textOf(page).replace(/\s/g, ' ');

test('the check page says what an event changes in roubles, and nothing is kept before it is sent', async () => {
  const { accountNumber: number, personalAccountId } = await newHome();
  const residents = { kind: 'residents', from: '01.09.2026', value: '2' };
  const page = await check(operator, number, residents);
  expect(page.$('h1').text()).toBe('Проверьте событие');
  // 2 × 11.5 × 13.52 = 310.96
  expect(plain(page)).toContain('сентябрь 2026, сейчас');
  expect(plain(page)).toContain('466,44 ₽');
  expect(plain(page)).toContain('310,96 ₽');
  expect(plain(page)).toContain('−155,48 ₽');
  expect(await events(personalAccountId)).toEqual([]);

  const unsaid = await operator.visitor.submit(page, {}, 'Внести событие');
  expect(unsaid.status).toBe(422);
  expect(textOf(unsaid)).toContain('Назовите документ');
  const kept = await operator.visitor.submit(unsaid, { document: 'акт 7' }, 'Внести событие');
  expect(kept.status).toBe(303);
  expect(await events(personalAccountId)).toMatchObject([
    { kind: 'residents', starts_on: '2026-09-01', document: 'акт 7', cancelled: false },
  ]);
  const again = await operator.visitor.submit(unsaid, { document: 'акт 7' }, 'Внести событие');
  expect(again.status).toBe(303);
  expect(await events(personalAccountId)).toHaveLength(1);
  const list = await operator.visitor.follow(kept);
  expect(textOf(list)).toContain('Событие внесли.');
  expect(textOf(list)).toContain('Проживает');
});

test('what cannot have happened goes back to the form with what was typed', async () => {
  const { accountNumber: number } = await newHome();
  const cases: [Record<string, string>, string][] = [
    [{ kind: '' }, 'Выберите, что произошло'],
    [{ kind: 'disconnected', from: '01.12.2026' }, 'ещё не наступил'],
    [{ kind: 'disconnected', from: '31.02.2026' }, 'Напишите день цифрами'],
    [{ kind: 'residents', from: '01.09.2026' }, 'Впишите число'],
    [{ kind: 'residents', from: '01.09.2026', value: '2,5' }, 'людей целое'],
    [{ kind: 'heated_area', from: '01.09.2026', value: '0' }, 'площадь больше нуля'],
    [{ kind: 'temporary_absence', from: '01.09.2026', value: '1' }, 'Укажите последний день'],
    [
      { kind: 'temporary_absence', from: '09.09.2026', to: '01.09.2026', value: '1' },
      'раньше первого',
    ],
    [
      { kind: 'temporary_absence', from: '01.09.2026', to: '09.09.2026', value: '9' },
      'больше людей, чем проживает',
    ],
    [{ kind: 'disconnected', from: '01.09.2026', value: '5' }, 'нет значения'],
    [{ kind: 'disconnected', from: '01.01.2010' }, 'Счёта тогда ещё не было'],
  ];
  for (const [fields, message] of cases) {
    const page = await check(operator, number, fields);
    expect([fields, page.status]).toEqual([fields, 422]);
    expect(textOf(page)).toContain(message);
    if (fields.from) expect(page.$('[name=from]').val()).toBe(fields.from);
  }
});

test('an event of a closed month waits for a second person, and then recalculates that month', async () => {
  const { accountNumber: number, personalAccountId } = await newHome();
  const closed = await closeMonth(world.deps, { month: '2026-09-01', actor: system('test') });
  expect(closed).toMatchObject({ ok: true });
  const page = await check(operator, number, { kind: 'residents', from: '16.09.2026', value: '2' });
  expect(plain(page)).toContain('Меняет закрытые месяцы');
  // Half of September with two: 2.5 × 11.5 × 13.52 = 388.70, that is 77.74 less.
  expect(plain(page)).toContain('−77,74');
  const proposed = await operator.visitor.submit(page, { document: 'акт 8' }, 'Предложить событие');
  expect(proposed.status).toBe(303);
  expect(await events(personalAccountId)).toEqual([]);

  const list = await accountant.visitor.get(href('staffApprovals'));
  const link = list.$(`tr:contains("${number}") a`).first().attr('href') ?? '';
  const own = await operator.visitor.get(link);
  expect(textOf(own)).toContain('Вы предложили это сами');
  const open = await accountant.visitor.get(link);
  expect(textOf(open)).toContain('Проживает');
  expect(textOf(open)).toContain('−77,74');
  expect(textOf(open)).toContain('16.09.2026');
  const decision = { decision: 'approved', reason: 'акт видел' };
  expect((await accountant.visitor.submit(open, decision, 'Решить')).status).toBe(303);
  expect(await events(personalAccountId)).toMatchObject([
    { kind: 'residents', starts_on: '2026-09-16', recorded_month: '2026-10-01' },
  ]);
  expect((await accountant.visitor.submit(open, decision, 'Решить')).status).toBe(303);
  expect(await events(personalAccountId)).toHaveLength(1);

  world.clock.set('2026-11-02T10:00:00+02:00');
  await comeToTheDesk();
  expect(
    await closeMonth(world.deps, { month: '2026-10-01', actor: system('test') }),
  ).toMatchObject({ ok: true });
  const { rows } = await world.pool.query(
    `select sum(amount_kopecks)::int as kopecks from ledger_entries
     where personal_account_id = $1 and kind = 'recalculation' and for_month = '2026-09-01'`,
    [personalAccountId],
  );
  expect(rows).toEqual([{ kopecks: -7_774 }]);
});

test('taking back an event of a closed month takes two, that of an open one is done at once', async () => {
  const { accountNumber: number, personalAccountId } = await newHome();
  const page = await check(operator, number, { kind: 'residents', from: '01.11.2026', value: '1' });
  await operator.visitor.submit(page, { document: 'акт 9' }, 'Внести событие');
  const list = await operator.visitor.get(href('staffEvents', { number }));
  const form = await operator.visitor.get(list.$('a:contains("Отменить")').attr('href') ?? '');
  const unsaid = await operator.visitor.submit(form, {}, 'Отменить');
  expect(unsaid.status).toBe(422);
  const done = await operator.visitor.submit(unsaid, { reason: 'внесли дважды' }, 'Отменить');
  expect(done.status).toBe(303);
  expect(await events(personalAccountId)).toMatchObject([{ kind: 'residents', cancelled: true }]);
  const { rows } = await world.pool.query(
    `select action, reason from audit_entries where personal_account_id = $1
       and action like '%account_event' order by audit_entry_id`,
    [personalAccountId],
  );
  expect(rows).toEqual([
    { action: 'record_account_event', reason: 'акт 9' },
    { action: 'cancel_account_event', reason: 'внесли дважды' },
  ]);

  const { rows: past } = await world.pool.query(
    `insert into account_events (personal_account_id, kind, starts_on, value, document,
       recorded_month, recorded_at) values ($1, 'residents', '2026-09-10', 1, 'акт 3', '2026-11-01',
       now()) returning account_event_id as "eventId"`,
    [personalAccountId],
  );
  const address = href('staffEventCancellation', { number, eventId: past[0].eventId });
  const closed = await operator.visitor.get(address);
  expect(plain(closed)).toContain('Меняет закрытые месяцы');
  const asked = await operator.visitor.submit(closed, { reason: 'не тот' }, 'Предложить отмену');
  expect(asked.status).toBe(303);
  expect(await events(personalAccountId)).toContainEqual(
    expect.objectContaining({ starts_on: '2026-09-10', cancelled: false }),
  );
});

test('a privilege is checked in roubles, kept once, and never beside another one', async () => {
  const { accountNumber: number, personalAccountId } = await newHome();
  const ask = (fields: Record<string, string>) =>
    accountant.visitor.get(
      `${href('staffPrivilegeCheck', { number })}?${new URLSearchParams(fields)}`,
    );
  for (const [fields, message] of [
    [{ validFrom: '01.11.2026', share: '0' }, 'Доля больше нуля'],
    [{ validFrom: '01.11.2026', share: '101' }, 'не больше 100'],
    [{ validFrom: '', share: '50' }, 'Напишите первый день'],
    [{ validFrom: '01.11.2026', validTo: '01.10.2026', share: '50' }, 'раньше первого'],
  ] as [Record<string, string>, string][]) {
    const page = await ask(fields);
    expect([fields, page.status]).toEqual([fields, 422]);
    expect(textOf(page)).toContain(message);
  }
  const page = await ask({ validFrom: '01.11.2026', share: '50' });
  // Half of 466.44.
  expect(plain(page)).toContain('−233,22 ₽');
  const kept = await accountant.visitor.submit(page, { category: 'ветеран' }, 'Внести льготу');
  expect(kept.status).toBe(303);
  const { rows } = await world.pool.query(
    'select share, valid_to, category from privileges where personal_account_id = $1',
    [personalAccountId],
  );
  expect(rows).toEqual([{ share: '0.5000', valid_to: null, category: 'ветеран' }]);
  const second = await ask({ validFrom: '05.11.2026', share: '30' });
  expect(second.status).toBe(422);
  expect(textOf(second)).toContain('уже действует другая льгота');
  const list = await accountant.visitor.follow(kept);
  const form = await accountant.visitor.get(
    list.$('#e-privileges a:contains("Отменить")').attr('href') ?? '',
  );
  await accountant.visitor.submit(form, { reason: 'не тому' }, 'Отменить');
  expect((await ask({ validFrom: '05.11.2026', share: '30' })).status).toBe(200);
  const past = await ask({ validFrom: '01.09.2026', validTo: '30.09.2026', share: '100' });
  const asked = await accountant.visitor.submit(past, { category: 'справка' }, 'Предложить льготу');
  expect(asked.location).toContain('done=proposed');
});

test('the addresses of the forms lead back to what was entered', async () => {
  const { accountNumber: number } = await newHome();
  const page = await operator.visitor.get(href('staffPrivileges', { number }));
  expect(page.location).toBe(href('staffEvents', { number }));
  const none = href('staffPrivilegeCancellation', { number, privilegeId: 999_999 });
  expect((await operator.visitor.post(none, {})).status).toBe(403);
});
