import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MonthSums } from '#src/billing/account-month.ts';
import { href } from '#src/routes.ts';
import { createApiCaller } from '#test/api-caller.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { addEntry, closeMonthsOf } from '#test/closed-months.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';

// Months that the engine itself has closed, as pages, files and programs tell them.
let world: World;
let charged: Subscriber;
let silent: Subscriber;
let expired: Subscriber;
const visitors = new Map<Subscriber, Visitor>();

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  charged = await settleCharged(world);
  silent = await settleSilent();
  expired = await createSubscriber(world, {
    meters: [{ verified_until: '2026-09-30', readings: [['2026-09-21', '8642']] }],
  });
  await closeCharged(world, charged);
  await closeMonthsOf(world, silent.personalAccountId, { from: '2026-08-01', to: '2026-10-01' });
  for (const one of [charged, silent, expired]) {
    const visitor = world.visitor();
    await one.signIn(visitor);
    visitors.set(one, visitor);
  }
});
afterAll(() => world.stop());

/** C9 of the rules: 68 m³ a month for a year, and nothing since July. */
function settleSilent(): Promise<Subscriber> {
  const months = Array.from({ length: 13 }, (_, index) => 7 + index);
  const readings = months.map((n) => {
    const [year, month] = n > 12 ? [2026, n - 12] : [2025, n];
    return [`${year}-${String(month).padStart(2, '0')}-21`, String(2000 - 68 * (19 - n))] as const;
  });
  return createSubscriber(world, {
    personalAccount: {
      opening_balance_kopecks: 0,
      opening_penalty_kopecks: 0,
      opening_balance_on: '2026-08-01',
    },
    meters: [{ readings }],
  });
}

const textOf = ({ $ }: Answer): string => $('main').text().replace(/\s+/g, ' ');
const visitorOf = (who: Subscriber): Visitor => visitors.get(who) ?? world.visitor();

async function open(who: Subscriber, address: string): Promise<Answer> {
  const page = await visitorOf(who).get(address);
  expect(page.status, address).toBe(200);
  return page;
}

type ApiMonth = MonthSums & {
  month: string;
  source: string;
  lines: { kind: string; amountKopecks: number }[];
  penalties: { amountKopecks: number }[];
  comparisons: { differenceKopecks: number; parts: { amountKopecks: number }[] }[];
};

const sum = (list: readonly { amountKopecks: number }[]) =>
  list.reduce((total, { amountKopecks }) => total + amountKopecks, 0);

async function balanceOf(who: Subscriber) {
  const api = createApiCaller(world, await who.createToken());
  const address = `/accounts/${who.accountNumber}/balance`;
  return (await api.get<{ totalKopecks: number; penaltyKopecks: number }>(address)).body;
}

test('home, statement, payment page, file, API and ledger say the same sum', async () => {
  const { accountNumber: number, personalAccountId } = charged;
  const body = await balanceOf(charged);
  const { rows } = await world.pool.query(
    'select sum(amount_kopecks)::int as total from ledger_entries where personal_account_id = $1',
    [personalAccountId],
  );
  expect(body.totalKopecks).toBe(rows[0].total);
  const roubles = Math.floor(body.totalKopecks / 100);
  const spoken = `${roubles},${String(body.totalKopecks % 100).padStart(2, '0')} ₽`;
  for (const route of ['account', 'charges', 'payment'] as const) {
    expect(textOf(await open(charged, href(route, { number }))), route).toContain(spoken);
  }
  const own = await open(charged, href('profileExport'));
  const data = JSON.parse(own.text).accounts[0];
  expect(data.balance.totalKopecks).toBe(body.totalKopecks);
  expect(sum(data.ledger)).toBe(body.totalKopecks);
  expect(data.charges).toHaveLength(28);
});

test('programs get every month page by page, and each adds up with its lines', async () => {
  const { accountNumber: number } = charged;
  const api = createApiCaller(world, await charged.createToken());
  const home = `/accounts/${number}/charges`;
  const seen: string[] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const query: string = `?limit=10${cursor && `&cursor=${cursor}`}`;
    const { body } = await api.get<{ months: ApiMonth[]; nextCursor: string | null }>(home + query);
    seen.push(...body.months.map(({ month }) => month));
    cursor = body.nextCursor;
  }
  expect(seen).toHaveLength(28);
  expect(seen).toEqual(seen.toSorted().reverse());
  let next: number | null = null;
  for (const month of seen) {
    const { body } = await api.get<ApiMonth>(`${home}/${month}`);
    const changes =
      body.chargedKopecks + body.recalculatedKopecks + body.penaltyKopecks + body.correctedKopecks;
    expect(body.closingKopecks).toBe(body.openingKopecks + changes - body.paidKopecks);
    if (body.source === 'closed') {
      if (next !== null) expect(body.closingKopecks, month).toBe(next);
      next = body.openingKopecks;
      const of = (kind: string) => body.lines.filter((line) => line.kind === kind);
      expect(sum(of('charge')), month).toBe(body.chargedKopecks);
      expect(sum(of('recalculation')), month).toBe(body.recalculatedKopecks);
      expect(sum(body.penalties), month).toBe(body.penaltyKopecks);
    }
    for (const { differenceKopecks, parts } of body.comparisons) {
      expect(sum(parts), month).toBe(differenceKopecks);
    }
    await open(charged, href('chargesMonth', { number, month }));
  }
  const range = await api.get<{ months: ApiMonth[] }>(`${home}?from=2026-03&to=2026-05`);
  expect(range.body.months.map(({ month }) => month)).toEqual(['2026-05', '2026-04', '2026-03']);
  expect(await api.get(`${home}?from=2026-05&to=2026-03`)).toMatchObject({ status: 400 });
  expect(await api.get(`${home}/2026-11`)).toMatchObject({
    status: 404,
    body: { code: 'month_not_charged' },
  });
});

test('a month by average, its recalculation and a late bill are told in words with numbers', async () => {
  const { accountNumber: number } = charged;
  const march = textOf(await open(charged, href('chargesMonth', { number, month: '2026-03' })));
  expect(march).toContain('До трёх месяцев подряд считаем по вашему среднему расходу');
  expect(march).toContain('Это 2-й месяц подряд');
  const may = await open(charged, href('chargesMonth', { number, month: '2026-05' }));
  expect(textOf(may)).toContain(
    'Прошло 510 м³. Показаний не было, поэтому поделили поровну на 4 месяца',
  );
  expect(textOf(may)).toContain('Сняли начисленное по среднему');
  expect(textOf(may)).toMatch(/За долг по счёту за январь 2026, срок 10 февраля/);
  expect(may.$('a[href="/help/rules#p31"]').length).toBeGreaterThan(0);
  expect(may.$('a[href="/help/rules#zhk155"]').length).toBe(1);
  expect(textOf(may)).toContain('Пример: настоящее значение внесёт поставщик');
});

test('before a reading is sent, the page and the API say what it costs with its recalculation', async () => {
  const { accountNumber: number } = silent;
  // 250 m³ in four months: 62.5 each. November 601.50, three months less by 52.93 each.
  const check = await open(silent, `${href('readingCheck', { number })}?value=2250`);
  const text = textOf(check);
  expect(text).toContain('250 м³ поделили поровну на 4 месяца');
  expect(text).toMatch(/62,5 м³ × 9,624 ₽/);
  expect(text).toMatch(/Перерасчётавгуст – октябрь.*?−158,79 ₽/);
  expect(text).toMatch(/Начислим за ноябрь 2026.*?442,71 ₽/);
  const api = createApiCaller(world, await silent.createToken());
  const preview = await api.post(`/accounts/${number}/readings/preview`, { value: '2250' });
  expect(preview).toMatchObject({
    status: 200,
    body: { volumeM3: '250', chargeKopecks: 44_271, recalculatedKopecks: -15_879 },
  });
});

test('a reading that will not count is told with the cost of the norm', async () => {
  const { accountNumber: number } = expired;
  // A stove for 3 (17.25 m³ each) and 64.5 m² of heating (8.5 m³ each), at the price of heating:
  // 51.75 + 548.25 = 600 m³ × 9.624 = 5774.40.
  const check = textOf(await open(expired, `${href('readingCheck', { number })}?value=8700`));
  expect(check).toMatch(/начислим по нормативу.*?около 5 774 ₽/);
  const home = textOf(await open(expired, href('account', { number })));
  expect(home).toContain('начисляем по нормативу, около 5 774 ₽ в месяц');
  const api = createApiCaller(world, await expired.createToken());
  const preview = await api.post(`/accounts/${number}/readings/preview`, { value: '8700' });
  expect(preview.body).toMatchObject({ outcome: 'stored', chargeKopecks: 577_440 });
});

test('the home page says what comes next: the bill without a reading, the penalties of not paying', async () => {
  const without = textOf(await open(silent, href('account', { number: silent.accountNumber })));
  // The fourth month in a row without a reading: the norm, 600 m³.
  expect(without).toMatch(
    /Счёт за ноябрь, если не передать показание до 25 ноября.*?больше трёх месяцев.*?около 5 774 ₽/,
  );
  const home = await open(charged, href('account', { number: charged.accountNumber }));
  expect(textOf(home)).toMatch(/по среднему расходу; придёт показание — пересчитаем/);
  const late = /Из них срок уже прошёл(?:самый ранний —|заплатить нужно было до) \d+ \S+ 2026\d/;
  expect(textOf(home)).toMatch(late);
  const { penaltyKopecks } = await balanceOf(charged);
  expect(penaltyKopecks).toBeGreaterThan(0);
  const row = home.$('.today__due .facts div:contains("В сумме пени")');
  expect(Number(row.find('dd').text().replace(/\D/g, ''))).toBe(penaltyKopecks);
  expect(textOf(home)).toMatch(/Пени, если не платить до \d+ \S+до \d+ \S+ пеней нет.*?около/);
  expect(home.$('.est').length).toBeGreaterThan(0);
});

test('a program is told what comes next just as the home page is', async () => {
  const forecastOf = async (who: Subscriber) => {
    const api = createApiCaller(world, await who.createToken());
    return (await api.get<object>(`/accounts/${who.accountNumber}/forecast`)).body;
  };
  expect(await forecastOf(silent)).toMatchObject({
    nextBill: { month: '2026-11', methods: ['NORM_P31'], totalKopecks: 577_440 },
    byNorm: { methods: ['NORM_EXPIRED'], totalKopecks: 577_440 },
  });
  const { accountNumber: number } = charged;
  const home = await open(charged, href('account', { number }));
  const [, growth = ''] = /Пени, если не платить.*?около ([\d ]+,\d\d) ₽/.exec(textOf(home)) ?? [];
  const [, overdue = ''] =
    /Из них срок уже прошёл.*? \d{4}([\d ]+,\d\d) ₽/.exec(textOf(home)) ?? [];
  expect(await forecastOf(charged)).toMatchObject({
    nextBill: { methods: ['AVG_P31'] },
    debts: { overdueKopecks: Number(overdue.replace(/\D/g, '')) },
    penalties: { growthKopecks: Number(growth.replace(/\D/g, '')) },
  });
  expect(growth).not.toBe('');
  expect(overdue).not.toBe('');
});

test('the bill is what the check page said it would be', async () => {
  const { accountNumber: number, personalAccountId } = silent;
  const api = createApiCaller(world, await silent.createToken());
  expect((await api.post(`/accounts/${number}/readings`, { value: '2250' })).status).toBe(201);
  await closeMonthsOf(world, personalAccountId, { from: '2026-11-01', to: '2026-11-01' });
  const { body } = await api.get<ApiMonth>(`/accounts/${number}/charges/2026-11`);
  expect(body).toMatchObject({ chargedKopecks: 60_150, recalculatedKopecks: -15_879 });
});

test('what the newest bill asked for is no more asked for when it has been paid', async () => {
  const address = href('account', { number: charged.accountNumber });
  const total = async () => {
    const row = (await open(charged, address))
      .$('#last-bill')
      .closest('.card')
      .find('dl > :last-child');
    return [row.find('dt').text(), row.hasClass('is-total')];
  };
  expect(await total()).toEqual(['К оплате', true]);
  const { totalKopecks } = await balanceOf(charged);
  const part = { personal_account_id: charged.personalAccountId, billing_month: '2026-11-01' };
  const paid = { ...part, idempotency_key: 'all of it', value_date: '2026-11-22' };
  await addEntry(world, { ...paid, amount_kopecks: -totalKopecks });
  expect(await total()).toEqual(['Было к оплате', false]);
});
