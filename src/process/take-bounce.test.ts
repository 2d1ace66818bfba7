import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { letterMark } from '#src/mail/compose-letter.ts';
import { insertLetter, noteLetterOutcome } from '#src/mail/letters-store.ts';
import { createTestDatabase, type TestDatabase } from '#test/database.ts';
import { takeBounce } from './take-bounce.ts';

const now = new Date('2026-12-12T08:00:00Z');
let database: TestDatabase;
let out: string[] = [];
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(() => {
  out = [];
  vi.stubEnv('DATABASE_URL', database.url);
  vi.stubEnv('OCHAG_LOG', 'silent');
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  }
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function sentLetter() {
  const letter = { kind: 'password_changed', to: 'anna@example.ru', userId: 1 };
  const letterId = await insertLetter(database.db, letter, now);
  await noteLetterOutcome(database.db, { letterId, state: 'sent', error: null, now });
  const mark = letterMark({ letterId, kind: letter.kind, to: letter.to, createdAt: now });
  const report = [
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.net',
    '',
    'Action: failed',
    'Status: 5.1.1',
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${mark}@example.ru>`,
    '',
    '--b--',
  ].join('\n');
  return { letterId, report };
}

test('a report that a mail server pipes in is noted, and the exit code lets it go', async () => {
  const { letterId, report } = await sentLetter();
  // As a pipe brings it: in pieces.
  const input = Readable.from([report.slice(0, 50), report.slice(50)]);
  expect(await takeBounce(`bounce+${letterId}@example.ru`, input)).toBe(0);
  expect(out.join('')).toBe(`letter ${letterId} bounced\n`);
  const { state } = await database.db
    .selectFrom('letters')
    .select('state')
    .where('letter_id', '=', letterId)
    .executeTakeFirstOrThrow();
  expect(state).toBe('failed');
});

test('what is no report of ours is dropped with success, however long it is', async () => {
  const endless = Readable.from(Array.from({ length: 40 }, () => 'я'.repeat(50_000)));
  expect(await takeBounce('bounce+1@example.ru', endless)).toBe(0);
  expect(out.join('')).toBe('not_a_report\n');
});

test('while the database is away the mail server is asked to bring the report again', async () => {
  vi.stubEnv('DATABASE_URL', 'postgres://nobody@127.0.0.1:1/nothing');
  const { letterId, report } = await sentLetter();
  const code = await takeBounce(`bounce+${letterId}@example.ru`, Readable.from([report]));
  expect(code).toBe(75);
  expect(out.join('')).toContain('try again');
  expect(out.join('')).not.toContain('anna@example.ru');
});
