import { afterAll, beforeAll, expect, test } from 'vitest';
import { isPasswordRight } from '#src/identity/password-hash.ts';
import { openRegisterWorld, type RegisterWorld } from '#test/register-world.ts';
import { loadDemo } from './load-demo.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld({ now: '2026-12-12T10:00:00+02:00' });
  await loadDemo(world, { personalAccounts: 200 });
}, 300_000);
afterAll(() => world.stop());

test('the demo is so many personal accounts with two years of closed months', async () => {
  const [counts] = await world.rows(`select
    (select count(*)::int from personal_accounts) as personal_accounts,
    (select count(distinct source)::int from meter_readings) as sources,
    (select count(*)::int from meter_readings) as readings,
    (select min(taken_on) from meter_readings join personal_accounts using (personal_account_id)
      where closed_on is null) as since,
    (select min(month) from month_closes where state = 'closed') as first_month,
    (select count(*)::int from month_closes where state = 'closed') as months,
    (select max(month) from billing_months) as closed`);
  expect(counts).toMatchObject({ personal_accounts: 200, closed: '2026-11-01', months: 24 });
  expect(counts?.first_month).toBe('2024-12-01');
  expect(counts?.readings).toBeGreaterThan(3_000);
  expect(counts?.sources).toBeGreaterThan(5);
  expect(String(counts?.since).slice(0, 7)).toBe('2024-11');
});

test('counters never run backwards but past zero or by an inspector’s word', async () => {
  const backwards = await world.rows(`select * from (
      select value_m3, is_rollover, source,
        lag(value_m3) over (partition by meter_id order by taken_on) as previous
      from meter_readings where status = 'accepted') r
    where previous > value_m3 and not is_rollover and source <> 'inspector'`);
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

test('most owe one bill at most; some are in arrears with penalties, some in advance', async () => {
  const [shares] = await world.rows<{ settled: number; late: number; advance: number }>(`
    select avg((m.closing_kopecks <= m.charged_kopecks + greatest(m.recalculated_kopecks, 0))::int)::float
        as settled,
      avg((m.closing_penalty_kopecks > 0)::int)::float as late,
      avg((m.closing_kopecks < 0)::int)::float as advance
    from account_months m join month_closes c using (close_id) where c.month = '2026-11-01'`);
  expect(shares?.settled).toBeGreaterThan(0.6);
  expect(shares?.late).toBeGreaterThan(0.02);
  expect(shares?.late).toBeLessThan(0.3);
  expect(shares?.advance).toBeGreaterThan(0.03);
});

test('Anna can sign in and finds her house and her mother’s flat', async () => {
  const [user] = await world.rows<{ user_id: number; password_hash: string; is_demo: boolean }>(
    "select * from users where email_key = 'anna@example.ru'",
  );
  expect(user).toMatchObject({ is_demo: true, phone: '+79114521704', last_name: 'Сергеева' });
  expect(await isPasswordRight(user?.password_hash ?? null, 'demo-ochag-2026')).toBe(true);
  const homes = await world.rows(
    `select own_name, number, address, serial_number, verified_until, has_heating, proof
     from personal_account_links join personal_accounts using (personal_account_id)
     join meters using (personal_account_id) where user_id = $1 order by own_name`,
    [user?.user_id],
  );
  expect(homes).toEqual([
    {
      own_name: 'Дом на Ольховой',
      number: '390014587201',
      address: 'г. Калининград, ул. Ольховая, д. 14',
      serial_number: '30412876',
      verified_until: '2027-01-15',
      has_heating: true,
      proof: 'demo',
    },
    {
      own_name: 'Мамина квартира',
      number: '390007841602',
      address: 'г. Калининград, ул. Лесная, д. 7, кв. 25',
      serial_number: '04417093',
      verified_until: '2031-09-18',
      has_heating: false,
      proof: 'demo',
    },
  ]);
});

test('her house showed 8 642 on the 21st, its last bill is to be paid, and the flat owes nothing', async () => {
  const figures = await world.rows(`
    select p.number, last.value_m3::float as value, last.taken_on,
      m.closing_kopecks = m.charged_kopecks and m.closing_kopecks > 0 as is_last_bill,
      m.closing_kopecks + coalesce(paid.kopecks, 0) as owed
    from personal_accounts p
      join month_closes c on c.month = '2026-11-01'
      join account_months m using (close_id, personal_account_id)
      cross join lateral (select value_m3, taken_on from meter_readings r
        where r.personal_account_id = p.personal_account_id order by taken_on desc limit 1) last
      left join lateral (select sum(amount_kopecks)::int as kopecks from ledger_entries e
        where e.personal_account_id = p.personal_account_id and billing_month = '2026-12-01') paid
        on true
    where p.number in ('390014587201', '390007841602') order by p.number desc`);
  expect(figures).toMatchObject([
    { value: 8642, taken_on: '2026-11-21', is_last_bill: true, owed: expect.any(Number) },
    { value: 512, taken_on: '2026-11-21', owed: 0 },
  ]);
  expect(Number(figures[0]?.owed)).toBeGreaterThan(0);
  const forgotten = await world.rows(`
    select to_char(c.month, 'YYYY-MM') as month, l.method from charge_lines l
      join month_closes c using (close_id) join personal_accounts p using (personal_account_id)
    where p.number = '390014587201' and l.kind = 'charge' and l.method <> 'METER'`);
  expect(forgotten).toEqual([{ month: '2026-07', method: 'AVG_P31' }]);
});

test('the account of the walk-through can be linked as the README says', async () => {
  expect(
    await world.rows(`select holder_last_name, linking_pin from personal_accounts
      where number = '390020000001'`),
  ).toEqual([{ holder_last_name: 'Захарова', linking_pin: '793822' }]);
});
