import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resident } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { NOT_RELEVANT } from '#src/mail/letter-troubles.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { startWorld, type World } from '#test/harness.ts';
import { runCommand } from '#test/ochag.ts';
import { readPdf } from '#test/read-pdf.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { queueBillLetters } from './bill-letters.ts';
import { addBillLetters, takeReturnedBills } from './bill-letters-store.ts';
import { findCloseOfMonth } from './bill-ranges-store.ts';
import { registerBillsCommand } from './bills-command.ts';
import { NOTE_FILE } from './bills-folder.ts';
import { chooseDelivery } from './choose-delivery.ts';

let world: World;
let charged: Subscriber;
let others: Subscriber[];
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  others = [];
  for (let at = 0; at < 3; at += 1) others.push(await createSubscriber(world));
  await closeCharged(world, charged);
  // Months of the others with nothing in them, cut as a close is.
  for (const { personalAccountId } of others) {
    await world.pool.query(
      `insert into account_months select close_id, $1, month, 0, 0, 0, 0, 0, 0, 0, 0, 0, false,
         due_on, state from account_months where personal_account_id = $2 and month = '2026-10-01'`,
      [personalAccountId, charged.personalAccountId],
    );
  }
  await world.pool.query(
    `insert into month_close_ranges (close_id, range_no, first_account_id, last_account_id, done_at)
     select close_id, 0, 1, 100000, now() from month_closes on conflict do nothing`,
  );
  const [first] = others;
  if (!first) throw new Error('there are others');
  await chooseDelivery(world.deps, resident(first.userId), first, {
    way: 'email_link',
    isAgreed: true,
    client: { address: '127.0.0.1', userAgent: 'test' },
    requestId: 'r',
  });
});
afterAll(() => world.stop());

const folder = () => mkdtemp(join(tmpdir(), 'ochag-bills-'));

test('each bill is a file, and what is there is left alone', async () => {
  const out = await folder();
  const first = await run(['--month', '2026-10', '--out', out]);
  expect(first.exitCode).toBe(0);
  expect(first.said).toContain('файлов записано 4');
  const files = await readdir(out);
  expect(files.filter((file) => file.endsWith('.pdf')).length).toBe(4);
  const own = join(out, `kvitanciya-${charged.accountNumber}-2026-10.pdf`);
  expect((await readPdf(await readFile(own))).text).toContain('Квитанция за газ, октябрь');
  const before = await stat(own);
  const again = await run(['--month', '2026-10', '--out', out]);
  expect(again.said).toContain('файлов записано 0, квитанций 4, из них уже были 4');
  expect((await stat(own)).mtimeMs).toBe(before.mtimeMs);
});

test('for the print house they stand in files with an index, of those on paper alone', async () => {
  const out = await folder();
  const done = await run(['--month', '2026-10', '--out', out, '--per-file', '2']);
  expect(done.exitCode).toBe(0);
  expect((await readdir(out)).sort()).toEqual([
    'kvitancii-2026-10-0001.csv',
    'kvitancii-2026-10-0001.pdf',
    'kvitancii-2026-10-0002.csv',
    'kvitancii-2026-10-0002.pdf',
    NOTE_FILE,
  ]);
  const indexes = ['0001', '0002'].map((no) => join(out, `kvitancii-2026-10-${no}.csv`));
  const rows: Record<string, string>[] = [];
  for (const file of indexes) {
    const read = parse(await readFile(file), { columns: true, delimiter: ';', bom: true });
    rows.push(...(read as Record<string, string>[]));
  }
  const [byLetter] = others;
  const numbers = rows.map((row) => row['Лицевой счёт']);
  expect(numbers.length).toBe(3);
  expect(numbers).not.toContain(byLetter?.accountNumber);
  expect(rows.map((row) => row.Страница)).toEqual(['1', '2', '1']);
  const read = await readPdf(await readFile(join(out, 'kvitancii-2026-10-0001.pdf')));
  expect(read.pages).toBe(2);
  for (const row of rows.slice(0, 2)) expect(read.text).toContain(`№ ${row.Квитанция}`);
});

test('a bill whose letter came back is printed after all, once, and the next one comes on paper', async () => {
  const out = await folder();
  const printed = () => run(['--month', '2026-10', '--out', out, '--per-file', '2', '--came-back']);
  await world.db.transaction().execute((tx) => queueBillLetters({ ...world.deps, db: tx }, 10));
  expect((await printed()).said).toContain('не возвращалось');
  const [byLetter] = others;
  const { rows } = await world.pool.query(`select letter_id from letters where kind = 'bill'`);
  expect(rows.length).toBe(1);
  const [{ letter_id: letterId }] = rows;
  const turnsOut = (state: 'failed' | 'sent', error: string | null) =>
    world.pool.query('update letters set state = $2, last_error = $3 where letter_id = $1', [
      letterId,
      state,
      error,
    ]);
  await turnsOut('failed', NOT_RELEVANT);
  expect((await printed()).said).toContain('не возвращалось');
  await turnsOut('failed', 'bounced: 5.1.1');
  for (const files of [1, 0]) {
    expect((await printed()).said).toContain(`файлов записано ${files}, квитанций 1`);
  }
  const name = 'kvitancii-2026-10-vernulis-1-0001';
  expect((await readdir(out)).sort()).toEqual([`${name}.csv`, `${name}.pdf`, NOTE_FILE]);
  expect((await readPdf(await readFile(join(out, `${name}.pdf`)))).text).toContain('Квитанция');
  const index = await readFile(join(out, `${name}.csv`), 'utf8');
  expect(index).toContain(byLetter?.accountNumber);
  const closeId = await findCloseOfMonth(world.db, '2026-10-01');
  if (closeId === null || !byLetter) throw new Error('there are both');
  await world.pool.query('delete from bill_letters');
  const all = { closeId, firstAccountId: 1, lastAccountId: 100_000, now: world.clock.now() };
  await addBillLetters(world.db, all);
  expect((await world.pool.query('select from bill_letters')).rowCount).toBe(0);
  // What is on its way, or became pointless, tells nothing of the mailbox.
  for (const [state, error] of [
    ['queued', null],
    ['failed', NOT_RELEVANT],
  ]) {
    await world.pool.query(
      `insert into letters (kind, to_address, user_id, data, created_at, state, last_error)
       select kind, to_address, user_id, data, created_at, $2, $3 from letters where letter_id = $1`,
      [letterId, state, error],
    );
  }
  await addBillLetters(world.db, all);
  expect((await world.pool.query('select from bill_letters')).rowCount).toBe(0);
  await world.pool.query('delete from letters where letter_id > $1', [letterId]);
  await turnsOut('sent', null);
  await addBillLetters(world.db, all);
  expect((await world.pool.query('select from bill_letters')).rowCount).toBe(1);
});

test('two who print at once make two runs, and what the first one holds does not change', async () => {
  const closeId = await findCloseOfMonth(world.db, '2026-10-01');
  if (closeId === null) throw new Error('the month is closed');
  await world.pool.query('delete from bill_letters');
  const [first, second] = others;
  const comesBack = async ({ userId, personalAccountId }: Subscriber) => {
    const { rows } = await world.pool.query<{ letter_id: number }>(
      `insert into letters (kind, to_address, user_id, data, created_at, state, last_error)
       select 'bill', email, user_id, '{}', now(), 'failed', 'bounced: 5.1.1' from users
       where user_id = $1 returning letter_id`,
      [userId],
    );
    await world.pool.query(
      `insert into bill_letters (personal_account_id, close_id, user_id, way, asked_at, queued_at,
         letter_id) values ($1, $2, $3, 'email_link', now(), now(), $4)`,
      [personalAccountId, closeId, userId, rows[0]?.letter_id],
    );
  };
  if (!first || !second) throw new Error('there are others');
  const take = (tx: Tx) => takeReturnedBills(tx, closeId);
  await comesBack(first);
  let later: ReturnType<typeof take> | undefined;
  await inTransaction(world.db, async (tx) => {
    expect(await take(tx)).toEqual([{ printRun: 1, bills: 1 }]);
    await comesBack(second);
    later = inTransaction(world.db, take);
    // It waits for this transaction; where it did not, both would be the first run.
    await sleep(200);
  });
  expect(await later).toEqual([
    { printRun: 1, bills: 1 },
    { printRun: 2, bills: 1 },
  ]);
});

test('a part that somebody else freezes is waited for: no bill is missing from the files', async () => {
  const closeId = await findCloseOfMonth(world.db, '2026-10-01');
  const out = await folder();
  const holder = await world.pool.connect();
  const held = `update bill_ranges set frozen_at = null where close_id = $1`;
  await holder.query(held, [closeId]);
  await holder.query('begin');
  await holder.query('select from bill_ranges where close_id = $1 for update', [closeId]);
  let isOver = false;
  const running = run(['--month', '2026-10', '--out', out]).finally(() => {
    isOver = true;
  });
  await sleep(1_500);
  expect(isOver).toBe(false);
  await holder.query('commit');
  holder.release();
  expect((await running).exitCode).toBe(0);
});

test('what stands in the way is said', async () => {
  for (const [args, why] of [
    [['--month', '2026-11', '--out', await folder()], 'Месяц 2026-11 не закрыт'],
    [['--month', 'октябрь', '--out', await folder()], 'не месяц'],
  ] as const) {
    const refused = await run([...args]);
    expect(refused.exitCode).toBe(1);
    expect(refused.said).toContain(why);
  }
  const noSize = await run(['--month', '2026-10', '--out', await folder(), '--came-back']);
  expect(noSize).toMatchObject({ exitCode: 1, said: expect.stringContaining('--per-file') });
  const file = join(await folder(), 'a-file');
  await writeFile(file, '');
  const unwritable = await run(['--month', '2026-10', '--out', join(file, 'inside')]);
  expect(unwritable.exitCode).toBe(1);
  expect(unwritable.said).toContain('Не удалось записать');
  expect(unwritable.said).toContain('есть файл на месте папки');
  const notFolder = await run(['--month', '2026-10', '--out', file]);
  expect(notFolder).toMatchObject({ exitCode: 1, said: expect.stringContaining('--out') });
  expect(notFolder.said).not.toMatch(/E[A-Z]{4,}/);
});

async function run(args: string[]): Promise<{ said: string; exitCode: number }> {
  const { out, said, exitCode } = await runCommand(['bills', ...args], (program) =>
    registerBillsCommand(program, async () => ({ ...world.deps, close: async () => {} })),
  );
  return { said: out + said, exitCode };
}
