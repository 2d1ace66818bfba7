import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerRow, registerText } from '#test/register-world.ts';
import { detectFormat } from './file-format.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ochag-format-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function formatOf(content: string | Buffer) {
  const file = join(folder, 'file');
  await writeFile(file, content);
  const outcome = await detectFormat(file);
  return outcome.ok ? outcome.format : outcome.failure;
}

const text = registerText([registerRow()]);
/** Longer than what is read at once. */
const longText = registerText(
  Array.from({ length: 3_000 }, (_, index) => registerRow({ 'Лицевой счёт': `${index}` })),
);

test('UTF-8 with and without a BOM and windows-1251 are told apart', async () => {
  expect(await formatOf(text)).toMatchObject({ encoding: 'utf-8', hasBom: false });
  expect(await formatOf(`\ufeff${text}`)).toMatchObject({ encoding: 'utf-8', hasBom: true });
  expect(await formatOf(iconv.encode(text, 'win1251'))).toMatchObject({ encoding: 'windows-1251' });
  expect(await formatOf(longText)).toMatchObject({ encoding: 'utf-8' });
  expect(await formatOf(iconv.encode(longText, 'win1251'))).toMatchObject({
    encoding: 'windows-1251',
  });
  expect(await formatOf('a;b\n1;2\n')).toMatchObject({ encoding: 'utf-8' });
});

test('characters that fall on the border of two chunks are no broken ones', async () => {
  for (let shift = 0; shift < 4; shift += 1) {
    const content = `${'a'.repeat((1 << 18) - 2 - shift)}ё€😀${'я'.repeat(100)}`;
    expect(await formatOf(content)).toMatchObject({ encoding: 'utf-8' });
  }
});

test('a byte broken far down in a UTF-8 file is told before anything is imported', async () => {
  const bytes = Buffer.from(longText);
  const at = bytes.indexOf(Buffer.from('\r\n2990;'));
  const line = bytes.subarray(0, at).toString().split('\n').length + 1;
  bytes[at + 20] = 0xff;
  expect(await formatOf(bytes)).toEqual({ code: 'file_is_broken_utf8', line });
  expect(await formatOf(Buffer.concat([Buffer.from(text), Buffer.from([0xd0])]))).toMatchObject({
    code: 'file_is_broken_utf8',
  });
});

test('what is no table is named for what it is', async () => {
  expect(await formatOf('')).toEqual({ code: 'file_empty' });
  expect(await formatOf(Buffer.from(text, 'utf16le'))).toMatchObject({ code: 'file_is_binary' });
  expect(await formatOf(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual({
    code: 'file_is_utf16',
  });
  expect(await formatOf(Buffer.from('d0cf11e0a1b11ae1', 'hex'))).toEqual({
    code: 'file_is_old_excel',
  });
  expect(await detectFormat(join(folder, 'none'))).toMatchObject({
    failure: { code: 'file_missing' },
  });
  expect(await detectFormat(folder)).toMatchObject({ failure: { code: 'file_unreadable' } });
});
