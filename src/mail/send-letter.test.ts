import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/main.ts';
import { readConfig } from '#src/config.ts';
import { startWorker, type Worker } from '#src/jobs/worker.ts';
import { readSupplierProfile, type SupplierProfile } from '#src/supplier/profile.ts';
import { captureLog } from '#test/captured-log.ts';
import { openScratchDatabase } from '#test/scratch-database.ts';
import type { LetterRenderers } from './letter-types.ts';
import { queueLetter } from './letters.ts';
import { requeueLetters } from './requeue-letters.ts';
import { createSendLetter } from './send-letter.ts';
import { createMailTransport, type MailTransport } from './transport.ts';

const now = new Date('2026-12-12T08:00:00Z');
const to = 'anna+gas@example.ru';

const renderers: LetterRenderers = {
  activation: async ({ url }, { data }) => ({
    subject: 'Подтвердите регистрацию',
    paragraphs: ['Здравствуйте, Анна!'],
    action: { label: 'Активировать', href: `${url}/activate/t${data.registrationId}` },
    afterword: ['Ссылка действует 24 часа.'],
  }),
  pointless: async () => null,
  sly: async () => ({
    subject: 'Тема\r\nBcc: thief@example.ru\r\n\r\nтекст',
    paragraphs: ['<script>alert(1)</script>'],
  }),
};

let database: Awaited<ReturnType<typeof openScratchDatabase>>;
let sandbox: Sandbox;
let transport: MailTransport;
let supplier: SupplierProfile;
let worker: Worker | null = null;
let journal = captureLog();

beforeAll(async () => {
  database = await openScratchDatabase();
  sandbox = await startSandbox({ port: 0, smtpPort: 0 });
  supplier = await readSupplierProfile(null);
});
afterAll(async () => {
  await sandbox.stop();
  await database.stop();
});
beforeEach(async () => {
  journal = captureLog();
  transport = createMailTransport({ smtpUrl: sandbox.smtpUrl, timeoutMs: 500 });
  await fetch(`${sandbox.url}/mail/messages`, { method: 'DELETE' });
  await database.pool.query('delete from letters; delete from graphile_worker._private_jobs');
});
afterEach(async () => {
  await worker?.stop();
  worker = null;
  transport.close();
  expect(journal.text()).not.toContain(to);
});

async function work(changes: Partial<Parameters<typeof createSendLetter>[0]> = {}) {
  const deps = {
    db: database.db,
    clock: { now: () => now },
    supplier,
    config: readConfig({}),
    url: 'https://lk.example.ru',
    renderers,
    transport,
    from: 'lk@gazsnab.example',
    ...changes,
  };
  const tasks = { send_letter: createSendLetter(deps) };
  worker = await startWorker({ pool: database.pool, log: journal.log, tasks });
}

const queue = (kind: string, recipient = to) =>
  database.db
    .transaction()
    .execute((tx) => queueLetter(tx, { kind, to: recipient, data: { registrationId: 5 } }, now));

type Message = Record<'id' | 'to' | 'from' | 'subject' | 'date' | 'text' | 'html', string> & {
  links: string[];
};
async function messages(query = ''): Promise<Message[]> {
  const answer = await fetch(`${sandbox.url}/mail/messages.json${query}`);
  return (await answer.json()) as Message[];
}
const source = async (id: string | undefined) =>
  (await fetch(`${sandbox.url}/mail/${id}/source`)).text();
const next = (order: object) =>
  fetch(`${sandbox.url}/control/mail`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });

const letterRows = async () =>
  (await database.pool.query('select * from letters order by letter_id')).rows;
const arrived = (count: number) =>
  vi.waitFor(async () => expect(await messages()).toHaveLength(count), {
    timeout: 10_000,
    interval: 50,
  });
const settled = (state: string) =>
  vi.waitFor(async () => expect((await letterRows())[0]?.state).toBe(state), { timeout: 10_000 });

test('a letter is sent once, with text, HTML and every header', async () => {
  await work();
  await queue('activation');
  await arrived(1);
  await settled('sent');
  const [message] = await messages(`?to=${to}`);
  expect(message).toMatchObject({
    to,
    from: '"Газпром межрегионгаз Калининград" <lk@gazsnab.example>',
    subject: 'Подтвердите регистрацию',
    date: now.toISOString(),
    links: ['https://lk.example.ru/activate/t5'],
  });
  expect(message?.text).toContain('Активировать:\nhttps://lk.example.ru/activate/t5\n');
  expect(message?.html).toContain('href="https://lk.example.ru/activate/t5"');
  const [row] = await letterRows();
  const raw = await source(message?.id);
  expect(raw).toContain(`Return-Path: <bounce+${row.letter_id}@gazsnab.example>`);
  expect(raw).toMatch(/^Reply-To: .*abonent@gazsnab\.example/ms);
  expect(raw).toMatch(
    new RegExp(`^Message-ID: <letter-${row.letter_id}\\.\\w+@gazsnab.example>`, 'm'),
  );
  expect(raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  expect(raw).toMatch(/^X-Auto-Response-Suppress: All\r$/m);
  expect(raw).toMatch(/^Date: Sat, 12 Dec 2026 08:00:00 \+0000\r$/m);
  expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
  expect(raw.indexOf('text/plain')).toBeLessThan(raw.indexOf('text/html'));
  expect(row).toMatchObject({ attempts: 1, last_error: null, sent_at: now });
  await sleep(300);
  expect(await messages()).toHaveLength(1);
});

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

test('nothing typed by a person can add a header or a recipient', async () => {
  await work({ supplier: { ...supplier, name: 'Газ\r\nBcc: thief@example.ru' } });
  await queue('sly');
  await arrived(1);
  const [message] = await messages();
  expect(message?.to).toBe(to);
  expect(message?.subject).toBe('Тема Bcc: thief@example.ru текст');
  expect(message?.html).not.toContain('<script>');
  const [headers = ''] = (await source(message?.id)).split('\r\n\r\n');
  expect(headers).toMatch(/^Subject: /m);
  expect(headers).not.toMatch(/^Bcc:/im);
});

test.each([
  'anna@example.ru\r\nBcc: thief@example.ru',
  'anna@example.ru, thief@example.ru',
  'Анна <thief@example.ru>',
  'anna@example.ru thief@example.ru',
  'anna',
])('what is not one plain address is never given to the mail server: %j', async (address) => {
  await work();
  await queue('activation', address);
  await settled('failed');
  expect((await letterRows())[0].last_error).toBe('not an address');
  expect(await messages()).toHaveLength(0);
});

test('a letter that has become pointless is not sent', async () => {
  await work();
  await queue('pointless');
  await settled('failed');
  expect(await messages()).toHaveLength(0);
});

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
