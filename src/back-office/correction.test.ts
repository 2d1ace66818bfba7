import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

let world: World;
let home: Subscriber;
let accountant: StaffAtDesk;
let administrator: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld({ now: '2026-10-02T10:00:00+02:00', hasWorker: false });
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  home = await createSubscriber(world, {
    personalAccount: {
      opening_balance_on: '2026-09-01',
      opening_balance_kopecks: 10_000,
      opening_penalty_kopecks: 310,
      has_heating: false,
      has_central_hot_water: true,
    },
    meters: [],
  });
  accountant = await createStaff(world, 'accountant');
  administrator = await createStaff(world, 'administrator');
});
afterAll(() => world.stop());

const address = () => href('staffCorrection', { number: home.accountNumber });
const posted = async () =>
  (
    await world.pool.query(
      `select billing_month, amount_kopecks, is_penalty, for_month, cause from ledger_entries
       where personal_account_id = $1 and kind = 'correction' order by ledger_entry_id`,
      [home.personalAccountId],
    )
  ).rows;

async function propose(fields: Record<string, string>) {
  const form = await accountant.visitor.get(address());
  return accountant.visitor.submit(form, fields, 'Предложить исправление');
}

async function approve() {
  const list = await administrator.visitor.get(href('staffApprovals'));
  const link = list.$('#a-waiting a:contains("Исправить сальдо")').attr('href') ?? '';
  const page = await administrator.visitor.get(link);
  const decision = { decision: 'approved', reason: 'проверила' };
  const decided = await administrator.visitor.submit(page, decision, 'Решить');
  const again = await administrator.visitor.submit(page, decision, 'Решить');
  return { link, page, decided, again };
}

const gas = {
  part: 'gas',
  way: 'reduce',
  amount: '50,50',
  month: '09.2026',
  reason: 'двойной счёт',
};

test('before the first close the register is what is put right', async () => {
  const answer = await propose(gas);
  expect(answer.status).toBe(422);
  expect(textOf(answer)).toContain('Книги ещё не начаты');
  expect(
    await closeMonth(world.deps, { month: '2026-09-01', actor: system('test') }),
  ).toMatchObject({ ok: true });
});

test('what is wrong with a sum is said, and what was typed stays', async () => {
  for (const [change, message] of [
    [{ part: '' }, 'Выберите, что исправляете'],
    [{ way: '' }, 'уменьшить долг или увеличить'],
    [{ amount: '' }, 'Впишите сумму'],
    [{ amount: '-5' }, 'Впишите сумму'],
    [{ amount: '12.345' }, 'Впишите сумму'],
    [{ amount: '99999999' }, 'слишком велика'],
    [{ month: '13.2026' }, 'Напишите месяц цифрами'],
    [{ month: '08.2026' }, 'нет в наших книгах'],
    [{ month: '11.2026' }, 'ещё не наступил'],
    [{ reason: '' }, 'Напишите, почему'],
    [{ part: 'penalty', amount: '3,11' }, 'Пеней на счёте меньше'],
  ] as [Partial<typeof gas>, string][]) {
    const answer = await propose({ ...gas, ...change });
    expect([change, answer.status]).toEqual([change, 422]);
    expect(textOf(answer)).toContain(message);
    if (!('amount' in change)) expect(answer.$('[name=amount]').val()).toBe('50,50');
  }
});

test('nothing moves before a second person agrees, and then once, into the open month', async () => {
  const form = await accountant.visitor.get(address());
  const sent = await accountant.visitor.submit(form, gas, 'Предложить исправление');
  expect(sent.status).toBe(303);
  const twice = await accountant.visitor.submit(form, gas, 'Предложить исправление');
  expect(twice.status).toBe(409);
  expect(await posted()).toEqual([]);
  const { link, page, decided, again } = await approve();
  expect(textOf(page)).toContain('Уменьшить долг');
  expect(textOf(page).replace(/\s/g, ' ')).toContain('50,50 ₽');
  expect([decided.status, again.status]).toEqual([303, 303]);
  expect(await posted()).toEqual([
    {
      billing_month: '2026-10-01',
      amount_kopecks: -5_050,
      is_penalty: false,
      for_month: '2026-09-01',
      cause: 'двойной счёт',
    },
  ]);
  expect(textOf(await accountant.visitor.get(link))).toContain('Сделано');
});

test('penalties are forgiven the same way, never more of them than there are', async () => {
  const whole = { ...gas, part: 'penalty', amount: '3,10', reason: 'по заявлению' };
  expect((await propose(whole)).status).toBe(303);
  // Proposed twice from two forms: the second finds nothing left to forgive.
  expect((await propose(whole)).status).toBe(303);
  await approve();
  expect((await posted()).at(-1)).toMatchObject({ amount_kopecks: -310, is_penalty: true });
  const { decided } = await approve();
  expect(decided.status).toBe(409);
  expect(textOf(decided)).toContain('Записать это больше нельзя');
  expect(await posted()).toHaveLength(2);
});

test('who may propose no corrections any more has proposed nothing', async () => {
  const other = await createStaff(world, 'accountant');
  const form = await other.visitor.get(address());
  const sum = { ...gas, amount: '7' };
  expect((await other.visitor.submit(form, sum, 'Предложить исправление')).status).toBe(303);
  await world.pool.query(`update staff_members set role = 'operator' where staff_member_id = $1`, [
    other.staffMemberId,
  ]);
  const before = await posted();
  const list = await administrator.visitor.get(href('staffApprovals'));
  const link = list.$('#a-waiting a:contains("Исправить сальдо")').last().attr('href') ?? '';
  const page = await administrator.visitor.get(link);
  const decision = { decision: 'approved', reason: 'проверила' };
  expect((await administrator.visitor.submit(page, decision, 'Решить')).status).toBe(409);
  expect(await posted()).toEqual(before);
});
