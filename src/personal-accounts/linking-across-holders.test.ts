import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Resident, resident } from '#src/actor.ts';
import { openRegisterWorld, registerRow } from '#test/register-world.ts';
import { linkPersonalAccount } from './link-personal-account.ts';
import type { LinkingClaim } from './linking-proof.ts';
import { findPersonalAccount, listPersonalAccounts } from './personal-accounts-store.ts';

const number = '390000000001';
let world: Awaited<ReturnType<typeof openRegisterWorld>>;
beforeEach(async () => {
  world = await openRegisterWorld();
});
afterEach(() => world.stop());

let users = 0;
async function addUser(): Promise<Resident> {
  users += 1;
  const added = await world.rows<{ user_id: number }>(
    `insert into users (email, email_key, phone, last_name, first_name, password_hash, created_at)
     values ($1, $1, $1, 'Х', 'Х', '', $2) returning user_id`,
    [`user${users}@example.ru`, world.clock.now()],
  );
  return resident(Number(added[0]?.user_id));
}

const link = (actor: Resident, claim: Partial<LinkingClaim>) =>
  linkPersonalAccount(world.deps, actor, {
    number,
    claim: { holderLastName: '', meterSerial: '', pin: '', lastBillKopecks: null, ...claim },
  });

test('who held the account this morning proves nothing by the PIN that stayed until the evening', async () => {
  await world.importRows([registerRow({ Фамилия: 'Первов', ПИН: '111111' })], {
    asOf: '2026-10-23',
  });
  await world.importRows([registerRow({ Фамилия: 'Второв', ПИН: '222222' })]);
  const second = await addUser();
  expect(await link(second, { holderLastName: 'Второв', pin: '222222' })).toMatchObject({
    ok: true,
  });
  await world.importRows([registerRow({ Фамилия: 'Третьев', ПИН: '222222' })]);
  expect((await link(second, { holderLastName: 'Третьев', pin: '222222' })).ok).toBe(false);
  const [kept] = await listPersonalAccounts(world.db, second);
  expect(kept?.visibleUntil).not.toBeNull();
});

test('a meter of the day when the account was opened and passed on is no proof to who passed it on', async () => {
  const today = {
    Открыт: '23.11.2026',
    'Дата ввода': '23.11.2026',
    'Дата пломбы': '23.11.2026',
    'Дата показания': '23.11.2026',
    'Последнее показание': '5',
  };
  await world.importRows([registerRow({ ...today, Фамилия: 'Первов' })]);
  const first = await addUser();
  const meterSerial = '02887570';
  expect((await link(first, { holderLastName: 'Первов', meterSerial })).ok).toBe(true);
  await world.importRows([registerRow({ ...today, Фамилия: 'Второв' })]);
  expect((await link(first, { holderLastName: 'Второв', meterSerial })).ok).toBe(false);
  expect((await listPersonalAccounts(world.db, first))[0]?.visibleUntil).not.toBeNull();
});

test('of ten who link an account at once, each one already there is told of each who comes', async () => {
  await world.importRows([registerRow()]);
  const people = await Promise.all(Array.from({ length: 10 }, addUser));
  const claim = { holderLastName: 'Черных', pin: '761111' };
  const links = await Promise.all(people.map((one) => link(one, claim)));
  expect(links.every(({ ok }) => ok)).toBe(true);
  const told = await world.rows<{ count: number }>(
    `select count(*)::int as count from letters where kind = 'linked_by_another'
     group by user_id order by count desc`,
  );
  expect(told.map(({ count }) => count)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test('a former resident is told nothing of what became of the account after them', async () => {
  await world.importRows([registerRow()], { asOf: '2026-10-23' });
  const former = await addUser();
  expect((await link(former, { holderLastName: 'Черных', pin: '761111' })).ok).toBe(true);
  const [before] = await listPersonalAccounts(world.db, former);
  const sold = { Фамилия: 'Новосёлов', ПИН: '999999' };
  await world.importRows([registerRow(sold)], { asOf: '2026-11-01' });
  const after = {
    Закрыт: '20.11.2026',
    ЕЛС: '11АА111111',
    Адрес: 'г. Калининград, ул. Новая, д. 9',
  };
  await world.importRows([registerRow({ ...sold, ...after })], { asOf: '2026-11-23' });
  const [kept] = await listPersonalAccounts(world.db, former);
  expect(kept).toEqual({ ...before, visibleUntil: '2026-11-01' });
  const { supplier } = world.deps;
  const found = (typed: string) =>
    findPersonalAccount(world.db, former, { number: typed, supplier });
  expect(await found(number)).toEqual(kept);
  expect(await found('11АА111111')).toBeNull();
});
