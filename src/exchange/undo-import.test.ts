import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { recordEvent } from '#src/billing/record-event.ts';
import { inTransaction } from '#src/db/transaction.ts';
import {
  meterlessRow,
  openRegisterWorld,
  type RegisterRow,
  type RegisterWorld,
  registerRow,
} from '#test/register-world.ts';
import { undoImport } from './undo-import.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.clear());

const undo = (importId: number | null) => undoImport(world, { importId: importId ?? 0 });

async function dependentsOf(importId: number | null) {
  const outcome = await undo(importId);
  if (outcome.ok || outcome.failure.code !== 'import_needed') return outcome;
  return outcome.failure.dependents.map(({ kind, examples }) => [kind, ...examples]);
}

test('a first import can be taken back whole, and brought again', async () => {
  const rows = [registerRow(), meterlessRow({ 'Лицевой счёт': '390000000002' })];
  const { importId } = await world.importRows(rows);
  expect(await undo(importId)).toMatchObject({
    ok: true,
    undone: { accountsRemoved: 2, metersRemoved: 1, readingsRemoved: 1 },
  });
  const snapshot = await world.snapshot();
  expect(Object.values(snapshot).flat()).toEqual([]);
  expect(await undo(importId)).toMatchObject({ ok: false, failure: { code: 'import_undone' } });
  const again = await world.importRows(rows);
  expect(again).toMatchObject({ sameFileAs: null, counts: { accountsAdded: 2 } });
});

test('an import stays whose meter the desk has moved since', async () => {
  await world.importRows([registerRow()]);
  world.clock.set('2026-12-10T10:00:00+02:00');
  const { importId } = await world.importRows([registerRow({ 'Поверка до': '27.05.2030' })]);
  const [meter] = await world.rows<{ personalAccountId: number; meterId: number }>(
    'select personal_account_id as "personalAccountId", meter_id as "meterId" from meters',
  );
  if (!meter) throw new Error('no meter was loaded');
  const event = { kind: 'replaced' as const, startsOn: '2026-12-05', endsOn: null, value: null };
  const actor = { kind: 'staff' as const, staffMemberId: 1, role: 'operator' as const };
  const recorded = await inTransaction(world.db, (tx) =>
    recordEvent(tx, actor, {
      personalAccountId: meter.personalAccountId,
      event: { ...event, meterId: meter.meterId, document: 'акт 1' },
      deed: { actorName: 'Орлова Т.', requestId: 'r', reason: 'акт 1' },
      ...{ today: '2026-12-10', now: world.clock.now(), isApproved: true },
    }),
  );
  expect(recorded).toMatchObject({ ok: true });
  expect(await world.rows('select removed_on from meters')).toEqual([{ removed_on: '2026-12-05' }]);
  expect(await dependentsOf(importId)).toEqual([['account_fact', '390000000001']]);
});

test('a later import taken back leaves everything as it was before it', async () => {
  const rows = Array.from({ length: 150 }, (_, index) =>
    registerRow({ 'Лицевой счёт': String(390_000_000_001 + index) }),
  );
  await world.importRows(rows);
  await world.linkResident('390000000001');
  const before = await world.snapshot();
  world.clock.set('2026-12-10T10:00:00+02:00');
  const later: RegisterRow[] = rows.slice(0, -1).map((row) => ({
    ...row,
    Фамилия: 'Новых',
    Сальдо: '0',
    'Поверка до': '01.01.2030',
    'Последнее показание': '46000',
    'Дата показания': '09.12.2026',
  }));
  later.push(meterlessRow({ 'Лицевой счёт': '390000009999' }));
  const { importId, counts } = await world.importRows(later, { isFull: true });
  expect(counts).toMatchObject({ accountsEnded: 1, holdersChanged: 149, accessEnded: 1 });
  expect(await world.snapshot()).not.toEqual(before);
  expect(await undo(importId)).toMatchObject({ ok: true });
  expect(await world.snapshot()).toEqual(before);
});

test('an import is kept while a later import has changed what it made', async () => {
  const first = await world.importRows([registerRow()]);
  const second = await world.importRows([registerRow({ Проживает: '5' })]);
  expect(await dependentsOf(first.importId)).toEqual([['later_import', String(second.importId)]]);
  expect(await undo(second.importId)).toMatchObject({ ok: true });
  expect(await undo(first.importId)).toMatchObject({ ok: true });
});

test('an import is kept while residents are linked to what it brought', async () => {
  const { importId } = await world.importRows([registerRow()]);
  await world.linkResident('390000000001');
  expect(await dependentsOf(importId)).toEqual([['link', '390000000001']]);
});

test('an import is kept while others have sent readings of its meters', async () => {
  const { importId } = await world.importRows([registerRow()]);
  await world.pool.query(
    `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month,
       source, status, received_at)
     select personal_account_id, meter_id, 45400, '2026-11-23', '2026-11-01', 'phone', 'accepted', $1
     from meters`,
    [world.clock.now()],
  );
  expect(await dependentsOf(importId)).toEqual([['reading', '390000000001 02887570']]);
});

test('an import is kept once a month has been closed after it', async () => {
  const { importId } = await world.importRows([registerRow()]);
  await world.pool.query("insert into billing_months values ('2026-11-01', $1)", [
    new Date(world.clock.now().getTime() + 1),
  ]);
  expect(await dependentsOf(importId)).toEqual([['closed_month', '11.2026']]);
});

test('readings that were imported can be taken back, and keep the register under them', async () => {
  const register = await world.importRows([registerRow()]);
  const readings = await world.importReadings(['390000000001;02887570;20.11.2026;45400;телефон']);
  expect(await dependentsOf(register.importId)).toEqual([
    ['later_import', String(readings.importId)],
  ]);
  expect(await undo(readings.importId)).toMatchObject({ ok: true, undone: { readingsRemoved: 1 } });
  expect(await undo(register.importId)).toMatchObject({ ok: true });
});

test('an import that is not there is said to be missing', async () => {
  expect(await undo(77)).toMatchObject({ ok: false, failure: { code: 'import_missing' } });
});

const sendReading = () =>
  world.pool.query(
    `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month,
       source, status, received_at)
     select personal_account_id, meter_id, 45400, '2026-11-23', '2026-11-01', 'phone', 'accepted', $1
     from meters`,
    [world.clock.now()],
  );

test('an import is kept while readings have been judged by what it changed of a meter', async () => {
  await world.importRows([registerRow()]);
  world.clock.advance({ hours: 1 });
  const { importId } = await world.importRows([registerRow({ 'Поверка до': '01.01.2030' })]);
  await sendReading();
  expect(await dependentsOf(importId)).toEqual([['reading', '390000000001 02887570']]);
});

test('an import is kept while readings have come to what it reopened', async () => {
  await world.importRows([registerRow({ Закрыт: '01.11.2026' })]);
  world.clock.advance({ hours: 1 });
  const { importId } = await world.importRows([registerRow()]);
  await sendReading();
  expect(await dependentsOf(importId)).toEqual([['reading', '390000000001 02887570']]);
});

test('the books stay open while another import stands on them', async () => {
  const first = await world.importRows([registerRow()]);
  const second = await world.importRows([meterlessRow({ 'Лицевой счёт': '390000000002' })]);
  expect(await undo(first.importId)).toMatchObject({ ok: true });
  expect(await world.rows('select month from billing_months')).toEqual([{ month: '2026-10-01' }]);
  expect(await undo(second.importId)).toMatchObject({ ok: true });
  expect(await world.rows('select month from billing_months')).toEqual([]);
});
