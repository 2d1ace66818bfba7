import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/main.ts';
import { keepLetterRoom } from '#test/letter-room.ts';
import { requeueLetters } from './requeue-letters.ts';
import type { MailTransport } from './transport.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: 0 });
});
afterAll(() => sandbox.stop());

const { room, queue, letterRows, settled, messages, source, next, arrived, ...sending } =
  keepLetterRoom(() => sandbox);
let { database, journal, transport, worker } = room;
beforeEach(() => {
  ({ database, journal, transport } = room);
});

async function work(...changes: Parameters<typeof sending.work>) {
  await sending.work(...changes);
  worker = room.worker;
}

test('a letter put off by the server is sent later', async () => {
  await next({ next: 'defer' });
  await work();
  await queue('activation');
  await vi.waitFor(async () =>
    expect((await letterRows())[0]).toMatchObject({
      state: 'queued',
      attempts: 1,
      last_error: 'refused: 451 to RCPT TO',
    }),
  );
  await arrived(1);
  await settled('sent');
}, 15_000);

test('a letter to a server that falls silent is sent later', async () => {
  await next({ next: 'hang' });
  await work();
  await queue('activation');
  await arrived(1);
  await settled('sent');
  expect((await letterRows())[0].attempts).toBe(2);
}, 15_000);

test('an address that the server refuses for good is marked failed and left alone', async () => {
  await next({ next: 'reject' });
  await work();
  await queue('activation');
  await settled('failed');
  expect((await letterRows())[0]).toMatchObject({ last_error: 'refused: 550 to RCPT TO' });
  // The queue removes the job a moment after the job has noted its outcome.
  await vi.waitFor(async () => {
    const jobs = await database.pool.query('select from graphile_worker.jobs');
    expect(jobs.rowCount).toBe(0);
  });
  expect(await requeueLetters({ db: database.db, log: journal.log })).toBe(0);
});

test('letters outlive a mail server that is away longer than their jobs', async () => {
  const smtpPort = Number(new URL(sandbox.smtpUrl).port);
  await sandbox.stop();
  await work();
  for (let letter = 0; letter < 5; letter += 1) await queue('activation', `a${letter}@example.ru`);
  await vi.waitFor(async () => {
    const rows = await letterRows();
    expect(rows.every((row) => row.last_error?.startsWith('unreachable'))).toBe(true);
  });
  // An hour of it: no tries are left, and somebody has deleted a job besides.
  await database.pool.query(
    `update graphile_worker._private_jobs set attempts = max_attempts where locked_at is null;
     delete from graphile_worker._private_jobs
       where id = (select min(id) from graphile_worker._private_jobs)`,
  );
  sandbox = await startSandbox({ port: 0, smtpPort });
  expect(await requeueLetters({ db: database.db, log: journal.log })).toBe(5);
  await arrived(5);
  await vi.waitFor(async () => {
    expect((await letterRows()).every((row) => row.state === 'sent')).toBe(true);
  });
  expect(await requeueLetters({ db: database.db, log: journal.log })).toBe(0);
}, 15_000);

test('a letter sent again after a crash carries the same Message-ID', async () => {
  let isFirst = true;
  const dying: MailTransport = {
    ...transport,
    async send(message, signal) {
      await transport.send(message, signal);
      if (isFirst) {
        isFirst = false;
        throw new Error('killed between sending and noting');
      }
    },
  };
  await work({ transport: dying });
  await queue('activation');
  await arrived(2);
  const ids = await Promise.all(
    (await messages()).map(async ({ id }) => /^Message-ID: (.*)\r$/m.exec(await source(id))?.[1]),
  );
  expect(ids[0]).toMatch(/^<letter-/);
  expect(ids[1]).toBe(ids[0]);
  await settled('sent');
}, 15_000);

test('a letter that no feature knows waits, and is given up after three days', async () => {
  const { db, pool } = database;
  await queue('from the future');
  await work();
  await vi.waitFor(async () =>
    expect((await letterRows())[0]).toMatchObject({ state: 'queued', attempts: 1 }),
  );
  await worker?.stop();
  await pool.query(`update letters set created_at = created_at - interval '4 days'`);
  await pool.query('update graphile_worker._private_jobs set attempts = max_attempts');
  expect(await requeueLetters({ db, log: journal.log })).toBe(0);
  await pool.query(`alter table graphile_worker._private_jobs disable trigger user`);
  await pool.query(
    `update graphile_worker._private_jobs set updated_at = now() - interval '1 hour'`,
  );
  await pool.query(`alter table graphile_worker._private_jobs enable trigger user`);
  expect(await requeueLetters({ db, log: journal.log })).toBe(1);
  await work();
  await settled('failed');
});
