import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eightBills } from '#test/eight-bills.ts';
import { differingShare, fromPng, greyOf, toPng } from '#test/grey-picture.ts';
import { drawPage } from '#test/read-pdf.ts';
import { BILL_BYTES_MOST, drawBill } from './draw-bill.ts';
import { createPaperRenderer, type PaperRenderer } from './paper-renderer.ts';

// Bills against pictures that somebody has looked at and approved. After a change that is meant:
// OCHAG_TEST_APPROVE=1 npm test -- src/bills/bill-pictures, then look at what has changed, and commit it.

const approvedFolder = fileURLToPath(new URL('../../test/pictures/bills', import.meta.url));
const isApproving = process.env.OCHAG_TEST_APPROVE === '1';
const DOTS_PER_INCH = 80;
const MOST_BYTES = 60 * 1024;
/** Of sixteen greys: edges of letters may fall a little otherwise on another machine. */
const LEVELS = 3;
/** Ten dots of the six hundred thousand: a word of small print is more. */
const MOST_DIFFERING = 0.000_016;

let renderer: PaperRenderer;
beforeAll(() => {
  renderer = createPaperRenderer();
});
afterAll(() => renderer.stop());

const sha256 = '0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0';

async function pictureOf(name: string) {
  const data = eightBills[name];
  if (!data) throw new Error(`there is no bill ${name}`);
  const options = { siteUrl: 'https://lk.example.ru', charset: 'utf-8' } as const;
  const pdf = await drawBill(renderer, { data, sha256 }, options);
  expect(pdf.length).toBeLessThanOrEqual(BILL_BYTES_MOST);
  const { data: rgba, width, height } = await drawPage(pdf, { dotsPerInch: DOTS_PER_INCH });
  return greyOf(rgba, width, height);
}

test('there are eight of them', () => expect(Object.keys(eightBills)).toHaveLength(8));

test.each(Object.keys(eightBills))('%s looks as it was approved', async (name) => {
  const picture = await pictureOf(name);
  const png = toPng(picture);
  expect(png.length).toBeLessThanOrEqual(MOST_BYTES);
  const file = join(approvedFolder, `${name}.png`);
  if (isApproving) {
    await mkdir(approvedFolder, { recursive: true });
    await writeFile(file, png);
  }
  const approved = existsSync(file) ? fromPng(await readFile(file)) : null;
  const share = approved ? differingShare(picture, approved, LEVELS) : 1;
  if (share <= MOST_DIFFERING) return;
  const seen = join(tmpdir(), `ochag-bill-${name}.png`);
  await writeFile(seen, png);
  expect.fail(`${(share * 100).toFixed(3)} % of the dots differ; it looks so now: ${seen}`);
});

test('a telephone in small print that changes is seen', async () => {
  const { ordinary } = eightBills;
  if (!ordinary) throw new Error('the ordinary one is there');
  const before = await pictureOf('ordinary');
  const options = { siteUrl: 'https://lk.example.ru', charset: 'utf-8' } as const;
  const { contacts } = ordinary.supplier;
  const phone = { ...contacts.phone, label: '8 800 452-17-66' };
  const supplier = { ...ordinary.supplier, contacts: { ...contacts, phone } };
  const data = { ...ordinary, supplier };
  const pdf = await drawBill(renderer, { data, sha256 }, options);
  expect(pdf.length).toBeLessThanOrEqual(BILL_BYTES_MOST);
  const { data: rgba, width, height } = await drawPage(pdf, { dotsPerInch: DOTS_PER_INCH });
  expect(differingShare(before, greyOf(rgba, width, height), LEVELS)).toBeGreaterThan(
    MOST_DIFFERING,
  );
});
