import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';

export type ZipEntry = {
  name: string;
  /** Unpacked. */
  bytes: number;
  packedBytes: number;
  isPacked: boolean;
  crc: number;
  /** Of its header in the file. */
  offset: number;
};

const END_SIGNATURE = 0x06054b50;
const END_LENGTH = 22;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_LENGTH = 46;
/** The end may be followed by a comment of this length. */
const MOST_COMMENT = 0xffff;
/** A workbook has some dozens of parts. */
const MOST_DIRECTORY = 1 << 20;

/**
 * What lies in a zip and how large it is unpacked, by its directory at the very end; null when that
 * is not there: the file was cut off, or is no zip.
 */
export async function readZipDirectory(file: string): Promise<ZipEntry[] | null> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const tailLength = Math.min(size, END_LENGTH + MOST_COMMENT);
    const tail = Buffer.alloc(tailLength);
    await handle.read(tail, 0, tailLength, size - tailLength);
    const end = findEnd(tail);
    if (end === null) return null;
    const length = tail.readUInt32LE(end + 12);
    const start = tail.readUInt32LE(end + 16);
    if (length > MOST_DIRECTORY || start + length > size) return null;
    const directory = Buffer.alloc(length);
    await handle.read(directory, 0, length, start);
    return entriesOf(directory);
  } finally {
    await handle.close();
  }
}

function findEnd(tail: Buffer): number | null {
  for (let at = tail.length - END_LENGTH; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) === END_SIGNATURE) return at;
  }
  return null;
}

function entriesOf(directory: Buffer): ZipEntry[] | null {
  const entries: ZipEntry[] = [];
  let at = 0;
  while (at + ENTRY_LENGTH <= directory.length) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE) return null;
    const nameLength = directory.readUInt16LE(at + 28);
    const nameAt = at + ENTRY_LENGTH;
    entries.push({
      name: directory.toString('utf8', nameAt, nameAt + nameLength),
      bytes: directory.readUInt32LE(at + 24),
      packedBytes: directory.readUInt32LE(at + 20),
      isPacked: directory.readUInt16LE(at + 10) !== 0,
      crc: directory.readUInt32LE(at + 16),
      offset: directory.readUInt32LE(at + 42),
    });
    at = nameAt + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

const HEADER_LENGTH = 30;

/** Unpacks every entry and compares what comes with the directory: no part is larger than it says. */
export async function isZipWhole(file: string, entries: readonly ZipEntry[]): Promise<boolean> {
  const handle = await open(file);
  try {
    for (const entry of entries) if (!(await isEntryWhole(handle, { file, entry }))) return false;
    return true;
  } finally {
    await handle.close();
  }
}

async function isEntryWhole(
  handle: FileHandle,
  { file, entry }: { file: string; entry: ZipEntry },
): Promise<boolean> {
  const start = await startOf(handle, entry);
  let crc = 0;
  let bytes = 0;
  const count = async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      bytes += chunk.length;
      if (bytes > entry.bytes) throw new Error(`${entry.name} is larger than it says`);
      crc = crc32(chunk, crc);
    }
  };
  if (entry.packedBytes > 0) {
    const packed = createReadStream(file, { start, end: start + entry.packedBytes - 1 });
    try {
      await (entry.isPacked
        ? pipeline(packed, createInflateRaw(), count)
        : pipeline(packed, count));
    } catch {
      return false;
    }
  }
  return bytes === entry.bytes && crc === entry.crc;
}

async function startOf(handle: FileHandle, entry: ZipEntry): Promise<number> {
  const header = Buffer.alloc(HEADER_LENGTH);
  await handle.read(header, 0, HEADER_LENGTH, entry.offset);
  return entry.offset + HEADER_LENGTH + header.readUInt16LE(26) + header.readUInt16LE(28);
}

/** What lies in an entry, unpacked as it is read. */
export async function* readZipEntry(file: string, entry: ZipEntry): AsyncGenerator<Buffer> {
  if (entry.packedBytes === 0) return;
  const handle = await open(file);
  const start = await startOf(handle, entry).finally(() => handle.close());
  const packed = createReadStream(file, { start, end: start + entry.packedBytes - 1 });
  try {
    yield* entry.isPacked ? packed.pipe(createInflateRaw()) : packed;
  } finally {
    packed.destroy();
  }
}
