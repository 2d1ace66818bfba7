/**
 * The search of the desk over a million accounts: every kind of query, as typed and with a slip of
 * the finger. Target: 100 ms. `npm run bench -- staff-search [ACCOUNTS]`
 */
import type pg from 'pg';
import { searchAccounts } from '#src/back-office/search-accounts.ts';
import { systemClock } from '#src/clock.ts';
import { createDatabase, createPool } from '#src/db/database.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { createBenchDatabases } from './bench-world.ts';
import { printTable } from './report.ts';

const ACCOUNTS = Number(process.argv[2] ?? 1_000_000);
const TRIES = 200;

const databases = await createBenchDatabases(10, ['search']);
try {
  const pool = createPool({ connectionString: databases.url('search'), maxConnections: 4 });
  const startedAt = performance.now();
  await settleTown(pool);
  console.log(`${ACCOUNTS} accounts in ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  await measureAll(pool);
  await pool.end();
} finally {
  await databases.drop();
}

/** Surnames, streets and houses as a region has them: few are frequent, most are rare. */
async function settleTown(pool: pg.Pool): Promise<void> {
  await pool.query(`create function place(i bigint, salt text, of_many int) returns int
    language sql immutable as $$ select floor(of_many * power(
      (('x' || substr(md5(salt || i), 1, 8))::bit(32)::bigint % 1000000 + 1000000) % 1000000 / 1e6, 2))::int $$`);
  await pool.query(`create function name_of(n int, ending text) returns text
    language sql immutable as $$ select initcap(
      (array['бар','вол','гор','дем','ере','жук','зай','ива','коз','лап','мак','ник','орл','пет','рож','сер','тих','уша','фед','хар'])[n % 20 + 1] ||
      (array['ан','ба','ва','га','да','ел','за','ин','ка','ло','ми','но','ос','по','ра','си','та','ур','фа','ши'])[n / 20 % 20 + 1] ||
      (array['ч','щ','к','л','м','н','п','р','с','т'])[n / 400 % 10 + 1]) || ending $$`);
  const accounts = `select 100 + i as id, '39' || lpad((i * 7 + 1000000000)::text, 10, '0') as number,
      name_of(place(i, 'name', 4000), 'ова') as last,
      (array['Анна','Мария','Елена','Ольга','Татьяна','Наталья','Ирина','Светлана'])[place(i, 'first', 8) + 1] as first,
      (array['Ивановна','Петровна','Сергеевна','Викторовна','Николаевна'])[place(i, 'middle', 5) + 1] as middle,
      (case when i % 10 < 6 then 'г. Калининград' else 'г. ' || name_of(place(i, 'town', 60), 'ск') end) ||
        ', ул. ' || name_of(place(i, 'street', 2500), 'ая') || ', д. ' || (1 + place(i, 'house', 120)) ||
        ', кв. ' || (1 + place(i, 'flat', 150)) as address
    from generate_series(1, ${ACCOUNTS}) i`;
  await pool.query(`insert into personal_accounts (personal_account_id, number, holder_last_name,
      holder_first_name, holder_middle_name, address, residents, has_stove, has_water_heater, has_heating,
      has_central_hot_water, opened_on, opening_balance_on, holder_since, attributes_since,
      register_import_id, first_import_id)
    select id, number, last, first, middle, address, 3, true, false, true, false, '2010-01-01',
      current_date, '2010-01-01', '2010-01-01', 1, 1 from (${accounts}) a`);
  await pool.query(`insert into personal_account_numbers
    select number, personal_account_id from personal_accounts where personal_account_id > 100`);
  await pool.query(`insert into meters (personal_account_id, meter_id, serial_number, integer_digits,
      is_outdoor, is_thermocompensated, climate_zone, attributes_since, register_import_id, first_import_id)
    select personal_account_id, personal_account_id, lpad((personal_account_id * 37 % 100000000)::text, 8, '0'),
      5, true, false, 1, '2010-01-01', 1, 1 from personal_accounts where personal_account_id > 100`);
  await pool.query(`insert into users (user_id, email, email_key, phone, last_name, first_name, middle_name,
      password_hash, created_at) overriding system value
    select 100 + i, substr(md5('m' || i), 1, 14) || '@mail.example', substr(md5('m' || i), 1, 14) || '@mail.example',
      '+7911' || lpad(i::text, 7, '0'), 'Иванова', 'Анна', '', 'none', now()
    from generate_series(1, ${ACCOUNTS} / 2) i`);
  await pool.query(`insert into personal_account_links (personal_account_id, user_id, proof, linked_at)
    select user_id, user_id, 'pin', now() from users where user_id > 100`);
  await pool.query('vacuum analyze');
}

type Sample = {
  number: string;
  last: string;
  first: string;
  street: string;
  house: string;
  serial: string;
  email: string;
  phone: string;
};

async function measureAll(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<Sample>(
    `select a.number, a.holder_last_name as last, a.holder_first_name as first,
       substring(a.address from 'ул. ([^,]+)') as street, substring(a.address from 'д. (\\d+)') as house,
       m.serial_number as serial, u.email, u.phone
     from personal_accounts a join meters m using (personal_account_id)
       join users u on u.user_id = a.personal_account_id
     where a.personal_account_id > 100 order by md5(a.number) limit ${TRIES}`,
  );
  const kinds: [name: string, text: (one: Sample) => string][] = [
    ['number', (one) => one.number],
    ['number, a slip', (one) => slip(one.number)],
    ['beginning of a number', (one) => one.number.slice(0, 7)],
    ['meter', (one) => one.serial],
    ['meter, a slip', (one) => slip(one.serial)],
    ['surname', (one) => one.last],
    ['surname, a slip', (one) => slip(one.last)],
    ['surname and name', (one) => `${one.last} ${one.first}`],
    ['street and house', (one) => `ул. ${one.street}, ${one.house}`],
    ['street and house, a slip', (one) => `${slip(one.street)} ${one.house}`],
    ['surname and street, slips', (one) => `${slip(one.last)} ${slip(one.street)}`],
    ['town alone', () => 'Калининград'],
    ['town and name', (one) => `Калининград ${one.first}`],
    ['e-mail', (one) => one.email],
    ['e-mail, a slip', (one) => slip(one.email)],
    ['phone', (one) => one.phone],
    ['phone, a slip', (one) => slip(one.phone)],
    ['nothing like it', (one) => `Бжыщук ${one.house}`],
  ];
  const actor = { kind: 'staff', staffMemberId: 1, role: 'operator' } as const;
  const deps = {
    db: createDatabase(pool),
    clock: systemClock,
    supplier: await readSupplierProfile(null),
  };
  const table: string[][] = [];
  for (const [name, textOf] of kinds) {
    const times: number[] = [];
    let hits = 0;
    for (const sample of rows) {
      const text = textOf(sample);
      const begun = performance.now();
      const result = await searchAccounts(deps, actor, { text, record: {} });
      times.push(performance.now() - begun);
      const isIn = result.ok && result.accounts.some(({ number }) => number === sample.number);
      if (isIn || (result.ok && result.hasMore)) hits += 1;
    }
    times.sort((one, other) => one - other);
    const at = (part: number) => (times[Math.floor(times.length * part)] ?? 0).toFixed(1);
    table.push([
      name,
      at(0.5),
      at(0.99),
      at(0.9999),
      `${Math.round((hits / rows.length) * 100)} %`,
    ]);
  }
  printTable(['query', 'p50 ms', 'p99 ms', 'max ms', 'found or more'], table);
}

/** Two neighbours in the middle change places. */
function slip(text: string): string {
  const at = Math.floor(text.length / 2);
  return text.slice(0, at - 1) + text.charAt(at) + text.charAt(at - 1) + text.slice(at + 1);
}
