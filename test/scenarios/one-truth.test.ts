import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo } from '#demo/load-demo.ts';
import { resident } from '#src/actor.ts';
import type { MonthSums } from '#src/billing/account-month.ts';
import { createApiToken } from '#src/identity/api-tokens.ts';
import { href } from '#src/routes.ts';
import { createApiCaller } from '#test/api-caller.ts';
import { startWorld, type World } from '#test/harness.ts';
import type { Answer, Visitor } from '#test/visitor.ts';

const ACCOUNTS = 60;
const boris = { email: 'boris@example.ru', password: 'demo-ochag-2026' };

let world: World;
let visitor: Visitor;
let api: ReturnType<typeof createApiCaller>;
let books: Map<string, Books>;

beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-12-12T10:00:00+02:00' });
  await loadDemo({ ...world, log: { info: () => {} } }, { personalAccounts: ACCOUNTS });
  await linkAllTo(boris.email);
  visitor = world.visitor();
  const login = await visitor.get(href('login'));
  const { email, password } = boris;
  expect((await visitor.submit(login, { login: email, password }, 'Войти')).status).toBe(303);
  api = createApiCaller(world, await tokenOf(email));
  books = await readBooks();
}, 300_000);
afterAll(() => world.stop());

async function linkAllTo(email: string): Promise<void> {
  await world.pool.query(
    `insert into personal_account_links (personal_account_id, user_id, proof, linked_at)
     select p.personal_account_id, u.user_id, 'demo', u.created_at
     from personal_accounts p cross join users u
     where u.email_key = $1 and not exists (select from personal_account_links l
       where l.personal_account_id = p.personal_account_id and l.user_id = u.user_id)`,
    [email],
  );
}

async function tokenOf(email: string): Promise<string> {
  const { user_id: userId, password_hash: passwordHash } = await world.db
    .selectFrom('users')
    .select(['user_id', 'password_hash'])
    .where('email_key', '=', email)
    .executeTakeFirstOrThrow();
  const token = { name: 'test', scopes: ['read' as const], lifetimeDays: 30 as const };
  const made = await createApiToken(world, resident(userId), { ...token, passwordHash });
  if (!made.ok || !made.text) throw new Error('no token was made');
  return made.text;
}

/** By the entries alone: the balance at the end of each month, and that of today. */
type Books = { closings: { month: string; kopecks: number }[]; todayKopecks: number };

async function readBooks(): Promise<Map<string, Books>> {
  const { rows } = await world.pool.query<{ number: string; month: string; sum: number }>(
    `select p.number, to_char(m.month, 'YYYY-MM') as month, coalesce(sum(e.amount_kopecks), 0)::int as sum
     from personal_accounts p
       cross join (select month from month_closes where state = 'closed'
         union select (max(month) + interval '1 month')::date from month_closes) m
       left join (select * from ledger_entries e where e.close_id is null or e.close_id in (
           select close_id from month_closes where state = 'closed')) e
         on e.personal_account_id = p.personal_account_id and e.billing_month = m.month
     group by 1, 2 order by 1, 2`,
  );
  const books = new Map<string, Books>();
  for (const { number, month, sum } of rows) {
    const own = books.get(number) ?? { closings: [], todayKopecks: 0 };
    books.set(number, own);
    own.todayKopecks += sum;
    if (month < '2026-12') own.closings.push({ month, kopecks: own.todayKopecks });
  }
  return books;
}

/** «−1 240,50 ₽» → −124050 */
const kopecksIn = (text: string): number => {
  const digits = Number(text.replace(/[^\d]/g, ''));
  return /[−-]/.test(text) ? -digits : digits;
};

function sentenceOf({ $ }: Answer): number {
  const sentence = $('#due').first();
  if (sentence.text().includes('ничего не должны')) return 0;
  const sum = kopecksIn(sentence.find('.sum').text());
  return sentence.text().includes('Аванс') ? -sum : sum;
}

/** Rows of the statement of all years, oldest first; each adds up as it is written. */
async function statementOf(number: string) {
  const first = await visitor.get(href('charges', { number }));
  const years = first
    .$('nav.seg a')
    .toArray()
    .map((link) => first.$(link).attr('href') ?? '');
  const pages = [first, ...(await Promise.all(years.slice(1).map((year) => visitor.get(year))))];
  return pages
    .flatMap(({ $ }) =>
      $('table.statement tbody tr:not(.is-waiting)')
        .toArray()
        .map((row) => {
          const link = $(row).find('th a').attr('href') ?? '';
          const cells = $(row).find('td:not([data-label="Квитанция"])').toArray();
          const sums = cells.map((cell) => kopecksIn($(cell).text()));
          const kopecks = sums.at(-1) ?? 0;
          expect(sums.slice(0, -1).reduce((all, one) => all + one, 0)).toBe(kopecks);
          return { month: link.slice(-7), kopecks };
        }),
    )
    .toReversed();
}

type ApiMonth = MonthSums & {
  month: string;
};
type ApiLines = ApiMonth & {
  lines: { kind: 'charge' | 'recalculation'; amountKopecks: number }[];
  penalties: { amountKopecks: number }[];
  payments: { amountKopecks: number }[];
};

const sumOf = (rows: readonly { amountKopecks: number }[]): number =>
  rows.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);

test('home, statement, API and ledger tell one balance of every account of the demo', async () => {
  expect(books.size).toBe(ACCOUNTS);
  for (const [number, { closings, todayKopecks }] of books) {
    const home = await visitor.get(href('account', { number }));
    expect(home.status, number).toBe(200);
    expect(sentenceOf(home), `home of ${number}`).toBe(todayKopecks);
    expect(await statementOf(number), `statement of ${number}`).toEqual(closings);
    const balance = await api.get<{ totalKopecks: number }>(`/accounts/${number}/balance`);
    expect(balance.body.totalKopecks, `API balance of ${number}`).toBe(todayKopecks);
    const { body } = await api.get<{ months: ApiMonth[] }>(`/accounts/${number}/charges?limit=100`);
    const told = body.months.map(({ month, closingKopecks: kopecks }) => ({ month, kopecks }));
    expect(told.toReversed(), `API statement of ${number}`).toEqual(closings);
  }
}, 300_000);

test('every line of the last months adds up to its month, page and API alike', async () => {
  const months = ['2026-11', '2026-10', '2026-09', '2026-08'];
  for (const number of books.keys()) {
    for (const month of months) {
      const { body } = await api.get<ApiLines>(`/accounts/${number}/charges/${month}`);
      const at = `${number} ${month}`;
      const of = (kind: string) => sumOf(body.lines.filter((line) => line.kind === kind));
      expect(of('charge'), at).toBe(body.chargedKopecks);
      expect(of('recalculation'), at).toBe(body.recalculatedKopecks);
      expect(sumOf(body.penalties), at).toBe(body.penaltyKopecks);
      expect(sumOf(body.payments), at).toBe(body.paidKopecks);
      const { openingKopecks, chargedKopecks, recalculatedKopecks, penaltyKopecks } = body;
      const owed = openingKopecks + chargedKopecks + recalculatedKopecks + penaltyKopecks;
      expect(owed + body.correctedKopecks - body.paidKopecks, at).toBe(body.closingKopecks);
      const page = await visitor.get(href('chargesMonth', { number, month }));
      expect(page.status, at).toBe(200);
    }
  }
}, 300_000);
