import { createHash } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import { z } from 'zod';

/**
 * The file of a backup: one line in clear that says what it is, a zstd stream of frames (one
 * letter, four bytes of length, contents), and one line in clear with the hash of the stream.
 * Frames: header, (table, data…, table's end)…, sequences.
 */
const FORMAT = 1;
const FIRST_LINE = /^OCHAG BACKUP (\d{1,4})\n/;
const LONGEST_FIRST_LINE = 18;
const LAST_LINE = /^OCHAG END ([0-9a-f]{64})\n$/;
const LAST_LINE_BYTES = 75;
const MAX_FRAME_BYTES = 64 * 1024 * 1024;
/** Between a fast and a small file; 3 is zstd's own choice. */
const LEVEL = 3;

export class BackupFileError extends Error {
  override name = 'BackupFileError';
}

const headerSchema = z.object({
  product: z.string(),
  madeAt: z.iso.datetime(),
  databaseVersion: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
  queueMigrations: z.array(z.int()),
});
const tableSchema = z.object({ table: z.string(), columns: z.array(z.string()).min(1) });
const tableEndSchema = z.object({ rows: z.int(), bytes: z.int(), sha256: z.string() });
const sequencesSchema = z.array(
  z.object({ sequence: z.string(), value: z.string().regex(/^-?\d+$/), isCalled: z.boolean() }),
);

const schemas = {
  H: headerSchema,
  T: tableSchema,
  E: tableEndSchema,
  S: sequencesSchema,
} as const;

export type BackupHeader = z.infer<typeof headerSchema>;
export type BackupTable = z.infer<typeof tableSchema>;
export type BackupTableEnd = z.infer<typeof tableEndSchema>;
export type BackupSequences = z.infer<typeof sequencesSchema>;

export type Frame =
  | { kind: 'H'; value: BackupHeader }
  | { kind: 'T'; value: BackupTable }
  | { kind: 'D'; value: Buffer }
  | { kind: 'E'; value: BackupTableEnd }
  | { kind: 'S'; value: BackupSequences };

export async function writeBackupFile(frames: AsyncIterable<Frame>, output: Writable) {
  await pipeline(Readable.from(encodeAll(frames)), compressor(), betweenLines, output);
}

async function* encodeAll(frames: AsyncIterable<Frame>): AsyncGenerator<Buffer> {
  for await (const { kind, value } of frames) {
    const body = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
    const head = Buffer.alloc(5);
    head.write(kind, 0, 'latin1');
    head.writeUInt32BE(body.length, 1);
    yield head;
    yield body;
  }
}

const compressor = () =>
  createZstdCompress({
    params: {
      [constants.ZSTD_c_compressionLevel]: LEVEL,
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  });

async function* betweenLines(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  yield Buffer.from(`OCHAG BACKUP ${FORMAT}\n`);
  for await (const chunk of stream) {
    hash.update(chunk);
    yield chunk;
  }
  yield Buffer.from(`OCHAG END ${hash.digest('hex')}\n`);
}

/**
 * The frames of a backup. Only after the last one is it sure that all of them were true.
 * @throws BackupFileError when the file is no backup, was cut, or was changed.
 */
export async function* readBackupFile(file: Readable): AsyncGenerator<Frame> {
  try {
    yield* cutFrames(openFrames(file));
  } catch (error) {
    const isZstd = String((error as { code?: string }).code).startsWith('ZSTD_');
    const isCut = (error as { code?: string }).code === 'Z_BUF_ERROR';
    if (isZstd || isCut) throw damaged((error as Error).message, error);
    throw error;
  }
}

function openFrames(file: Readable): AsyncIterable<Buffer> {
  const plain = createZstdDecompress();
  // What goes wrong before it is thrown by whoever reads `plain`.
  pipeline(Readable.from(proved(afterFirstLine(file))), plain).catch(() => {});
  return plain;
}

/** Lets the stream through, and holds back what may be the last line until nothing follows. */
async function* proved(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    held = Buffer.concat([held, chunk]);
    if (held.length <= LAST_LINE_BYTES) continue;
    const sure = held.subarray(0, held.length - LAST_LINE_BYTES);
    held = held.subarray(sure.length);
    hash.update(sure);
    yield sure;
  }
  const sum = LAST_LINE.exec(held.toString('latin1'))?.[1];
  if (!sum) throw damaged('it was cut off before its end');
  if (sum !== hash.digest('hex')) throw damaged('its sum does not agree');
}

async function* afterFirstLine(file: Readable): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0);
  for await (const chunk of file) {
    if (start === null) {
      yield chunk;
    } else {
      start = Buffer.concat([start, chunk]);
      if (start.length < LONGEST_FIRST_LINE) continue;
      yield withoutFirstLine(start);
      start = null;
    }
  }
  if (start) yield withoutFirstLine(start);
}

function withoutFirstLine(start: Buffer): Buffer {
  const found = FIRST_LINE.exec(start.toString('latin1', 0, LONGEST_FIRST_LINE));
  if (!found) throw new BackupFileError('This file is no backup of Ochag: nothing was read.');
  if (Number(found[1]) !== FORMAT) {
    throw new BackupFileError(
      `This backup has the format ${found[1]}, and this program reads ${FORMAT}: use the program that made it.`,
    );
  }
  return start.subarray(found[0].length);
}

async function* cutFrames(bytes: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of bytes) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= 5) {
      const size = rest.readUInt32BE(1);
      if (size > MAX_FRAME_BYTES) throw damaged('a part of it has an impossible size');
      if (rest.length < 5 + size) break;
      yield decode(rest.toString('latin1', 0, 1), rest.subarray(5, 5 + size));
      rest = rest.subarray(5 + size);
    }
  }
  if (rest.length > 0) throw damaged('it was cut off in the middle');
}

function decode(kind: string, body: Buffer): Frame {
  if (kind === 'D') return { kind, value: body };
  const schema = schemas[kind as keyof typeof schemas];
  if (!schema) throw damaged(`it holds a part of the unknown kind "${kind}"`);
  try {
    return { kind, value: schema.parse(JSON.parse(body.toString())) } as Frame;
  } catch (cause) {
    throw damaged(`a part of the kind ${kind} cannot be read`, cause);
  }
}

export const damaged = (what: string, cause?: unknown): BackupFileError =>
  new BackupFileError(`The backup is damaged (${what}): take another copy of it.`, { cause });
