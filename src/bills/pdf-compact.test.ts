import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exampleBill } from '#test/bill-example.ts';
import { readPdf } from '#test/read-pdf.ts';
import { drawBill } from './draw-bill.ts';
import { createPaperRenderer, type PaperRenderer } from './paper-renderer.ts';
import { compactPdf } from './pdf-compact.ts';
import { readPdfObjects } from './pdf-objects.ts';

let renderer: PaperRenderer;
let pdf: Buffer;
beforeAll(async () => {
  renderer = createPaperRenderer();
  const options = { siteUrl: 'https://lk.example.ru', charset: 'utf-8' } as const;
  pdf = await drawBill(renderer, { data: exampleBill(), sha256: '0'.repeat(64) }, options);
});
afterAll(() => renderer.stop());

const object = (id: number, body: string) => `${id} 0 obj\n${body}\nendobj\n`;

/** A file as Typst writes it, of these objects. */
function plainPdf(bodies: string[]): Buffer {
  let text = '%PDF-1.7\n';
  const offsets = bodies.map((body, at) => {
    const offset = Buffer.byteLength(text, 'latin1');
    text += object(at + 1, body);
    return offset;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n\r\n`).join('');
  const size = bodies.length + 1;
  const trailer = `trailer\n<<\n  /Size ${size}\n  /Root 1 0 R\n>>\n`;
  const head = `xref\n0 ${size}\n0000000000 65535 f\r\n`;
  return Buffer.from(`${text}${head}${table}${trailer}startxref\n${text.length}\n%%EOF`, 'latin1');
}

const CONTENT = 'BT /F1 12 Tf 20 20 Td (endstream is a word) Tj ET';
const pages = [
  '<< /Type /Catalog /Pages 2 0 R /Lang (ru) >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
  `<< /Length ${CONTENT.length} >>\nstream\n${CONTENT}\nendstream`,
  '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
];

test('an ordinary bill is lighter than half of the limit', () => {
  expect(pdf.length).toBeLessThan(40 * 1024);
  expect(pdf.toString('latin1')).toContain('/Type /ObjStm');
});

test('a paper reads the same, its words and its tags', async () => {
  const read = await readPdf(compactPdf(plainPdf(pages)));
  expect(read.text).toContain('endstream is a word');
  expect(read.language).toBe('ru');
  const bill = await readPdf(pdf);
  expect(bill.roles).toContain('H1');
  expect(bill.text).toContain('894,12');
});

const square = (dots: number) =>
  `<< /Type /XObject /Subtype /Image /Length 1 /Width ${dots} /Height ${dots} /ColorSpace 9 0 R /BitsPerComponent 8 >>\nstream\nx\nendstream`;
const picture = { side: 8, rows: deflateSync(Buffer.from([1, 2, 3, 4, 5, 6, 7, 8])) };

test('a picture stands in the place of its square, bit for bit', () => {
  const compact = compactPdf(plainPdf([...pages, square(2)]), new Map([[2, picture]]));
  const body =
    readPdfObjects(compact)
      .bodies.get(pages.length + 1)
      ?.toString('latin1') ?? '';
  expect(body).toContain('/Width 8 /Height 8 /ColorSpace /DeviceGray /BitsPerComponent 1');
  expect(body).toContain(picture.rows.toString('latin1'));
});

const pattern = (filter: string) =>
  `<< /Type /Pattern /PatternType 1 /Length 1 ${filter} >>\nstream\nx\nendstream`;

test('a second pattern, or one packed in a way that is not known, breaks the paper off', () => {
  const one = pattern('/Filter /FlateDecode');
  expect(() => compactPdf(plainPdf([...pages, one, one]))).toThrow('a second pattern');
  const other = pattern('/Filter [/ASCII85Decode /FlateDecode]');
  expect(() => compactPdf(plainPdf([...pages, other]))).toThrow('a pattern');
});

test('a picture without a square, or a square without a picture, breaks the paper off', () => {
  const two = new Map([[2, picture]]);
  expect(() => compactPdf(plainPdf(pages), two)).toThrow('no square of 2 dots');
  expect(() => compactPdf(plainPdf([...pages, square(3)]), two)).toThrow('a picture 3 dots wide');
  expect(() => compactPdf(plainPdf([...pages, square(2), square(2)]), two)).toThrow('2 dots wide');
});

test('the pattern that brings the letters in says nothing to whoever reads the paper', async () => {
  const patterns = [...readPdfObjects(pdf).bodies.values()].filter((body) =>
    body.includes('/PatternType'),
  );
  expect(patterns).toHaveLength(1);
  expect(patterns[0]?.toString('latin1')).toMatch(/\/Length 0[\s\S]*stream\n\nendstream$/);
  expect((await readPdf(pdf)).text).not.toContain('абвгд');
});

test('bills of different people have the very same fonts, so these are cut once', async () => {
  const other = exampleBill({
    month: '2026-03-01',
    closingKopecks: 70_503,
    subscriber: { ...exampleBill().subscriber, lastName: 'ИЛЬИНА', firstName: 'Ёлка' },
    meters: exampleBill().meters.map((meter) => ({
      ...meter,
      serialNumber: 'G4-Ш/30412',
      model: 'СГД "BK_G4"',
    })),
  });
  const options = { siteUrl: 'https://lk.example.ru', charset: 'utf-8' } as const;
  const drawn = await drawBill(renderer, { data: other, sha256: 'f'.repeat(64) }, options);
  const fonts = (file: Buffer) =>
    [...readPdfObjects(file).bodies.values()].filter((body) => body.includes('/CIDFontType0C'));
  expect(fonts(drawn)).toHaveLength(2);
  expect(fonts(drawn)).toEqual(fonts(pdf));
});

test.each([
  ['a file cut short', (file: Buffer) => file.subarray(0, -30)],
  ['what is compact already', (file: Buffer) => compactPdf(file)],
  ['no PDF', () => Buffer.from('hello')],
  [
    'a table that points elsewhere',
    (file: Buffer) =>
      Buffer.from(file.toString('latin1').replace('0000000009', '0000000011'), 'latin1'),
  ],
])('%s is refused, never half-read', (_, broken) => {
  expect(() => compactPdf(broken(plainPdf(pages)))).toThrow('not a PDF as Typst writes it');
});
