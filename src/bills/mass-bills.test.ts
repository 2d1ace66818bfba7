import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resident, system } from '#src/actor.ts';
import { readConfig } from '#src/config.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { startWorld, type World } from '#test/harness.ts';
import { readPdf } from '#test/read-pdf.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { queueBillLetters } from './bill-letters.ts';
import { getBillPdf } from './bill-pdf.ts';
import { billsLetters } from './bills.letters.ts';
import { findBillOfClose, type StoredBill } from './bills-store.ts';
import { chooseDelivery } from './choose-delivery.ts';
import { makeBillsOfClose } from './jobs.ts';
import { makeSureOfBill } from './make-bill.ts';
import { createPaperRenderer, type PaperRenderer } from './paper-renderer.ts';

let world: World;
let charged: Subscriber;
let neighbour: Subscriber;
let renderer: PaperRenderer;
const closes = new Map<string, number>();
const client = { address: '127.0.0.1', userAgent: 'test' };

beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  neighbour = await createSubscriber(world);
  await closeCharged(world, charged);
  renderer = createPaperRenderer();
  const { rows } = await world.pool.query('select close_id, month from month_closes');
  for (const { close_id: closeId, month } of rows) closes.set(month.slice(0, 7), closeId);
  // Closed by the test's own hand: cut as a close is.
  await world.pool.query(
    `insert into month_close_ranges (close_id, range_no, first_account_id, last_account_id, done_at)
     select c.close_id, part, part * 1000, part * 1000 + 999, now()
     from month_closes c, generate_series(0, 3) part on conflict do nothing`,
  );
});
afterAll(async () => {
  await renderer.stop();
  await world.stop();
});

const closeOf = (month: string): number => closes.get(month) ?? -1;
const context = () => ({ signal: new AbortController().signal, log: world.deps.log });
const make = (month: string, changes: Partial<typeof world.deps> = {}) =>
  makeBillsOfClose({ ...world.deps, ...changes }, closeOf(month), context());
const billOf = async (month: string): Promise<StoredBill> => {
  const key = { personalAccountId: charged.personalAccountId, closeId: closeOf(month) };
  const bill = await findBillOfClose(world.db, key);
  if (!bill) throw new Error(`no bill of ${month}`);
  return bill;
};
const draw = (bill: StoredBill, config = world.deps.config) =>
  getBillPdf({ ...world.deps, config, renderer }, bill, {
    siteUrl: config.url,
    charset: 'utf-8',
  });

test('a bill made with all others says the same to the letter as one made on demand', async () => {
  for (const month of ['2025-08', '2026-02', '2026-05', '2026-06']) {
    await make(month);
    const { data } = await billOf(month);
    // On demand, of the same close: as if nobody had made it before.
    await world.pool.query('alter table bills disable trigger bills_not_deleted');
    await world.pool.query('delete from bills where close_id = $1', [closeOf(month)]);
    await world.pool.query('alter table bills enable trigger bills_not_deleted');
    const place = {
      personalAccountId: charged.personalAccountId,
      month: `${month}-01`,
      holderSince: '2014-05-01',
    };
    const outcome = await makeSureOfBill(world.deps, system('test'), place);
    if (!outcome.ok) throw new Error(outcome.code);
    const { verifyCode } = outcome.bill;
    expect({ ...data, verifyCode }).toEqual({ ...outcome.bill.data, verifyCode });
  }
});

test('made twice they are made once; stopped before its end it goes on', async () => {
  const stopped = new AbortController();
  stopped.abort();
  const interrupted = makeBillsOfClose(world.deps, closeOf('2026-09'), {
    signal: stopped.signal,
    log: world.deps.log,
  });
  await expect(interrupted).rejects.toThrow('interrupted');
  await Promise.all([make('2026-09'), make('2026-09')]);
  const first = await billOf('2026-09');
  await make('2026-09');
  const { rows } = await world.pool.query(
    `select count(*)::int as bills, (select count(*)::int from bill_ranges
       where close_id = $1 and frozen_at is null) as left from bills where close_id = $1`,
    [closeOf('2026-09')],
  );
  expect(rows[0]).toEqual({ bills: 1, left: 0 });
  expect((await billOf('2026-09')).verifyCode).toBe(first.verifyCode);
});

test('drawn ahead they wait in the database, and are given out as they are', async () => {
  const config = readConfig({ OCHAG_BILLS: 'ahead' });
  await make('2026-09', { config });
  const bill = await billOf('2026-09');
  expect(bill.pdf?.store).toBe('database');
  const pdf = await draw(bill);
  expect(pdf.length).toBe(bill.pdf?.bytes);
  expect((await readPdf(pdf)).text).toContain('Квитанция за газ, сентябрь');
});

test('in a folder they lie under their hash, and one that was changed is not given out', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ochag-vault-'));
  const config = readConfig({ OCHAG_BILL_STORE: `folder:${folder}` });
  await make('2026-07');
  const pdf = await draw(await billOf('2026-07'), config);
  const bill = await billOf('2026-07');
  expect(bill.pdf).toMatchObject({ store: 'folder', bytes: pdf.length });
  const { rows } = await world.pool.query('select pdf from bills where close_id = $1', [
    closeOf('2026-07'),
  ]);
  expect(rows[0].pdf).toBeNull();
  expect((await draw(bill, config)).equals(pdf)).toBe(true);
  const hash = bill.pdf?.sha256 ?? '';
  const files = await readdir(join(folder, '2026-07', hash.slice(0, 2)));
  expect(files).toEqual([`${hash}.pdf`]);
  // Another store is configured since: whoever looks is told so, never drawn another paper.
  await expect(draw(bill)).rejects.toThrow('OCHAG_BILL_STORE');
  await writeFile(join(folder, '2026-07', hash.slice(0, 2), `${hash}.pdf`), 'other');
  await expect(draw(bill, config)).rejects.toThrow('not what it was');
});

test('whoever refused paper gets a letter with the bill, once, so many a minute', async () => {
  const wish = { way: 'email_pdf', isAgreed: true, client, requestId: 'r' } as const;
  const { userId, personalAccountId } = charged;
  const chosen = await chooseDelivery(world.deps, resident(userId), { personalAccountId }, wish);
  expect(chosen.ok).toBe(true);
  await make('2026-10');
  await make('2026-10');
  const waiting = () =>
    world.pool
      .query('select way from bill_letters where queued_at is null')
      .then(({ rows }) => rows);
  expect(await waiting()).toEqual([{ way: 'email_pdf' }]);
  const queue = (limit: number) =>
    world.db.transaction().execute((tx) => queueBillLetters({ ...world.deps, db: tx }, limit));
  expect(await queue(0)).toBe(0);
  expect(await queue(5)).toBe(1);
  expect(await queue(5)).toBe(0);
  const { rows } = await world.pool.query(`select data from letters where kind = 'bill'`);
  expect(rows.map(({ data }) => data.way)).toEqual(['email_pdf']);
  expect(neighbour.personalAccountId).not.toBe(personalAccountId);
});

test('a letter that is late finds nobody who has left', async () => {
  const { rows } = await world.pool.query(`select * from letters where kind = 'bill'`);
  const letter = {
    letterId: rows[0].letter_id,
    kind: 'bill',
    to: rows[0].to_address,
    userId: charged.userId,
    data: rows[0].data,
    createdAt: rows[0].created_at,
  };
  const render = () => billsLetters.bill?.({ ...world.deps, url: 'https://lk.example.ru' }, letter);
  expect((await render())?.subject).toContain('октябрь');
  await world.pool.query(
    `update personal_account_links set ended_at = now() where personal_account_id = $1`,
    [charged.personalAccountId],
  );
  expect(await render()).toBeNull();
});
