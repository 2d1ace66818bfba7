import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '#sandbox/main.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, smtpPort: 0 });
});
afterAll(() => sandbox.stop());
beforeEach(() => fetch(`${sandbox.url}/mail/messages`, { method: 'DELETE' }));

const page = async (path: string) => {
  const answer = await fetch(sandbox.url + path);
  return {
    status: answer.status,
    policy: answer.headers.get('content-security-policy'),
    text: await answer.text(),
  };
};
const letters = async (query = '') => JSON.parse((await page(`/mail/messages.json${query}`)).text);

async function send(to: string, subject: string) {
  const transport = createTransport(sandbox.smtpUrl);
  await transport.sendMail({
    from: 'lk@gazsnab.example',
    to,
    subject,
    text: 'Ссылка: https://lk.example.ru/activate/abc.\nИ https://lk.example.ru/help?a=1&b=2',
    html:
      '<script>alert(1)</script>' +
      '<p><a href="https://lk.example.ru/help?a=1&amp;b=2">Помощь</a></p>',
  });
}

test('programs read letters oldest first, of one recipient in any case', async () => {
  await send('Anna@example.ru', 'первое');
  await send('boris@example.ru', 'чужое');
  await send('anna@example.ru', 'второе');
  const anna = await letters('?to=anna@example.ru');
  expect(anna.map((letter: { subject: string }) => letter.subject)).toEqual(['первое', 'второе']);
  expect(Object.keys(anna[0])).toEqual([
    'id',
    'to',
    'from',
    'subject',
    'date',
    'text',
    'html',
    'links',
  ]);
  expect(anna[0].links).toEqual([
    'https://lk.example.ru/activate/abc',
    'https://lk.example.ru/help?a=1&b=2',
  ]);
  expect(await letters()).toHaveLength(3);
});

test('a plus in an address works written as it is', async () => {
  await send('anna+gas@example.ru', 'плюс');
  expect(await letters('?to=anna+gas@example.ru')).toHaveLength(1);
  expect(await letters('?to=anna%2Bgas@example.ru')).toHaveLength(1);
});

test('people see the newest letter first, find by a part of the address, and open it', async () => {
  await send('anna@example.ru', 'первое');
  await send('anna@example.ru', 'второе');
  const list = await page('/mail?to=ANNA');
  expect(list.text.indexOf('второе')).toBeLessThan(list.text.indexOf('первое'));
  expect((await page('/mail?to=nobody')).text).toContain('писем нет');
  const [{ id }] = await letters();
  const letter = await page(`/mail/${id}`);
  expect(letter.text).toContain(`src="/mail/${id}/body"`);
  expect(letter.text).toContain('Return-Path');
});

test('a letter is shown where none of its scripts can run', async () => {
  await send('anna@example.ru', 'скрипт');
  const [{ id }] = await letters();
  expect((await page(`/mail/${id}`)).text).not.toContain('<script>');
  const body = await page(`/mail/${id}/body`);
  expect(body.policy).toContain("default-src 'none'");
  expect(body.policy).toContain('sandbox allow-popups');
  expect(body.policy).not.toContain('allow-scripts');
});

test('only known faults are taken, by curl too', async () => {
  const order = (body: string, type: string) =>
    fetch(`${sandbox.url}/control/mail`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
  expect((await order('{"next":"explode"}', 'application/json')).status).toBe(400);
  expect(
    (await order('{"next":"reject","to":"anna@example.ru"}', 'application/x-www-form-urlencoded'))
      .status,
  ).toBe(200);
  await send('boris@example.ru', 'дошло');
  await expect(send('anna@example.ru', 'нет')).rejects.toThrow('rejected');
  await send('anna@example.ru', 'теперь да');
  expect(await letters()).toHaveLength(2);
});

test('what is not there is said to be not there', async () => {
  for (const path of ['/mail/777', '/mail/777/body', '/mail/777/source', '/nothing']) {
    expect((await page(path)).status).toBe(404);
  }
  expect((await fetch(`${sandbox.url}/control/weather`, { method: 'POST' })).status).toBe(404);
});
