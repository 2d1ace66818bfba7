import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleBill } from '#test/bill-example.ts';
import { readPdf, readQr } from '#test/read-pdf.ts';
import type { BillData } from './bill-data.ts';
import { drawBill } from './draw-bill.ts';
import { createPaperRenderer, type PaperRenderer } from './paper-renderer.ts';
import { createPdfBundle } from './pdf-bundle.ts';
import { readPdfObjects } from './pdf-objects.ts';

let renderer: PaperRenderer;
beforeAll(() => {
  renderer = createPaperRenderer();
});
afterAll(() => renderer.stop());

const draw = (own: Partial<BillData>) =>
  drawBill(
    renderer,
    { data: exampleBill(own), sha256: '0'.repeat(64) },
    { siteUrl: 'https://lk.example.ru', charset: 'utf-8' },
  );

test('papers in one file stand page by page, each with its words and its code', async () => {
  const { charges } = exampleBill();
  const [charge] = charges;
  if (!charge) throw new Error('the example has a line');
  const long = await draw({ number: '2', charges: Array.from({ length: 14 }, () => charge) });
  const bundle = createPdfBundle();
  expect(bundle.add(await draw({ number: '390014587201-202610' }))).toBe(1);
  expect(bundle.add(long)).toBe(2);
  expect(bundle.add(await draw({ number: '390014587203-202610' }))).toBe(1);
  const file = Buffer.concat(bundle.finish('Квитанции за октябрь 2026'));
  const read = await readPdf(file);
  expect(read.pages).toBe(4);
  expect(read.title).toBe('Квитанции за октябрь 2026');
  expect(read.text).toContain('№ 390014587201-202610');
  expect(read.text).toContain('№ 390014587203-202610');
  expect(read.text.split('894,12 ₽').length).toBeGreaterThan(3);
  expect(new TextDecoder().decode((await readQr(file)) ?? undefined)).toContain('Sum=89412');
});

test('a file of others is refused', () => {
  expect(() => readPdfObjects(Buffer.from('%PDF-1.4\nxref\nstartxref\n9\n%%EOF'))).toThrow(
    'not a PDF of ours',
  );
});
