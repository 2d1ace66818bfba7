import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { startWorld, type World } from '#test/harness.ts';
import { runCommand } from '#test/ochag.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { registerBillsCommand } from './bills-command.ts';
import { beginFolder, type FolderNote, findFolderTrouble, NOTE_FILE } from './bills-folder.ts';

const BILLS = 5;
let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  const charged = await settleCharged(world);
  const others: number[] = [];
  for (let at = 1; at < BILLS; at += 1) {
    others.push((await createSubscriber(world)).personalAccountId);
  }
  await closeCharged(world, charged);
  // Months of the others with nothing in them, cut as a close is.
  await world.pool.query(
    `insert into account_months select m.close_id, o.id, m.month, 0, 0, 0, 0, 0, 0, 0, 0, 0, false,
       m.due_on, m.state from account_months m, unnest($1::bigint[]) o(id)
     where m.personal_account_id = $2 and m.month >= '2026-09-01'`,
    [others, charged.personalAccountId],
  );
  await world.pool.query(
    `insert into month_close_ranges (close_id, range_no, first_account_id, last_account_id, done_at)
     select close_id, 0, 1, 100000, now() from month_closes on conflict do nothing`,
  );
});
afterAll(() => world.stop());

const folder = () => mkdtemp(join(tmpdir(), 'ochag-bills-'));
const by = (out: string, size: number | null, ...more: string[]) => {
  const perFile = size === null ? [] : ['--per-file', String(size)];
  return run(['--month', '2026-10', '--out', out, ...perFile, ...more]);
};
/** As the folder stands, to the byte. */
const contents = async (out: string) => {
  const files = (await readdir(out)).sort();
  return Promise.all(
    files.map(async (file) => [file, await readFile(join(out, file), 'base64')] as const),
  );
};
/** The accounts of all indexes, in their order. */
const accountsIn = async (out: string): Promise<string[]> => {
  const accounts: string[] = [];
  for (const file of (await readdir(out)).sort().filter((one) => one.endsWith('.csv'))) {
    const [, ...rows] = (await readFile(join(out, file), 'utf8')).trim().split('\n');
    accounts.push(...rows.map((row) => row.split(';')[3] ?? ''));
  }
  return accounts;
};

test('another size in a folder that was begun is refused either way, and nothing is written', async () => {
  for (const [begunWith, then] of [
    [1, 3],
    [3, 1],
  ] as const) {
    const out = await folder();
    expect((await by(out, begunWith)).exitCode).toBe(0);
    // As a run leaves it that was stopped after its first file.
    for (const file of await readdir(out)) {
      if (/-000[2-9]\./.test(file)) await rm(join(out, file));
    }
    const before = await contents(out);
    const refused = await by(out, then);
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toContain(`с --per-file ${begunWith}`);
    expect(refused.said).toContain('--out');
    expect(await contents(out)).toEqual(before);
    const resumed = await by(out, begunWith);
    expect(resumed.said).toContain(`квитанций ${BILLS}, из них уже были ${begunWith}`);
    const accounts = await accountsIn(out);
    expect([accounts.length, new Set(accounts).size]).toEqual([BILLS, BILLS]);
  }
});

test('so is another month, another choice, and a month that was closed anew', async () => {
  const out = await folder();
  await by(out, 2);
  const before = await contents(out);
  for (const [refused, words] of [
    [await run(['--month', '2026-09', '--out', out, '--per-file', '2']), '--month 2026-10'],
    [await by(out, 2, '--came-back'), 'без --came-back'],
    [await by(out, null), '--per-file 2'],
  ] as const) {
    expect(refused).toMatchObject({ exitCode: 1, said: expect.stringContaining(words) });
  }
  const note = join(out, NOTE_FILE);
  const begun = await readFile(note, 'utf8');
  await writeFile(note, JSON.stringify({ ...JSON.parse(begun), closeId: 99 }));
  expect((await by(out, 2)).said).toContain('закрыли заново');
  await writeFile(note, begun.slice(0, 20));
  expect((await by(out, 2)).said).toContain('испорчен');
  await rm(note);
  expect((await by(out, 2)).said).toContain('нет файла');
  await writeFile(note, begun);
  expect(await contents(out)).toEqual(before);
  const single = await folder();
  await by(single, null);
  expect((await by(single, 2)).said).toContain('каждая квитанция своим файлом');
});

test('a file counts as there only with its pages and with the bills that belong into it', async () => {
  const out = await folder();
  await by(out, 2);
  const whole = await contents(out);
  const name = (no: number) => join(out, `kvitancii-2026-10-000${no}`);
  await rm(`${name(1)}.pdf`);
  expect((await by(out, 2)).said).toContain('файлов записано 1');
  expect((await readdir(out)).sort()).toEqual(whole.map(([file]) => file));
  await cp(`${name(3)}.csv`, `${name(2)}.csv`);
  const refused = await by(out, 2);
  expect(refused).toMatchObject({ exitCode: 1, said: expect.stringContaining('0002.csv') });
});

test('a crash before the first file leaves a folder that any run of the kind goes on in', async () => {
  const out = await folder();
  const note: FolderNote = { month: '2026-10-01', closeId: 1, choice: 'paper', perFile: 2 };
  // Killed while it wrote the note, or a file: what is not whole says nothing.
  await writeFile(join(out, `${NOTE_FILE}.0a1b2c3d.part`), '{"mon');
  await writeFile(join(out, 'kvitancii-2026-10-0001.pdf.0a1b2c3d.part'), '%PDF');
  expect(await beginFolder(out, note)).toBeNull();
  expect(await beginFolder(out, note)).toBeNull();
  // Of several that begin at once one size wins.
  const shared = await folder();
  const sizes = [1, 2, 3, 4];
  const outcomes = await Promise.all(
    sizes.map((perFile) => beginFolder(shared, { ...note, perFile })),
  );
  expect(outcomes.filter((trouble) => trouble === null).length).toBe(1);
  expect(await readdir(shared)).toEqual([NOTE_FILE]);
  expect(await findFolderTrouble(join(shared, 'not-there'), note)).toBeNull();
});

test('what a command lacks is said at once', async () => {
  await expect(run([])).rejects.toThrow('--month с месяцем, --out с именем папки');
  await expect(run(['--month', '2026-10'])).rejects.toThrow('Не указано: --out с именем папки');
  await expect(run(['--per-file', '0'])).rejects.toThrow('целое число от 1 до 9999');
});

async function run(args: string[]): Promise<{ said: string; exitCode: number }> {
  const { out, said, exitCode } = await runCommand(['bills', ...args], (program) =>
    registerBillsCommand(program, async () => ({ ...world.deps, close: async () => {} })),
  );
  return { said: out + said, exitCode };
}
