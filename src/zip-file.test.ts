import { randomBytes } from 'node:crypto';
import JSZip from 'jszip';
import { expect, test } from 'vitest';
import { zipFile } from './zip-file.ts';

const modifiedAt = new Date('2026-11-20T08:30:10Z');

test('another program unpacks the archive: names in Russian, what packs and what does not', async () => {
  const random = randomBytes(5_000);
  const zip = zipFile([
    { name: 'данные/начисления.csv', data: Buffer.from('Месяц;Сумма\n'.repeat(500)), modifiedAt },
    { name: 'paper.pdf', data: random, modifiedAt },
    { name: 'empty.txt', data: Buffer.alloc(0), modifiedAt },
  ]);
  expect(zip.length).toBeLessThan(6_000);
  const { files } = await JSZip.loadAsync(zip, { checkCRC32: true });
  expect(Object.keys(files)).toEqual(['данные/начисления.csv', 'paper.pdf', 'empty.txt']);
  expect(files['paper.pdf']?.date.toISOString()).toBe('2026-11-20T08:30:10.000Z');
  expect(await files['данные/начисления.csv']?.async('text')).toBe('Месяц;Сумма\n'.repeat(500));
  expect((await files['paper.pdf']?.async('nodebuffer'))?.equals(random)).toBe(true);
  expect((await files['empty.txt']?.async('nodebuffer'))?.length).toBe(0);
});
