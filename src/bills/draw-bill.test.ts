import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleBill } from '#test/bill-example.ts';
import { readByMachine } from '#test/machine-readers.ts';
import { type ReadPdf, readPdf, readQr, readQrs } from '#test/read-pdf.ts';
import type { BillData } from './bill-data.ts';
import { billQr } from './bill-qr.ts';
import { BILL_BYTES_MOST, drawBill } from './draw-bill.ts';
import { createPaperRenderer, type PaperRenderer } from './paper-renderer.ts';

let renderer: PaperRenderer;
beforeAll(() => {
  renderer = createPaperRenderer();
});
afterAll(() => renderer.stop());

const sha256 = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';
const draw = (data: BillData, charset: 'utf-8' | 'windows-1251' = 'utf-8') =>
  drawBill(renderer, { data, sha256 }, { siteUrl: 'https://lk.example.ru', charset });

const fieldsOf = (bytes: Uint8Array | null, charset = 'utf-8') =>
  new Map(
    new TextDecoder(charset)
      .decode(bytes ?? new Uint8Array())
      .split('|')
      .slice(1)
      .map((field) => field.split('=', 2) as [string, string]),
  );

test('an ordinary bill is one page of tagged Russian, light enough for a bad signal', async () => {
  const pdf = await draw(exampleBill());
  expect(pdf.length).toBeLessThanOrEqual(BILL_BYTES_MOST);
  const paper: ReadPdf = await readPdf(pdf);
  expect(paper.pages).toBe(1);
  expect(paper.isTagged).toBe(true);
  expect(paper.language).toBe('ru');
  expect(paper.title).toBe('Квитанция за газ, октябрь\u00a02026');
  expect(paper.roles).toContain('H1');
  expect(paper.roles.filter((role) => role === 'H2').length).toBeGreaterThanOrEqual(5);
  expect(paper.roles).toContain('TH');
  expect(paper.roles).toContain('Figure');
  expect(pdf.toString('latin1')).toContain('<pdfuaid:part>1</pdfuaid:part>');
});

test('every section of the exemplary form is there, in words that extract as they are written', async () => {
  const { text } = await readPdf(await draw(exampleBill()));
  for (const said of [
    // Who is paid, by whom, for what.
    'ООО «Газснаб Пример»',
    '3906000005',
    '390601001',
    '40702810700000012345',
    '044030653',
    '30101810500000000653',
    'Сергеева Анна Викторовна',
    'г. Калининград, ул. Ольховая, д. 14',
    '390 014 587 201',
    '39КР145872',
    '3 человека',
    '96,4 м²',
    // How much, until when.
    '894,12 ₽',
    '16 ноября 2026',
    // The calculation: volume, coefficient, price; recalculation and penalties apart.
    '109,08',
    '1,01',
    '9,624',
    '1 049,79',
    'Перерасчёт за июль 2026',
    '−158,79',
    'Пени',
    // The meter.
    '№ 30412876',
    '8 534 на 21.09.2026',
    '8 642 на 21.10.2026',
    '15.01.2027',
    // Whom to ask.
    '104 или 112',
    '8 800 000-00-39',
    '472905',
    'lk.example.ru/verify/7K3F9-QXM2A-DW54T-ZB8HE',
  ]) {
    expect(text).toContain(said);
  }
});

test('the code is read from the page as printed, and its sum is the printed one', async () => {
  const pdf = await draw(exampleBill());
  const code = await readQr(pdf);
  expect(new TextDecoder().decode(code?.slice(0, 8))).toBe('ST00012|');
  const fields = fieldsOf(code);
  expect(fields.get('Sum')).toBe('89412');
  expect(fields.get('PersonalAcc')).toBe('40702810700000012345');
  expect(fields.get('Purpose')).toBe('Оплата за газ л/с 390014587201 за 10.2026');
  expect(fields.get('LastName')).toBe('Сергеева');
  expect((await readPdf(pdf)).text).toContain('К оплате 894,12 ₽');
});

test('the code in windows-1251 is read as well', async () => {
  const code = await readQr(await draw(exampleBill(), 'windows-1251'));
  expect(new TextDecoder().decode(code?.slice(0, 8))).toBe('ST00011|');
  expect(fieldsOf(code, 'windows-1251').get('LastName')).toBe('Сергеева');
});

test.each(['utf-8', 'windows-1251'] as const)(
  'every reader at hand finds the very bytes of the code in a picture of the page: %s',
  async (charset) => {
    const data = exampleBill();
    const made = billQr(data, charset);
    if (!made.ok) throw new Error(made.code);
    const pdf = await draw(data, charset);
    const { text, code } = await readByMachine(pdf);
    const codes = [await readQr(pdf), ...(code ? [code] : [])];
    for (const found of codes) {
      expect(Buffer.from(found ?? []).equals(Buffer.from(made.bytes))).toBe(true);
    }
    const texts = [(await readPdf(pdf)).text, ...(text ? [text.replace(/\s+/g, ' ')] : [])];
    for (const found of texts) {
      expect(found).toContain('894,12 ₽');
      expect(found).toContain('Сергеева Анна Викторовна');
    }
  },
);

test.each([
  ['nothing is owed', 0, 'Платить не нужно'],
  ['there is an advance', -50_000, 'у вас аванс'],
])('when %s there is no code and a sentence says so', async (_, closingKopecks, said) => {
  const pdf = await draw(exampleBill({ closingKopecks, closingPenaltyKopecks: 0 }));
  const { text } = await readPdf(pdf);
  expect(text).toContain(said);
  expect(text).toContain('кода для оплаты нет');
  expect(await readQr(pdf)).toBeNull();
});

test('the same data makes the same bytes', async () => {
  expect((await draw(exampleBill())).equals(await draw(exampleBill()))).toBe(true);
});

test('a name of 160 letters, 14 lines and four meters go on to a second page, whole', async () => {
  const { charges, meters, subscriber } = exampleBill();
  const [charge] = charges;
  const [meter] = meters;
  if (!charge || !meter) throw new Error('the example has both');
  const lastName = 'Константинопольская-'.repeat(8);
  const pdf = await draw(
    exampleBill({
      subscriber: { ...subscriber, lastName },
      charges: Array.from({ length: 14 }, () => charge),
      meters: ['1', '2', '3', '4'].map((n) => ({ ...meter, serialNumber: `3041287${n}` })),
    }),
  );
  const { pages, text } = await readPdf(pdf);
  expect(pages).toBe(2);
  expect(text.split('Газ: отопление').length - 1).toBe(14);
  for (const n of ['1', '2', '3', '4']) expect(text).toContain(`№ 3041287${n}`);
  expect(text.replaceAll(' ', '')).toContain(lastName);
  expect((await readQr(pdf)) === null).toBe(false);
});

test('of many bills drawn at once each has its own code and its own sum', async () => {
  const sums = Array.from({ length: 12 }, (_, at) => 10_000 + at * 7_919);
  await Promise.all(
    sums.map(async (closingKopecks) => {
      const pdf = await draw(exampleBill({ closingKopecks, closingPenaltyKopecks: 0 }));
      expect(fieldsOf(await readQr(pdf)).get('Sum')).toBe(String(closingKopecks));
    }),
  );
});

test('what breaks the drawing is thrown, and the next paper is drawn all the same', async () => {
  await expect(renderer.render('no-such.typ', {})).rejects.toThrow(/typst/);
  expect((await draw(exampleBill())).length).toBeGreaterThan(10_000);
});

const sbpLink =
  'https://qr.nspk.ru/AS100001ORTF4GAF80KPJ53K186D9A3G?type=01&bank=100000000007&crc=0C8A';

test('an account with a link of СБП has it as a second code, on the same page', async () => {
  const pdf = await draw(exampleBill({ sbpLink }));
  const codes = (await readQrs(pdf)).map((bytes) => new TextDecoder().decode(bytes));
  expect(codes).toHaveLength(2);
  expect(codes).toContain(sbpLink);
  expect(codes.some((code) => code.startsWith('ST00012|'))).toBe(true);
  const { pages, text } = await readPdf(pdf);
  expect(pages).toBe(1);
  expect(text).toContain('наведите камеру телефона и впишите сумму');
  // Nothing to pay: nothing to pay by.
  const settled = { paidKopecks: 131_412, closingKopecks: 0, closingPenaltyKopecks: 0 };
  expect(await readQrs(await draw(exampleBill({ ...settled, sbpLink })))).toEqual([]);
});
