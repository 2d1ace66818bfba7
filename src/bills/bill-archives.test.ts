import JSZip from 'jszip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiCaller } from '#test/api-caller.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { downloadBy } from '#test/download.ts';
import { startWorld, type World } from '#test/harness.ts';
import type { Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

let world: World;
let charged: Subscriber;
let visitor: Visitor;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  await closeCharged(world, charged);
  visitor = world.visitor();
  await charged.signIn(visitor);
});
afterAll(() => world.stop());

const addressOf = (month: string) => `/accounts/${charged.accountNumber}/bills/${month}.pdf`;
const download = (address: string) => downloadBy(visitor, world.url, address);

test('several months come as one archive, each the same as by itself; a program has them too', async () => {
  const page = await visitor.get(`/accounts/${charged.accountNumber}/charges?year=2026`);
  const boxes = page.$('#several input[type=checkbox]');
  expect(boxes.length).toBe(10);
  expect(page.$('#several form').attr('method')).toBe('get');
  const archive = `/accounts/${charged.accountNumber}/bills.zip`;
  const query = '?month=2026-10&month=2026-09&month=2026-11&month=2025-01&month=x&month=2026-10';
  const { status, headers, pdf: zip } = await download(archive + query);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/zip');
  const { files } = await JSZip.loadAsync(zip, { checkCRC32: true });
  const nameOf = (month: string) => `kvitanciya-${charged.accountNumber}-${month}.pdf`;
  expect(Object.keys(files)).toEqual([nameOf('2026-09'), nameOf('2026-10')]);
  const alone = await download(addressOf('2026-09'));
  const packed = await files[nameOf('2026-09')]?.async('nodebuffer');
  expect(packed?.equals(alone.pdf)).toBe(true);
  const api = createApiCaller(world, await charged.createToken());
  const { body } = await api.get<Record<string, unknown>>(
    `/accounts/${charged.accountNumber}/bills/2026-09`,
  );
  expect(Buffer.from(String(body.pdfBase64), 'base64').equals(alone.pdf)).toBe(true);
  const verified = await world.visitor().get(String(body.verifyPath));
  expect(verified.$('main').text()).toContain(String(body.sha256));
});

test.each([
  ['?month=2026-11&month=2020-01', 404, 'квитанций нет'],
  [
    `?${Array.from({ length: 37 }, (_, n) => `month=${1990 + n}-01`).join('&')}`,
    422,
    'не больше 36',
  ],
])(
  'an archive of months without bills, or of too many, is refused in words: %s',
  async (query, status, said) => {
    const page = await visitor.get(`/accounts/${charged.accountNumber}/bills.zip${query}`);
    expect(page.status).toBe(status);
    expect(page.$('main').text()).toContain(said);
  },
);

test('an archive of nothing leads back to its boxes, none of them ticked, and says what is wrong', async () => {
  const list = await visitor.get(`/accounts/${charged.accountNumber}/charges?year=2025`);
  const year = list.$('#several input[name=year]').val();
  const sent = await visitor.get(`/accounts/${charged.accountNumber}/bills.zip?year=${year}`);
  expect(sent.status).toBe(303);
  const page = await visitor.follow(sent);
  expect(page.status).toBe(422);
  expect(page.$('title').first().text()).toMatch(/^Ошибка: /);
  const link = page.$('.ds-error-summary a');
  expect(link.text()).toBe('Отметьте хотя бы один месяц');
  const box = page.$(link.attr('href') ?? '');
  expect(box.val()).toMatch(/^2025-/);
  expect(page.$('#several details').attr('open')).toBeDefined();
  expect(page.$('#several input[checked]')).toHaveLength(0);
});
