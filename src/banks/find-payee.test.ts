import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { meterlessRow, openRegisterWorld, type RegisterWorld } from '#test/register-world.ts';
import { findPayee, findPayees } from './find-payee.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
  await world.importRows([
    home('390000000001', '10ХР379267'),
    home('390000000002', '20АВ000001'),
    home('390000000003', '20АВ000001'),
    home('390000000004', '', { Закрыт: '01.11.2026' }),
    home('390000000005', '10XP379299'),
  ]);
});
afterAll(() => world.stop());

const home = (number: string, unified: string, changes = {}) =>
  meterlessRow({ 'Лицевой счёт': number, ЕЛС: unified, ...changes });

const known: [typed: string, outcome: object][] = [
  ['390000000001', { ok: true, maskedName: 'Ч*** Л. И.' }],
  ['3900 0000-0002', { ok: true }],
  ['10ХР379267', { ok: true }],
  // Latin letters in the payment, and in the register.
  ['10xp379267', { ok: true }],
  ['10ХР379299', { ok: true }],
  ['20АВ000001', { ok: false, code: 'several' }],
  ['390000000004', { ok: false, code: 'closed' }],
  ['390000000009', { ok: false, code: 'unknown' }],
  ['30АВ000009', { ok: false, code: 'unknown' }],
  ['12', { ok: false, code: 'bad_form' }],
];

test('whoever is named, in whatever spelling, is found the same alone and among many', async () => {
  const asked = { supplier: world.supplier, today: '2026-11-23' };
  const typed = known.map(([text]) => text);
  const together = await findPayees(world.db, system('bank'), { typed, ...asked });
  for (const [text, outcome] of known) {
    expect(together.get(text), text).toMatchObject(outcome);
    const alone = await findPayee(world.db, system('bank'), { typed: text, ...asked });
    expect(alone, text).toEqual(together.get(text));
  }
  const numbers = await world.rows(
    'select personal_account_id as id, number from personal_accounts',
  );
  const idOf = (number: string) => numbers.find((row) => row.number === number)?.id;
  expect(together.get('10xp379267')).toMatchObject({ personalAccountId: idOf('390000000001') });
  expect(together.get('10ХР379299')).toMatchObject({ personalAccountId: idOf('390000000005') });
});
