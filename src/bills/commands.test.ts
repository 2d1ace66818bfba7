import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { downloadBy } from '#test/download.ts';
import { startWorld, type World } from '#test/harness.ts';
import { runCommand } from '#test/ochag.ts';
import type { Subscriber } from '#test/subscriber.ts';
import { registerBillCommands } from './commands.ts';

let world: World;
let charged: Subscriber;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  await closeCharged(world, charged);
});
afterAll(() => world.stop());

test('the engineer writes it from the command line, the same bytes', async () => {
  const visitor = world.visitor();
  await charged.signIn(visitor);
  const address = `/accounts/${charged.accountNumber}/bills/2026-10.pdf`;
  const downloaded = await downloadBy(visitor, world.url, address);
  const folder = await mkdtemp(join(tmpdir(), 'ochag-bill-'));
  const out = join(folder, 'bill.pdf');
  const written = await runBill([charged.accountNumber, '2026-10', '--out', out]);
  expect(written.exitCode).toBe(0);
  expect(written.said).toContain('квитанция №');
  expect((await readFile(out)).equals(downloaded.pdf)).toBe(true);
  for (const [args, why] of [
    [[charged.accountNumber, '2026-11'], 'месяц не закрыт'],
    [[charged.accountNumber, '2025-03'], 'прежняя система'],
    [['999999999999', '2026-10'], 'нет'],
    [[charged.accountNumber, 'октябрь'], 'не месяц'],
  ] as const) {
    const refused = await runBill([...args, '--out', join(folder, 'none.pdf')]);
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toContain(why);
  }
});

test('a file that is there stays, unless it is to be written over', async () => {
  const out = join(await mkdtemp(join(tmpdir(), 'ochag-bill-')), 'bill.pdf');
  await writeFile(out, 'a letter to the director');
  const asked = [charged.accountNumber, '2026-10', '--out', out];
  const refused = await runBill(asked);
  expect(refused).toMatchObject({ exitCode: 1, said: expect.stringContaining('уже есть') });
  expect(refused.said).toContain('--force');
  expect(await readFile(out, 'utf8')).toBe('a letter to the director');
  expect((await runBill([...asked, '--force'])).exitCode).toBe(0);
  expect(await readFile(out, 'latin1')).toMatch(/^%PDF/);
});

test('what is missing is said at once, and what the disk has against a file in words', async () => {
  for (const [args, words] of [
    [[], 'Не указано: номер лицевого счёта, месяц, --out с именем файла'],
    [[charged.accountNumber, '2026-10'], 'Не указано: --out с именем файла'],
    [['--out', 'bill.pdf'], 'Не указано: номер лицевого счёта, месяц'],
  ] as const) {
    await expect(runBill([...args])).rejects.toThrow(words);
  }
  const folder = await mkdtemp(join(tmpdir(), 'ochag-bill-'));
  for (const [out, words] of [
    [join(folder, 'none', 'bill.pdf'), 'такой папки нет'],
    [folder, 'уже есть'],
  ] as const) {
    const refused = await runBill([charged.accountNumber, '2026-10', '--out', out]);
    expect(refused).toMatchObject({ exitCode: 1, said: expect.stringContaining(words) });
  }
  const over = await runBill([charged.accountNumber, '2026-10', '--out', folder, '--force']);
  expect(over.said).toContain('это папка');
});

async function runBill(args: string[]): Promise<{ said: string; exitCode: number }> {
  const { out, said, exitCode } = await runCommand(['bill', ...args], (program) =>
    registerBillCommands(program, async () => ({ ...world.deps, close: async () => {} })),
  );
  return { said: out + said, exitCode };
}
