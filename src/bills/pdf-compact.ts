import { deflateSync } from 'node:zlib';
import type { Picture } from './qr-picture.ts';

/**
 * A tagged paper is two thirds structure in plain text: hundreds of small objects, and a table of
 * where each stands. PDF 1.5 puts both into compressed streams; Typst does not write them (yet), so a
 * bill of 65 KB becomes one of 30. What the paper shows and says is not touched: bytes of streams go
 * over as they are, but for blank squares of so many dots, which become the pictures given for them, and
 * for the pattern that only brings letters in (`paper/bill.typ`), which is emptied. It reads what Typst
 * writes, and nothing else: whatever looks otherwise throws.
 */
export function compactPdf(
  pdf: Uint8Array,
  pictures: ReadonlyMap<number, Picture> = new Map(),
): Buffer {
  const source = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length);
  const { offsets, tableAt, trailer } = readTable(source);
  const size = offsets.length;
  const packedIn = size;
  const packed: { id: number; body: Buffer }[] = [];
  const entries: Entry[] = [{ kind: 0, at: 0, extra: 65_535 }];
  const first = Math.min(...offsets.slice(1));
  const out: Buffer[] = [source.subarray(0, first)];
  let length = first;
  const ends = endsOf(offsets, tableAt);
  const unplaced = new Map(pictures);
  let patterns = 0;
  for (let id = 1; id < size; id += 1) {
    const at = offsets[id] ?? 0;
    const body = bodyOf(source, { id, at, end: ends.get(at) ?? 0 });
    if (!isStream(body)) {
      entries[id] = { kind: 2, at: packedIn, extra: packed.length };
      packed.push({ id, body });
      continue;
    }
    if (isPattern(body)) patterns += 1;
    if (patterns > 1) fail('a second pattern');
    const object = wrap(id, streamFrom(body, unplaced));
    entries[id] = { kind: 1, at: length, extra: 0 };
    out.push(object);
    length += object.length;
  }
  for (const side of unplaced.keys()) fail(`no square of ${side} dots`);
  const objects = wrap(packedIn, objectStream(packed));
  entries[packedIn] = { kind: 1, at: length, extra: 0 };
  out.push(objects);
  const xrefAt = length + objects.length;
  entries[size + 1] = { kind: 1, at: xrefAt, extra: 0 };
  out.push(wrap(size + 1, crossReferences(entries, trailer)));
  out.push(latin(`startxref\n${xrefAt}\n%%EOF`));
  return Buffer.concat(out);
}

const ROOT = /\/Type \/Pages\s+\/Count (\d+)/;

/** How many pages it has: of their root, which comes before all other objects. */
export function pagesOf(pdf: Buffer): number {
  return Number(ROOT.exec(pdf.toString('latin1', 0, 200))?.[1] ?? fail('no pages'));
}

type Entry = { kind: 0 | 1 | 2; at: number; extra: number };

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
const fail = (why: string): never => {
  throw new Error(`not a PDF as Typst writes it: ${why}`);
};

const ENTRY_BYTES = 20;

function readTable(source: Buffer) {
  const tail = source.subarray(-40).toString('latin1');
  const tableAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? fail('no startxref'));
  const text = source.toString('latin1', tableAt);
  const head = /^xref\n0 (\d+)\n/.exec(text) ?? fail('no table');
  const count = Number(head[1]);
  const offsets = Array.from({ length: count }, (_, id) => {
    const entry = text.slice(head[0].length + id * ENTRY_BYTES).slice(0, ENTRY_BYTES);
    if (id > 0 && !/^\d{10} 00000 n/.test(entry)) fail(`object ${id} is ${entry}`);
    return Number(entry.slice(0, 10));
  });
  const after = text.slice(head[0].length + count * ENTRY_BYTES);
  const [, trailer] = /^trailer\n<<([\s\S]*)>>\s*startxref/.exec(after) ?? fail('no trailer');
  if (!trailer || trailer.includes('/Encrypt')) return fail('its trailer');
  return { offsets, tableAt, trailer: trailer.replace(/\/Size \d+/, '').trim() };
}

/** Where each object ends: where the next one in the file begins. */
function endsOf(offsets: readonly number[], tableAt: number): Map<number, number> {
  const sorted = offsets.slice(1).sort((one, other) => one - other);
  return new Map(sorted.map((at, place) => [at, sorted[place + 1] ?? tableAt]));
}

function bodyOf(source: Buffer, { id, at, end }: { id: number; at: number; end: number }): Buffer {
  const head = `${id} 0 obj`;
  const last = source.lastIndexOf('endobj', end);
  if (last < at || source.toString('latin1', at, at + head.length) !== head) {
    return fail(`object ${id}`);
  }
  let from = at + head.length;
  let to = last;
  while (isSpace(source[from])) from += 1;
  while (isSpace(source[to - 1])) to -= 1;
  return source.subarray(from, to);
}

const isSpace = (byte: number | undefined): boolean =>
  byte === 0x0a || byte === 0x0d || byte === 32;

const END = latin('endstream');
/** By its last word: a text of the paper may say anything, but stands in brackets. */
const isStream = (body: Buffer): boolean => body.subarray(-END.length).equals(END);

const PATTERN = '/PatternType';
const isPattern = (body: Buffer): boolean => {
  const at = body.indexOf(PATTERN);
  return at >= 0 && at < body.indexOf(KEYWORD);
};

const wrap = (id: number, body: Buffer): Buffer =>
  Buffer.concat([latin(`${id} 0 obj\n`), body, latin('\nendobj\n')]);

const KEYWORD = latin('>>\nstream\n');

/** Maps of letters come as they are; what the paper says of itself stays readable to any program. */
function streamFrom(body: Buffer, unplaced: Map<number, Picture>): Buffer {
  const at = body.indexOf(KEYWORD);
  if (at < 0) return fail('a stream');
  const dictionary = body.toString('latin1', 0, at);
  if (dictionary.includes('/Subtype /Image')) return pictureFor(dictionary, unplaced);
  if (dictionary.includes(PATTERN)) return emptied(dictionary);
  if (dictionary.includes('/Filter') || dictionary.includes('/Metadata')) return body;
  const length = Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? fail('a length'));
  const from = at + KEYWORD.length;
  const data = deflatedMap(body.subarray(from, from + length));
  const said = dictionary.replace(/\/Length \d+/, `/Length ${data.length} /Filter /FlateDecode`);
  return streamOf(`${said}>>`, data);
}

/** Most papers have the same letters. Thrown away all at once when there are too many. */
const maps = new Map<string, Buffer>();
const MAPS_MOST = 16;

function deflatedMap(map: Buffer): Buffer {
  const text = map.toString('latin1');
  const known = maps.get(text);
  if (known) return known;
  if (maps.size >= MAPS_MOST) maps.clear();
  const data = deflate(map);
  maps.set(text, data);
  return data;
}

function pictureFor(square: string, unplaced: Map<number, Picture>): Buffer {
  const width = Number(/\/Width (\d+)/.exec(square)?.[1] ?? fail('a width'));
  const picture = unplaced.get(width) ?? fail(`a picture ${width} dots wide`);
  unplaced.delete(width);
  const { side, rows } = picture;
  const size = `/Width ${side} /Height ${side} /ColorSpace /DeviceGray /BitsPerComponent 1`;
  const what = `/Type /XObject /Subtype /Image ${size}`;
  return streamOf(`<<${what} /Length ${rows.length} /Filter /FlateDecode>>`, rows);
}

/** Ours alone: what brings letters in. A paper has one at most, and never one that is to be seen. */
function emptied(dictionary: string): Buffer {
  const said = dictionary.replace(/\/Filter \/FlateDecode\s/, '').replace(/\/Length \d+\s/, '');
  if (/\/(Filter|Length|DecodeParms)\b/.test(said)) return fail('a pattern');
  return streamOf(`${said}/Length 0>>`, Buffer.alloc(0));
}

const streamOf = (dictionary: string, data: Buffer): Buffer =>
  Buffer.concat([latin(`${dictionary}\nstream\n`), data, latin('\nendstream')]);

function objectStream(packed: readonly { id: number; body: Buffer }[]): Buffer {
  let at = 0;
  const index: string[] = [];
  const bodies: Buffer[] = [];
  for (const { id, body } of packed) {
    index.push(`${id} ${at}`);
    bodies.push(body, SPACE);
    at += body.length + SPACE.length;
  }
  const head = latin(`${index.join(' ')} `);
  const data = deflate(Buffer.concat([head, ...bodies]));
  const what = `/Type /ObjStm /N ${packed.length} /First ${head.length}`;
  return streamOf(`<<${what} /Length ${data.length} /Filter /FlateDecode>>`, data);
}

const SPACE = latin(' ');
/** Of a kind, a place in the file, a place in the stream. */
const WIDTHS = [1, 4, 2] as const;

function crossReferences(entries: readonly Entry[], trailer: string): Buffer {
  const width = WIDTHS[0] + WIDTHS[1] + WIDTHS[2];
  const table = Buffer.alloc(entries.length * width);
  entries.forEach(({ kind, at, extra }, id) => {
    table.writeUInt8(kind, id * width);
    table.writeUInt32BE(at, id * width + 1);
    table.writeUInt16BE(extra, id * width + 5);
  });
  const data = deflate(table);
  const what = `/Type /XRef /Size ${entries.length} /W [${WIDTHS.join(' ')}]`;
  return streamOf(`<<${what} ${trailer} /Length ${data.length} /Filter /FlateDecode>>`, data);
}

/** A bill is a thirtieth heavier than by the best, in a quarter of its time. */
const LEVEL = 1;
/** More than the structure of a bill comes to. */
const CHUNK_BYTES = 8 * 1024;
const deflate = (data: Buffer): Buffer =>
  deflateSync(data, { level: LEVEL, chunkSize: CHUNK_BYTES });
