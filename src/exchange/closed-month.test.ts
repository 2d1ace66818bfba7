import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { reopenMonth } from '#src/billing/reopen-month.ts';
import { verifyLedger } from '#src/billing/verify-ledger.ts';
import { runOchag } from '#test/ochag.ts';
import { openRegisterWorld, type RegisterWorld, registerRow } from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());

const headings = {
  events: 'Лицевой счёт;Заводской номер;Событие;С;По;Значение;Документ',
  payments: 'Лицевой счёт;Дата;Сумма;Источник;Номер операции',
  privileges: 'Лицевой счёт;Действует с;По;Доля',
  tariffs: 'Категория;Действует с;Цена за м³',
};

async function load(kind: keyof typeof headings, ...lines: string[]) {
  const file = await world.put([headings[kind], ...lines, ''].join('\n'));
  const { out } = await runOchag(world.deps, ['import', kind, file, '--json']);
  const summary = JSON.parse(out);
  expect(summary).toMatchObject({ exitCode: 0, lines: { refused: 0 } });
  return String(summary.importId);
}

/** Every figure proved from those below it, lines from readings by the engine. */
async function firstDifference() {
  const client = await world.pool.connect();
  try {
    const { db, supplier } = world;
    return (await verifyLedger(client, { db, rules: supplier.billing })).difference;
  } finally {
    client.release();
  }
}

async function written(kind: string, month: string): Promise<Record<string, string>[]> {
  const file = join(world.folder, `${kind}.csv`);
  const args = ['export', kind, '--month', month, '--out', file];
  expect(await runOchag(world.deps, args)).toMatchObject({ exitCode: 0 });
  return parse(await readFile(file, 'utf8'), { delimiter: ';', columns: true, bom: true });
}

const shut = (month: string) =>
  closeMonth(world.deps, { month, actor: system('test'), connections: 1 });

/**
 * An indoor meter, 45311 on 21 October; heating, 10 ₽/m³ from November. The account owes 100 ₽ since
 * October and pays 60 ₽; in December an inspector finds the counter lower than he had written it.
 */
test('what was imported is charged by the close, and what the close charged is written out', async () => {
  const home = { 'Лицевой счёт': '390000000001', 'Место установки': 'внутри', Пени: '0' };
  await world.importRows([registerRow({ ...home, Сальдо: '100', 'Долг с': '10.2026' })]);
  await load('tariffs', 'отопление;01.11.2026;10');
  await load('payments', '390000000001;11.11.2026;60;банк;1');
  // A file that was taken back leaves two entries that are nothing together.
  const mistaken = await load('payments', '390000000001;12.11.2026;500;банк;7');
  expect(await runOchag(world.deps, ['import', 'undo', mistaken])).toMatchObject({ exitCode: 0 });
  await load('events', '390000000001;02887570;контрольное показание;20.11.2026;;45411;акт 1');
  await load('privileges', '390000000001;01.11.2026;;50%');
  world.clock.set('2026-12-02T10:00:00+02:00');
  expect(await shut('2026-11-01')).toMatchObject({ ok: true });

  // 45411 − 45311 = 100 m³ at 10 ₽, of which the privilege takes a half.
  expect(await written('charges', '2026-11')).toEqual([
    {
      'Лицевой счёт': '390000000001',
      Месяц: '11.2026',
      Метод: 'METER',
      Пункт: 'п. 26',
      С: '01.11.2026',
      По: '30.11.2026',
      Объём: '100',
      Коэффициент: '1',
      Цена: '10',
      Сумма: '1000,00',
    },
    expect.objectContaining({ Метод: 'PRIVILEGE', Пункт: 'льгота', Сумма: '-500,00' }),
  ]);
  expect(await written('balances', '2026-11')).toEqual([
    {
      'Лицевой счёт': '390000000001',
      Месяц: '11.2026',
      'Входящее сальдо': '100,00',
      Начислено: '500,00',
      Перерасчёт: '0,00',
      Пени: '0,00',
      Оплачено: '60,00',
      'Исходящее сальдо': '540,00',
    },
  ]);

  // The counter showed 20 m³ too many: they are given back, and the privilege of them is taken back.
  await load(
    'events',
    '390000000001;02887570;контрольное показание;01.12.2026;;45391;акт 2',
    '390000000001;;проживает;01.12.2026;;4;',
  );
  await load('payments', '390000000001;30.11.2026;40;касса;2');
  world.clock.set('2027-01-04T10:00:00+02:00');
  expect(await shut('2026-12-01')).toMatchObject({ ok: true });
  expect(await written('charges', '2026-12')).toEqual([
    expect.objectContaining({ Метод: 'METER', Объём: '0', Сумма: '0,00' }),
    expect.objectContaining({ Метод: 'RECALC', Пункт: 'п. 26', Объём: '-20', Сумма: '-200,00' }),
    expect.objectContaining({ Метод: 'RECALC', Пункт: 'льгота', Сумма: '100,00' }),
  ]);
  // Paid in November and known in December: a payment of December, by its own day.
  expect(await written('balances', '2026-12')).toMatchObject([
    {
      'Входящее сальдо': '540,00',
      Начислено: '0,00',
      Перерасчёт: '-100,00',
      Оплачено: '40,00',
      'Исходящее сальдо': '400,00',
    },
  ]);
  expect(await firstDifference()).toBeNull();
});

test('an act that gives back more than our books have charged by the meter is refused', async () => {
  // By it 100 m³ were charged from 45311 on, and 20 of them given back: 80 are left.
  const acts = ['45310', '45311'].map(
    (value, index) =>
      `390000000001;02887570;контрольное показание;0${2 + index}.01.2027;;${value};`,
  );
  const [tooLow = '', lowest = ''] = acts;
  const ask = async (line: string) => {
    const file = await world.put(`${headings.events}\n${line}\n`);
    const errors = join(world.folder, 'acts.csv');
    const args = ['import', 'events', file, '--dry-run', '--errors', errors, '--json'];
    const { exitCode } = await runOchag(world.deps, args);
    return { exitCode, said: exitCode === 0 ? '' : await readFile(errors, 'utf8') };
  };
  const refused = await ask(tooLow);
  expect(refused.exitCode).toBe(1);
  expect(refused.said).toContain('возвращает больше, чем по счётчику начислено (80\u00a0м³)');
  expect(await ask(lowest)).toMatchObject({ exitCode: 0 });
});

test('payments wait while a month is being shut, and stand in the next one', async () => {
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock(books_lock())');
    const file = await world.put(`${headings.payments}\n390000000001;03.01.2027;5;банк;9\n`);
    const waiting = runOchag(world.deps, ['import', 'payments', file, '--json']);
    await client.query("insert into billing_months (month, closed_at) values ('2027-01-01', $1)", [
      world.clock.now(),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 400));
    await client.query('commit');
    // It waited for the books, and stands in the first month that is open now.
    expect(JSON.parse((await waiting).out)).toMatchObject({ exitCode: 0 });
    expect(
      await world.rows(
        `select billing_month, value_date from ledger_entries where idempotency_key = 'payment bank 9'`,
      ),
    ).toEqual([{ billing_month: '2027-02-01', value_date: '2027-01-03' }]);
  } finally {
    client.release(true);
  }
});

test('a register that a close was made of stays, though the month was opened again', async () => {
  await world.clear();
  await world.clearBilling();
  world.clock.set('2026-11-23T10:00:00+02:00');
  const { importId } = await world.importRows([registerRow({ 'Место установки': 'внутри' })]);
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  world.clock.set('2026-12-02T10:00:00+02:00');
  expect(await shut('2026-11-01')).toMatchObject({ ok: true });
  const client = await world.pool.connect();
  try {
    const asked = { month: '2026-11-01', actor: system('test'), reason: 'ошибка' };
    await client.query('begin');
    expect(await reopenMonth(client, world.deps, asked)).toMatchObject({ ok: true });
    await client.query('commit');
  } finally {
    client.release();
  }
  const undone = await runOchag(world.deps, ['import', 'undo', String(importId)]);
  expect(undone).toMatchObject({ exitCode: 1 });
  expect(undone.said).toContain('11.2026');
});
