import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { type AutumnWorld, pageOf, startAutumnWorld } from '#test/autumn-world.ts';
import { addEntry } from '#test/closed-months.ts';
import { textOf } from '#test/household.ts';
import type { Subscriber, SubscriberFacts } from '#test/subscriber.ts';
import type { Answer } from '#test/visitor.ts';

const names = ['adding', 'imported', 'early', 'former', 'reversed'] as const;
type Name = (typeof names)[number];
const facts: Partial<Record<Name, SubscriberFacts>> = {
  former: { link: { visible_until: '2026-11-15' } },
};

let world: AutumnWorld<Name>;
beforeAll(async () => {
  world = await startAutumnWorld(names, facts);
});
afterAll(() => world.stop());

const homeOf = (name: Name) => world.homeOf(name);
const closeAutumn = (resident: Subscriber) => world.closeAutumn(resident);

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
