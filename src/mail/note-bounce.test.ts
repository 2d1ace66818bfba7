import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openScratchDatabase } from '#test/scratch-database.ts';
import { letterMark } from './compose-letter.ts';
import { findLetterTrouble, isMailAway } from './letter-troubles.ts';
import { insertLetter, noteLetterOutcome } from './letters-store.ts';
import { noteBounce } from './note-bounce.ts';

const now = new Date('2026-12-12T08:00:00Z');
const to = 'anna@example.ru';
const userId = 7;
let database: Awaited<ReturnType<typeof openScratchDatabase>>;
beforeAll(async () => {
  database = await openScratchDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  await database.pool.query('delete from letters');
});

const minutesLater = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

/** A letter that the mail server has taken, and what it is known by. */
async function sentLetter(createdAt = now) {
  const letter = { kind: 'reading_accepted', to, userId };
  const letterId = await insertLetter(database.db, letter, createdAt);
  await noteLetterOutcome(database.db, { letterId, state: 'sent', error: null, now: createdAt });
  return { letterId, mark: letterMark({ letterId, kind: letter.kind, to, createdAt }) };
}

type Report = { mark: string; action?: string; status?: string };

/** As Postfix writes it (RFC 3464). */
const reportOf = ({ mark, action = 'failed', status = '5.1.1' }: Report) =>
  Buffer.from(
    [
      'From: MAILER-DAEMON@mx.example.net',
      'To: bounce@gazsnab.example',
      'Subject: Undelivered Mail Returned to Sender',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain; charset=us-ascii',
      '',
      'Action: failed is said here in words, and counts for nothing.',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.net',
      '',
      `Final-Recipient: rfc822; ${to}`,
      `Action: ${action}`,
      `Status: ${status}`,
      'Diagnostic-Code: smtp; 550 5.1.1 no such user',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${mark}@gazsnab.example>`,
      'Subject: =?utf-8?B?0J/QvtC60LDQt9Cw0L3QuNC1?=',
      '',
      '--b--',
      '',
    ].join('\r\n'),
  );

const bounce = (letterId: number, report: Buffer) =>
  noteBounce(database, { recipient: `bounce+${letterId}@gazsnab.example`, report });

const trouble = (at = minutesLater(60)) => findLetterTrouble(database.db, { userId, to, now: at });

async function stateOf(letterId: number) {
  return database.db
    .selectFrom('letters')
    .select(['state', 'last_error'])
    .where('letter_id', '=', letterId)
    .executeTakeFirst();
}

test('a letter that comes back is no longer one that went well, and says why', async () => {
  const { letterId, mark } = await sentLetter();
  expect(await trouble()).toBeNull();
  const noted = await bounce(letterId, reportOf({ mark }));
  expect(noted).toEqual({ ok: true, letterId, state: 'bounced' });
  expect(await stateOf(letterId)).toEqual({ state: 'failed', last_error: 'bounced: 5.1.1' });
  expect(await trouble()).toEqual({ state: 'undelivered', reason: 'address', since: now });
  // The report is brought twice, as mail servers do.
  expect(await bounce(letterId, reportOf({ mark }))).toMatchObject({ ok: false });
});

test.each([
  ['failed', '5.2.2', { state: 'undelivered', reason: 'mailbox' }],
  ['failed', '5.7.1', { state: 'undelivered', reason: 'unknown' }],
  ['failed', 'nonsense', { state: 'undelivered', reason: 'unknown' }],
  ['delayed', '4.2.2', { state: 'delayed', reason: 'mailbox' }],
  ['delayed (for 4 hours)', '4.4.1', { state: 'delayed', reason: 'unknown' }],
])('%s %s is told as %o', async (action, status, told) => {
  const { letterId, mark } = await sentLetter();
  await bounce(letterId, reportOf({ mark, action, status }));
  expect(await trouble()).toMatchObject(told);
});

test('a delay that becomes a return is told as a return, and a later letter that goes well ends it', async () => {
  const { letterId, mark } = await sentLetter();
  await bounce(letterId, reportOf({ mark, action: 'delayed', status: '4.4.1' }));
  await bounce(letterId, reportOf({ mark }));
  expect(await trouble()).toMatchObject({ state: 'undelivered' });
  await sentLetter(minutesLater(30));
  expect(await trouble()).toBeNull();
});

test('a delay is over in five days: by then the letter has come, or come back', async () => {
  const { letterId, mark } = await sentLetter();
  await bounce(letterId, reportOf({ mark, action: 'delayed', status: '4.4.1' }));
  expect(await trouble(minutesLater(4 * 1440))).not.toBeNull();
  expect(await trouble(minutesLater(6 * 1440))).toBeNull();
});

test('nobody makes a letter undelivered by writing to our address of returns', async () => {
  const [mine, other] = [await sentLetter(), await sentLetter(minutesLater(1))];
  const forged = [
    reportOf({ mark: `letter-${mine.letterId}.0123456789abcdef` }),
    reportOf({ mark: other.mark }),
    reportOf({ mark: mine.mark, action: 'delivered', status: '2.0.0' }),
    Buffer.from(`Subject: В отпуске\r\n\r\nМеня нет. Action: failed\r\n<${mine.mark}@x>`),
    Buffer.from(''),
    Buffer.alloc(200_000, '--b\r\n'),
  ];
  for (const report of forged)
    expect(await bounce(mine.letterId, report)).toMatchObject({ ok: false });
  for (const recipient of ['bounce@x', 'bounce+1e9@x', 'bounce+99999999999999999@x', '', '🙂']) {
    const report = reportOf({ mark: mine.mark });
    expect(await noteBounce(database, { recipient, report })).toMatchObject({ ok: false });
  }
  expect(await stateOf(mine.letterId)).toEqual({ state: 'sent', last_error: null });
});

test('a letter on its way is no trouble; one that waits long, or was refused, is', async () => {
  const waiting = { kind: 'reading_accepted', to, userId };
  const letterId = await insertLetter(database.db, waiting, now);
  expect(await trouble(minutesLater(5))).toBeNull();
  expect(await trouble(minutesLater(11))).toMatchObject({ state: 'delayed' });
  const note = (state: 'queued' | 'failed', error: string) =>
    noteLetterOutcome(database.db, { letterId, state, error, now });
  await note('queued', 'unreachable: ECONNREFUSED CONN');
  expect(await trouble(minutesLater(1))).toMatchObject({ state: 'delayed' });
  expect(await isMailAway(database.db)).toBe(true);
  await note('failed', 'refused: 550 to RCPT TO');
  expect(await trouble(minutesLater(1))).toMatchObject({ state: 'undelivered', reason: 'address' });
  expect(await isMailAway(database.db)).toBe(false);
  const someoneElse = { userId: userId + 1, to, now };
  expect(await findLetterTrouble(database.db, someoneElse)).toBeNull();
  const newAddress = { userId, to: 'anna.new@example.ru', now };
  expect(await findLetterTrouble(database.db, newAddress)).toBeNull();
});

test('a letter that became pointless says nothing of the mailbox', async () => {
  const letter = { kind: 'password_reset', to, userId };
  const letterId = await insertLetter(database.db, letter, now);
  const error = 'not relevant any more';
  await noteLetterOutcome(database.db, { letterId, state: 'failed', error, now });
  expect(await trouble()).toBeNull();
});
