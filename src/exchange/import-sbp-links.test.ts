import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runOchag } from '#test/ochag.ts';
import {
  openRegisterWorld,
  type RegisterWorld,
  readErrors,
  registerRow,
} from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.pool.query('delete from sbp_links');
  await world.clear();
  await world.clearBilling();
  await world.importRows([registerRow(), registerRow({ 'Лицевой счёт': '390000000002' })]);
});

const ours =
  'https://qr.nspk.ru/AS100001ORTF4GAF80KPJ53K186D9A3G?type=01&bank=100000000007&crc=0C8A';
const another =
  'https://qr.nspk.ru/AS200001ORTF4GAF80KPJ53K186D9A3H?type=01&bank=100000000007&crc=0FC1';
const ofOnePayment =
  'https://qr.nspk.ru/AD1P0060EL96K9C18LLRIJ39S23RO4HP?type=02&bank=100000000004&sum=1000&cur=RUB&crc=92EA';

const ofOneSum =
  'https://qr.nspk.ru/AS100001ORTF4GAF80KPJ53K186D9A3G?type=01&bank=100000000007&sum=1000&cur=RUB&crc=2A8B';

async function load(lines: string[]) {
  const file = await world.put(Buffer.from(`Лицевой счёт;Ссылка СБП\n${lines.join('\n')}\n`));
  return JSON.parse((await runOchag(world.deps, ['import', 'sbp-links', file, '--json'])).out);
}
const links = async () =>
  (
    await world.rows(
      `select number || ' ' || link as line from sbp_links join personal_accounts
         using (personal_account_id) where cancelled_at is null order by 1`,
    )
  ).map(({ line }) => line);

test('a later link takes the place of the former, and undoing brings that back', async () => {
  const first = await load([`390000000001;${ours}`]);
  expect(first).toMatchObject({ exitCode: 0, counts: { rowsAdded: 1 } });
  expect(await load([`390000000001;${ours}`])).toMatchObject({ hasChanges: false });
  const second = await load([`390000000001;${another}`]);
  expect(second).toMatchObject({ counts: { rowsAdded: 1, rowsReplaced: 1 } });
  expect(await links()).toEqual([`390000000001 ${another}`]);
  const blocked = await runOchag(world.deps, ['import', 'undo', String(first.importId)]);
  expect(blocked.exitCode).toBe(1);
  const undone = await runOchag(world.deps, ['import', 'undo', String(second.importId)]);
  expect(undone.out).toContain('Ссылки СБП: убрано 1, возвращено 1');
  expect(await links()).toEqual([`390000000001 ${ours}`]);
});

test('a link that has gone to another account does not come back to the former by undoing', async () => {
  await load([`390000000001;${ours}`]);
  const second = await load([`390000000001;${another}`]);
  const third = await load([`390000000002;${ours}`]);
  const undo = ({ importId }: { importId: number }) =>
    runOchag(world.deps, ['import', 'undo', String(importId)]);
  const blocked = await undo(second);
  expect([blocked.exitCode, blocked.said]).toEqual([
    1,
    expect.stringContaining(`${third.importId}`),
  ]);
  expect(await links()).toEqual([`390000000001 ${another}`, `390000000002 ${ours}`]);
  expect((await undo(third)).exitCode).toBe(0);
  expect((await undo(second)).exitCode).toBe(0);
  expect(await links()).toEqual([`390000000001 ${ours}`]);
});

test('a link that is none, misprinted, of one payment, of one sum or of somebody else is refused with what to do', async () => {
  await load([`390000000001;${ours}`]);
  const loaded = await load([
    '390000000001;https://pay.example.ru/1',
    `390000000001;${ours.replace('0C8A', '0C8B')}`,
    `390000000002;${ofOnePayment}`,
    `390000000002;${ofOneSum}`,
    '390000000002;',
    `390000000002;${ours}`,
    `390000000009;${another}`,
  ]);
  expect(loaded).toMatchObject({ hasChanges: false, lines: { refused: 7 } });
  const errors = await readErrors(loaded, { encoding: 'utf8' });
  expect(errors.map((row) => `${row.Строка} ${row.Колонка}: ${row['Что сделать']}`)).toEqual([
    expect.stringContaining('2 Ссылка СБП: Это не ссылка СБП'),
    expect.stringContaining('3 Ссылка СБП: Контрольная сумма'),
    expect.stringContaining('4 Ссылка СБП: Эта ссылка на один платёж'),
    expect.stringContaining('5 Ссылка СБП: В ссылке записана сумма'),
    expect.stringContaining('6 Ссылка СБП: Заполните поле'),
    expect.stringContaining('7 Ссылка СБП: Эта ссылка уже у счёта 390000000001'),
    expect.stringContaining('8 Лицевой счёт: Такого лицевого счёта у нас нет'),
  ]);
  expect(await links()).toEqual([`390000000001 ${ours}`]);
});
