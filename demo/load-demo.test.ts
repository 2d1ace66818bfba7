import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPasswordRight } from '#src/identity/password-hash.ts';
import { openRegisterWorld, type RegisterWorld } from '#test/register-world.ts';
import { loadDemo } from './load-demo.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld({ now: '2026-12-12T10:00:00+02:00' });
  await loadDemo(world);
});
afterAll(() => world.stop());

test('the demo is a thousand personal accounts with two years of readings', async () => {
  const [counts] = await world.rows(`select
    (select count(*)::int from personal_accounts) as personal_accounts,
    (select count(distinct source)::int from meter_readings) as sources,
    (select count(*)::int from meter_readings) as readings,
    (select min(taken_on) from meter_readings join personal_accounts using (personal_account_id)
      where closed_on is null) as since,
    (select max(month) from billing_months) as closed`);
  expect(counts).toMatchObject({ personal_accounts: 1000, closed: '2026-11-01' });
  expect(counts?.readings).toBeGreaterThan(15_000);
  expect(counts?.sources).toBeGreaterThan(5);
  expect(String(counts?.since).slice(0, 4)).toBe('2024');
});

test('counters never run backwards, and readings stand in the months of their dates', async () => {
  const backwards = await world.rows(`select * from (
      select value_m3, lag(value_m3) over (partition by meter_id order by taken_on) as previous
      from meter_readings where status = 'accepted') r where previous > value_m3`);
  expect(backwards).toEqual([]);
  const strays = await world.rows(`select taken_on, billing_month from meter_readings
    where billing_month <> date_trunc('month', taken_on)::date`);
  expect(strays).toEqual([]);
});

test('winter is heated, summer is not', async () => {
  const [seasons] = await world.rows<{ winter: number; summer: number }>(`
    select sum(volume) filter (where extract(month from taken_on) in (1, 2))::float as winter,
      sum(volume) filter (where extract(month from taken_on) in (7, 8))::float as summer
    from (select taken_on, value_m3 - lag(value_m3) over (partition by meter_id order by taken_on)
        as volume from meter_readings where status = 'accepted') r`);
  expect(seasons?.winter).toBeGreaterThan(4 * (seasons?.summer ?? 0));
});

test('Anna can sign in and finds her house and her mother’s flat', async () => {
  const [user] = await world.rows<{ user_id: number; password_hash: string; is_demo: boolean }>(
    "select * from users where email_key = 'anna@example.ru'",
  );
  expect(user).toMatchObject({ is_demo: true, phone: '+79114521704', last_name: 'Сергеева' });
  expect(await isPasswordRight(user?.password_hash ?? null, 'demo-ochag-2026')).toBe(true);
  const homes = await world.rows(`
    select own_name, number, address, opening_balance_kopecks, serial_number, verified_until,
      has_heating, proof
    from personal_account_links join personal_accounts using (personal_account_id)
    join meters using (personal_account_id) order by own_name`);
  expect(homes).toEqual([
    {
      own_name: 'Дом на Ольховой',
      number: '390014587201',
      address: 'г. Калининград, ул. Ольховая, д. 14',
      opening_balance_kopecks: 174050,
      serial_number: '30412876',
      verified_until: '2027-01-15',
      has_heating: true,
      proof: 'demo',
    },
    {
      own_name: 'Мамина квартира',
      number: '390007841602',
      address: 'г. Калининград, ул. Лесная, д. 7, кв. 25',
      opening_balance_kopecks: 0,
      serial_number: '04417093',
      verified_until: '2031-09-29',
      has_heating: false,
      proof: 'demo',
    },
  ]);
});

test('loading it again does nothing; a loading that was killed half-way goes on', async () => {
  const before = await world.snapshot();
  await loadDemo(world);
  expect(await world.snapshot()).toEqual(before);
  await world.pool.query('delete from personal_account_links; delete from users');
  await loadDemo(world);
  const after = await world.snapshot();
  expect(after.personal_accounts).toEqual(before.personal_accounts);
  expect(after.meter_readings?.length).toBe(before.meter_readings?.length);
  expect(after.personal_account_links).toHaveLength(2);
});
