import { inflateSync } from 'node:zlib';

/** The objects of a PDF of ours, as compactPdf writes it, by their numbers. Of any other it throws. */
export type PdfObjects = { rootId: number; bodies: Map<number, Buffer> };

const fail = (why: string): never => {
  throw new Error(`not a PDF of ours: ${why}`);
};

export function readPdfObjects(pdf: Buffer): PdfObjects {
  const tail = pdf.subarray(-40).toString('latin1');
  const tableAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(tail)?.[1] ?? fail('no startxref'));
  const table = streamAt(pdf, tableAt);
  if (!table.dictionary.includes('/W [1 4 2]')) return fail('its table');
  const rootId = Number(/\/Root (\d+) 0 R/.exec(table.dictionary)?.[1] ?? fail('no root'));
  const entries = inflateSync(table.data);
  const bodies = new Map<number, Buffer>();
  const packs = new Map<number, Buffer[]>();
  for (let id = 1; id * ENTRY_BYTES < entries.length; id += 1) {
    const kind = entries.readUInt8(id * ENTRY_BYTES);
    const at = entries.readUInt32BE(id * ENTRY_BYTES + 1);
    if (kind === 1) {
      bodies.set(id, objectAt(pdf, at));
      continue;
    }
    const pack = packs.get(at) ?? unpack(objectAt(pdf, offsetOf(entries, at)));
    packs.set(at, pack);
    bodies.set(id, pack[entries.readUInt16BE(id * ENTRY_BYTES + 5)] ?? fail(`object ${id}`));
  }
  return { rootId, bodies };
}

const ENTRY_BYTES = 7;
const offsetOf = (entries: Buffer, id: number): number =>
  entries.readUInt32BE(id * ENTRY_BYTES + 1);

/** The body between `N 0 obj` and `endobj`. */
function objectAt(pdf: Buffer, at: number): Buffer {
  const head =
    /^\d+ 0 obj\n/.exec(pdf.toString('latin1', at, at + 24)) ?? fail(`no object at ${at}`);
  const from = at + head[0].length;
  const dictionaryEnd = pdf.indexOf(STREAM, from);
  const plainEnd = pdf.indexOf(END, from);
  if (dictionaryEnd < 0 || plainEnd < dictionaryEnd) return pdf.subarray(from, plainEnd);
  const length = lengthOf(pdf.toString('latin1', from, dictionaryEnd));
  const to = pdf.indexOf(END, dictionaryEnd + STREAM.length + length);
  return pdf.subarray(from, to);
}

const STREAM = '>>\nstream\n';
const END = '\nendobj\n';
const lengthOf = (dictionary: string): number =>
  Number(/\/Length (\d+)/.exec(dictionary)?.[1] ?? fail('a length'));

const streamAt = (pdf: Buffer, at: number) => splitStream(objectAt(pdf, at));

/** A stream with its dictionary; of an object that is none it throws. */
function splitStream(body: Buffer): { dictionary: string; data: Buffer } {
  const at = body.indexOf(STREAM);
  if (at < 0) return fail('no stream');
  const dictionary = body.toString('latin1', 0, at + 2);
  const from = at + STREAM.length;
  return { dictionary, data: body.subarray(from, from + lengthOf(dictionary)) };
}

function unpack(body: Buffer): Buffer[] {
  const { dictionary, data } = splitStream(body);
  const first = Number(/\/First (\d+)/.exec(dictionary)?.[1] ?? fail('its objects'));
  const objects = inflateSync(data);
  const index = objects.toString('latin1', 0, first).trim().split(' ').map(Number);
  const starts = index.filter((_, place) => place % 2 === 1);
  return starts.map((start, place) => {
    const next = starts[place + 1];
    return objects.subarray(first + start, next === undefined ? undefined : first + next);
  });
}
