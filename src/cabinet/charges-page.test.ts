import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { addClosedMonths, addEntry, addTariff } from '#test/closed-months.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber, type SubscriberFacts } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';

let world: World;
let tariffId: number;
const names = ['adding', 'opened', 'compared', 'imported', 'early', 'former', 'reversed'] as const;
type Name = (typeof names)[number];
const facts: Partial<Record<Name, SubscriberFacts>> = {
  former: { link: { visible_until: '2026-11-15' } },
};
const homes = new Map<Name, Awaited<ReturnType<typeof settle>>>();

function homeOf(name: Name) {
  const home = homes.get(name);
  if (!home) throw new Error(`nobody is ${name}`);
  return home;
}
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-12-12T10:00:00+02:00' });
  tariffId = await addTariff(world);
  // Readings of a month that is closed already are refused: everybody is there before.
  for (const name of names) homes.set(name, await settle(facts[name]));
});
afterAll(() => world.stop());

const textOf = ({ $ }: Answer): string => $('main').text().replace(/\s+/g, ' ');

/** One row of the statement, its cells as they stand. */
const rowOf = ({ $ }: Answer, month: string): string[] =>
  $('tbody tr')
    .toArray()
    .map((row) =>
      $(row)
        .children()
        .toArray()
        .map((cell) => $(cell).text().replace(/\s+/g, ' ')),
    )
    .find(([name]) => name?.startsWith(month)) ?? [];

async function settle(own: SubscriberFacts = {}) {
  const anna = await createSubscriber(world, {
    meters: [
      {
        is_outdoor: true,
        is_thermocompensated: false,
        readings: [
          ['2026-10-20', '8460'],
          ['2026-11-21', '8642'],
        ],
      },
    ],
    ...own,
  });
  const visitor = world.visitor();
  await anna.signIn(visitor);
  return { anna, visitor };
}

/** October and November of the design: 182 m³ × 1.03 × 9.624 ₽ = 1 804.12 ₽. */
async function closeAutumn({ personalAccountId, meters }: Subscriber): Promise<void> {
  const meterId = meters[0]?.meterId ?? 0;
  const ids = await world.db
    .selectFrom('meter_readings')
    .select('meter_reading_id as id')
    .where('personal_account_id', '=', personalAccountId)
    .orderBy('taken_on')
    .execute();
  const [from, to] = [ids[0]?.id ?? 0, ids[1]?.id ?? 0];
  await addClosedMonths(world, personalAccountId, [
    {
      month: '2026-10-01',
      account: { opening_kopecks: -80_301, charged_kopecks: 103_939, volume_m3: '108' },
      lines: [
        {
          tariff_id: tariffId,
          meter_id: meterId,
          measured_m3: '108',
          volume_m3: '108',
          amount_kopecks: 103_939,
        },
      ],
    },
    {
      month: '2026-11-01',
      account: { charged_kopecks: 180_412, paid_kopecks: 30_000, volume_m3: '187.46' },
      lines: [
        {
          tariff_id: tariffId,
          meter_id: meterId,
          measured_m3: '182',
          coefficient: '1.03',
          volume_m3: '187.46',
          amount_kopecks: 180_412,
          basis: JSON.stringify({
            kind: 'readings',
            from: { readingId: from, value: '8460', takenOn: '2026-10-20' },
            to: { readingId: to, value: '8642', takenOn: '2026-11-21' },
            isRollover: false,
            differenceM3: '182',
            gapMonths: 1,
          }),
        },
      ],
      entries: [{ amount_kopecks: -30_000, value_date: '2026-11-12', channel: 'sbp' }],
    },
  ]);
}

async function pageOf(visitor: Visitor, number: string, month?: string): Promise<Answer> {
  const page = await visitor.get(
    month ? href('chargesMonth', { number, month }) : href('charges', { number }),
  );
  expect(page.status).toBe(200);
  return page;
}

test('each row of the statement adds up, and what was paid since is told below', async () => {
  const { anna, visitor } = homeOf('adding');
  await closeAutumn(anna);
  await addEntry(world, {
    personal_account_id: anna.personalAccountId,
    billing_month: '2026-12-01',
    amount_kopecks: -50_000,
    value_date: '2026-12-11',
  });
  const page = await pageOf(visitor, anna.accountNumber);
  const november = ['236,38', '1 804,12', '0,00', '0,00', '−300,00', '1 740,50'];
  expect(rowOf(page, 'Ноябрь')).toEqual(['Ноябрь', ...november, 'PDF, до 40 КБ']);
  expect(rowOf(page, 'Октябрь').slice(1, 3)).toEqual(['−803,01', '1 039,39']);
  expect(rowOf(page, 'Декабрь')[0]).toContain('квитанции ещё нет, ждём 5 января');
  const totals = page
    .$('tfoot td')
    .toArray()
    .map((cell) => page.$(cell).text().replace(/\s/g, ' '));
  expect(totals).toEqual(['−803,01', '2 843,51', '0,00', '0,00', '−300,00', '1 740,50', '']);
  expect(textOf(page)).toContain(
    'Оплата 11 декабря (500,00 ₽) попадёт в строку за декабрь, сейчас к оплате 1 240,50 ₽',
  );
});

test('a month opens to its readings, coefficient, tariff and the rule that each rests on', async () => {
  const { anna, visitor } = homeOf('opened');
  await closeAutumn(anna);
  const page = await pageOf(visitor, anna.accountNumber, '2026-11');
  const text = textOf(page);
  expect(text).toContain('Как получилось 1 804,12 ₽ за ноябрь');
  expect(page.$('[aria-label="Новое показание 8\u00a0642"]').length).toBe(1);
  expect(text).toMatch(/Показания182 м³.*21 ноября 2026 \(из базы поставщика\)/);
  expect(text).toMatch(/Коэффициент × 1,03187,46 м³/);
  expect(text).toMatch(
    /Тариф × 9,624 ₽ за м³1 804,12 ₽.*Отопление, с 1 января 2026\. Приказ № 1\./,
  );
  expect(page.$('a[href="/help/rules#p26"]').text()).toBe('пункт 26');
  expect(text).toMatch(/12 ноября 2026СБП300,00 ₽/);
  // 182 against 108 m³ a month of 30 and 31 days, k 1.03 against 1.
  expect(text).toMatch(/На 764,73 ₽ больше, чем месяц назад/);
  const rules = await world.visitor().get('/help/rules');
  expect(rules.$('#p26').text()).toContain('Пункт 26');
});

test('why it changed is told in parts that add up to the difference, in HTML and in the file', async () => {
  const { anna, visitor } = homeOf('compared');
  await closeAutumn(anna);
  const { $ } = await pageOf(visitor, anna.accountNumber, '2026-11');
  const parts = $('section[aria-labelledby="against-2026-10-01"] dd')
    .toArray()
    .map((cell) =>
      Number(
        $(cell)
          .text()
          .replace('−', '-')
          .replace(',', '')
          .replace(/[^\d-]/g, ''),
      ),
    );
  const total = parts.pop();
  expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
  expect(total).toBe(180_412);
  const csv = await visitor.get(
    href('chargesMonthCsv', { number: anna.accountNumber, month: '2026-11' }),
  );
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(csv.text).toContain(';182;1,03;187,46;Отопление;9,624;1804,12');
  const all = await visitor.get(href('chargesCsv', { number: anna.accountNumber }));
  expect(all.text).toContain('2026-11;236,38;187,46;1804,12;0,00;0,00;0,00;-300,00;1740,50;');
});

test('months of the old system are shown as such, and never taken apart', async () => {
  const { anna, visitor } = homeOf('imported');
  await world.db
    .insertInto('imported_charges')
    .values({
      personal_account_id: anna.personalAccountId,
      month: '2025-11-01',
      volume_m3: '193',
      charged_kopecks: 182_713,
      recalculated_kopecks: 0,
      penalty_kopecks: 383,
      paid_kopecks: 100_000,
      closing_kopecks: 93_096,
      register_import_id: 1,
    })
    .execute();
  const page = await pageOf(visitor, anna.accountNumber);
  expect(rowOf(page, 'Ноябрьпо')).toEqual([
    'Ноябрьпо данным прежней системы',
    ...['100,00', '1 827,13', '0,00', '3,83', '−1 000,00', '930,96', ''],
  ]);
  const month = await pageOf(visitor, anna.accountNumber, '2025-11');
  expect(textOf(month)).toContain('Этот месяц считала прежняя система');
  expect(month.$('.steps').length).toBe(0);
});

test('before the first close the balance is the register’s, and the running month is awaited', async () => {
  const { anna, visitor } = homeOf('early');
  const page = await pageOf(visitor, anna.accountNumber);
  expect(textOf(page)).toContain('Данные поставщика на 1 ноября 2026');
  expect(rowOf(page, 'Декабрь')[0]).toContain('квитанции ещё нет, ждём 5 января');
  const december = await pageOf(visitor, anna.accountNumber, '2026-12');
  expect(textOf(december)).toContain('ещё не сформирован');
  for (const month of ['2024-01', '2026-13', 'x', '2027-01']) {
    const address = href('chargesMonth', { number: anna.accountNumber, month });
    expect((await visitor.get(address)).status, month).toBe(404);
  }
});

test('a former resident sees the months that ended before the change of holder, and no other', async () => {
  const { anna, visitor } = homeOf('former');
  await closeAutumn(anna);
  const number = anna.accountNumber;
  const page = await pageOf(visitor, number);
  expect(rowOf(page, 'Октябрь')[2]).toBe('1 039,39');
  expect(rowOf(page, 'Ноябрь')).toEqual([]);
  expect(page.text).not.toContain('1 740,50');
  expect((await visitor.get(href('chargesMonth', { number, month: '2026-11' }))).status).toBe(404);
  const csv = await visitor.get(href('chargesCsv', { number }));
  expect(csv.text).toContain('2026-10;');
  expect(csv.text).not.toContain('2026-11;');
});

test('what a reversed or unfinished close wrote is not there', async () => {
  const { anna, visitor } = homeOf('reversed');
  const at = world.clock.now();
  for (const state of ['reversed', 'running'] as const) {
    const { close_id } = await world.db
      .insertInto('month_closes')
      .values({
        month: '2026-09-01',
        state,
        is_first: false,
        started_at: at,
        closed_at: state === 'running' ? null : at,
        actor: 'system:test',
        reversed_at: state === 'reversed' ? at : null,
        reversed_by: state === 'reversed' ? 'staff:1' : null,
        reversal_reason: state === 'reversed' ? 'Ошибка в тарифе' : null,
      })
      .returning('close_id')
      .executeTakeFirstOrThrow();
    await world.db
      .insertInto('account_months')
      .values({
        close_id,
        personal_account_id: anna.personalAccountId,
        month: '2026-09-01',
        opening_kopecks: 0,
        charged_kopecks: 99_999,
        recalculated_kopecks: 0,
        penalty_kopecks: 0,
        paid_kopecks: 0,
        corrected_kopecks: 0,
        closing_kopecks: 99_999,
        closing_penalty_kopecks: 0,
        volume_m3: '1',
        is_estimated: false,
        due_on: '2026-10-15',
        state: '{}',
      })
      .execute();
  }
  const page = await pageOf(visitor, anna.accountNumber);
  expect(page.text).not.toContain('999,99');
  expect(textOf(page)).toContain('1 243,60');
});
