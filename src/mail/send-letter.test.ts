import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/main.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { keepLetterRoom, now, to } from '#test/letter-room.ts';

let sandbox: Sandbox;
let supplier: SupplierProfile;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: 0 });
});
afterAll(() => sandbox.stop());

const { room, work, queue, letterRows, settled, messages, source, arrived } = keepLetterRoom(
  () => sandbox,
);
beforeEach(() => {
  supplier = room.supplier;
});

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
