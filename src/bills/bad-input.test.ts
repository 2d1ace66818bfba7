import { afterAll, beforeAll, expect, test } from 'vitest';
import { addMonths } from '#src/plain-date.ts';
import { exampleBill } from '#test/bill-example.ts';
import { readPdf, readQr } from '#test/read-pdf.ts';
import type { BillCharge, BillData } from './bill-data.ts';
import { drawBill } from './draw-bill.ts';
import { createPaperRenderer, type PaperRenderer } from './paper-renderer.ts';

// What a register, a profile or an odd month may bring: a right paper, or words in the place of a code.
let renderer: PaperRenderer;
beforeAll(() => {
  renderer = createPaperRenderer();
});
afterAll(() => renderer.stop());

const sha256 = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';
type Charset = 'utf-8' | 'windows-1251';
const draw = (data: BillData, charset: Charset = 'utf-8') =>
  drawBill(renderer, { data, sha256 }, { siteUrl: 'https://lk.example.ru', charset });

async function fieldsOf(pdf: Buffer, charset: Charset = 'utf-8'): Promise<Map<string, string>> {
  const code = new TextDecoder(charset).decode((await readQr(pdf)) ?? new Uint8Array());
  const fields = code.split('|').slice(1);
  return new Map(fields.map((field) => field.split('=', 2) as [string, string]));
}

/** As it was written: without the places where a line may end inside a word. */
const plain = (text: string): string => text.replaceAll(/[\s\u200b]/g, '');

const { charges, meters, subscriber, supplier } = exampleBill();
const [charge] = charges;
const [meter] = meters;
if (!charge || !meter) throw new Error('the example has both');

const longAddress = `Калининградская область, ${'Гурьевский муниципальный округ, '.repeat(7)}п. Большое Исаково, ул. Калининградская, д. 145, корп. 3, кв. 1204`;

test.each(['utf-8', 'windows-1251'] as const)(
  'all that is too long at once makes a whole paper whose code is read: %s',
  async (charset) => {
    const lastName = 'Ж'.repeat(160);
    expect(longAddress.length).toBeGreaterThan(300);
    const pdf = await draw(
      exampleBill({
        subscriber: { ...subscriber, lastName, address: longAddress },
        charges: Array.from({ length: 14 }, (_, n) => ({ ...charge, amountKopecks: n })),
        meters: ['1', '2', '3', '4'].map((n) => ({ ...meter, serialNumber: `3041287${n}` })),
        recalculations: Array.from({ length: 12 }, (_, n) => ({
          month: addMonths('2025-10-01', n),
          amountKopecks: n,
        })),
      }),
      charset,
    );
    const { pages, text, isTagged } = await readPdf(pdf);
    expect(pages).toBeLessThanOrEqual(3);
    expect(isTagged).toBe(true);
    expect(plain(text)).toContain(lastName);
    expect(plain(text)).toContain(plain(longAddress));
    expect(text.split('Газ: отопление').length - 1).toBe(14);
    for (const n of ['1', '2', '3', '4']) expect(text).toContain(`№ 3041287${n}`);
    const fields = await fieldsOf(pdf, charset);
    expect(fields.get('Sum')).toBe('89412');
    expect(fields.get('PersAcc')).toBe('390014587201');
    expect(fields.get('TechCode')).toBe('02');
  },
);

test.each(['utf-8', 'windows-1251'] as const)(
  'a separator in the requisites stays on the paper and out of the code: %s',
  async (charset) => {
    const requisites = { ...supplier.requisites, bankName: 'Филиал | «Север»\nБанка' };
    const legalName = 'ООО | «Газ|снаб»';
    const pdf = await draw(
      exampleBill({ supplier: { ...supplier, legalName, requisites } }),
      charset,
    );
    const fields = await fieldsOf(pdf, charset);
    expect(fields.get('Name')).toBe('ООО «Газ снаб»');
    expect(fields.get('BankName')).toBe('Филиал «Север» Банка');
    expect(fields.get('BIC')).toBe('044030653');
    expect(fields.get('Sum')).toBe('89412');
    expect((await readPdf(pdf)).text).toContain('ООО | «Газ|снаб»');
  },
);

test.each([1, 100, 99_999_999, 1_234_567_890])(
  'a sum of %i kopecks is the same in the code as on the paper',
  async (closingKopecks) => {
    for (const charset of ['utf-8', 'windows-1251'] as const) {
      const pdf = await draw(exampleBill({ closingKopecks }), charset);
      expect((await fieldsOf(pdf, charset)).get('Sum')).toBe(String(closingKopecks));
      const roubles = (closingKopecks / 100)
        .toFixed(2)
        .replace('.', ',')
        .replace(/\B(?=(\d{3})+,)/g, ' ');
      expect((await readPdf(pdf)).text).toContain(`К оплате ${roubles} ₽`);
    }
  },
);

test('a wrong digit in the requisites makes no code, and the paper says to call before paying', async () => {
  const requisites = { ...supplier.requisites, settlementAccount: '40702810700000012346' };
  const pdf = await draw(exampleBill({ supplier: { ...supplier, requisites } }));
  expect(await readQr(pdf)).toBeNull();
  const { text } = await readPdf(pdf);
  expect(text).toContain('в реквизитах рядом ошибка');
  expect(text).toContain('894,12 ₽');
});

test('names that fill the code make none, and the paper says how to pay without it', async () => {
  const requisites = { ...supplier.requisites, bankName: 'Б'.repeat(45) };
  const legalName = 'Ю'.repeat(160);
  const pdf = await draw(exampleBill({ supplier: { ...supplier, legalName, requisites } }));
  expect(await readQr(pdf)).toBeNull();
  expect((await readPdf(pdf)).text).toContain('Платите по реквизитам рядом');
});

test('a household without a meter has a paper without one: the norm, marked where it is an example', async () => {
  const byNorm: BillCharge = {
    ...charge,
    method: 'NORM_NO_METER',
    meterSerial: null,
    basis: {
      kind: 'norm',
      parts: [{ use: 'heating', normId: 5, normM3: '8.5', unit: 'm2', quantity: '96.4' }],
      monthlyM3: '819.4',
      days: 31,
      daysInMonth: 31,
      meters: 1,
    },
    examples: ['norm'],
  };
  const pdf = await draw(exampleBill({ meters: [], charges: [byNorm] }));
  const { text, pages } = await readPdf(pdf);
  expect(pages).toBe(1);
  expect(text).toContain('По нормативу: счётчика нет, норматив взят для примера');
  expect(text).toContain('отопление 8,5 м³ на м² в месяц (взято для примера)');
  expect(text).not.toContain('Показание счётчика №');
});

test('a bill that was frozen before the reference part was printed is drawn without it', async () => {
  const { reference: _, ...older } = exampleBill();
  const { text } = await readPdf(await draw(older));
  expect(text).toContain('Учтены платежи по 31 октября 2026, последний 14 октября');
  expect(text).not.toContain('Без счётчика');
});
