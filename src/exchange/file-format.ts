import { isAscii, isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { open, stat } from 'node:fs/promises';

export type CsvEncoding = 'utf-8' | 'windows-1251';

export type FileFormat = {
  kind: 'csv' | 'xlsx';
  encoding: CsvEncoding;
  hasBom: boolean;
  bytes: number;
  /** Which file it was, and since when as it is. */
  stamp: string;
  sha256: string;
};

export type FormatFailure =
  | { code: 'file_missing' }
  | { code: 'file_unreadable'; reason: string }
  | { code: 'file_empty' }
  | { code: 'file_is_utf16' }
  | { code: 'file_is_old_excel' }
  | { code: 'file_is_binary' }
  | { code: 'file_is_broken_utf8'; line: number };

export type FormatOutcome =
  | { ok: true; format: FileFormat }
  | { ok: false; failure: FormatFailure };

const CHUNK = 1 << 18;

/**
 * Reads the file once, before anything is imported: a broken byte at its very end is then told at
 * the beginning, and its fingerprint is known.
 */
export async function detectFormat(file: string): Promise<FormatOutcome> {
  let head: Buffer;
  let bytes: number;
  let stamp: string;
  try {
    const about = await stat(file);
    if (!about.isFile())
      return { ok: false, failure: { code: 'file_unreadable', reason: 'EISDIR' } };
    bytes = about.size;
    stamp = stampOf(about);
    head = await readHead(file);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    const failure: FormatFailure =
      reason === 'ENOENT' ? { code: 'file_missing' } : { code: 'file_unreadable', reason };
    return { ok: false, failure };
  }
  if (bytes === 0) return { ok: false, failure: { code: 'file_empty' } };
  const kind = kindOf(head);
  if (typeof kind !== 'string') return { ok: false, failure: kind };
  const scan = await scanBytes(file);
  const common = { kind, bytes, stamp, sha256: scan.sha256 };
  const hasBom = kind === 'csv' && head.subarray(0, 3).equals(BOM);
  if (kind === 'xlsx' || scan.invalid === null) {
    return { ok: true, format: { ...common, encoding: 'utf-8', hasBom } };
  }
  if (hasBom || scan.invalid.isAfterMuchUtf8) {
    const line = await lineAt(file, scan.invalid.offset);
    return { ok: false, failure: { code: 'file_is_broken_utf8', line } };
  }
  return { ok: true, format: { ...common, encoding: 'windows-1251', hasBom: false } };
}

const stampOf = ({ dev, ino, size, mtimeMs }: Stats): string => [dev, ino, size, mtimeMs].join(' ');

/** True when the file is no longer the one whose fingerprint was taken. */
export async function hasChanged(file: string, { stamp }: FileFormat): Promise<boolean> {
  return stampOf(await stat(file)) !== stamp;
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function kindOf(head: Buffer): 'csv' | 'xlsx' | FormatFailure {
  const starts = (...bytes: number[]) => head.subarray(0, bytes.length).equals(Buffer.from(bytes));
  if (starts(0x50, 0x4b, 0x03, 0x04)) return 'xlsx';
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return { code: 'file_is_old_excel' };
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) return { code: 'file_is_utf16' };
  return head.includes(0) ? { code: 'file_is_binary' } : 'csv';
}

type Scan = { sha256: string; invalid: { offset: number; isAfterMuchUtf8: boolean } | null };

/** Pairs of windows-1251 letters are now and then valid UTF-8 by chance; not so many in a row. */
const MUCH_UTF8 = 32;

async function scanBytes(file: string): Promise<Scan> {
  const hash = createHash('sha256');
  let invalid: Scan['invalid'] = null;
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  let hasMultibyteChunk = false;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
    hash.update(chunk);
    if (invalid) continue;
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : (chunk as Buffer);
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes));
    if (isUtf8(whole)) {
      hasMultibyteChunk ||= !isAscii(whole);
      offset += whole.length;
      rest = bytes.subarray(whole.length);
      continue;
    }
    const valid = validPrefix(whole);
    const isAfterMuchUtf8 = hasMultibyteChunk || countHighBytes(whole, valid) >= MUCH_UTF8;
    invalid = { offset: offset + valid, isAfterMuchUtf8 };
  }
  if (!invalid && rest.length > 0) invalid = { offset, isAfterMuchUtf8: hasMultibyteChunk };
  return { sha256: hash.digest('hex'), invalid };
}

/** Bytes at the end that begin a character which the next chunk may finish: 0…3. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte >= 0xc0) return needed(byte) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

const needed = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

/** Length of the valid beginning, found by halving: the check itself is fast, so this is too. */
function validPrefix(bytes: Buffer): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1;
    const part = bytes.subarray(0, middle);
    if (isUtf8(part.subarray(0, middle - unfinished(part)))) valid = middle;
    else invalid = middle;
  }
  return valid;
}

function countHighBytes(bytes: Buffer, end: number): number {
  let count = 0;
  for (let index = 0; index < end; index += 1) if ((bytes[index] ?? 0) >= 0x80) count += 1;
  return count;
}

async function lineAt(file: string, offset: number): Promise<number> {
  let line = 1;
  if (offset === 0) return line;
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK, end: offset - 1 })) {
    for (const byte of chunk as Buffer) if (byte === 0x0a) line += 1;
  }
  return line;
}
