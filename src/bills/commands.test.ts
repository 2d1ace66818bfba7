import { mkdtemp, readFile } from 'node:fs/promises';
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

async function runBill(args: string[]): Promise<{ said: string; exitCode: number }> {
  const { out, said, exitCode } = await runCommand(['bill', ...args], (program) =>
    registerBillCommands(program, async () => ({ ...world.deps, close: async () => {} })),
  );
  return { said: out + said, exitCode };
}
