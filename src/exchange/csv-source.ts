import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { detectDelimiter, splitFields } from './csv-fields.ts';
import type { FileFormat } from './file-format.ts';
import { RecordCutter } from './record-cutter.ts';
import type { TableSource } from './table-source.ts';

/** Small enough that what is read is rubbish before V8 would keep it: 170 MB instead of 350. */
const CHUNK = 1 << 15;
/** Room for the headings, whatever they are called. */
const HEAD = 1 << 16;

const decoderOf = ({ encoding }: FileFormat) =>
  iconv.getDecoder(encoding === 'utf-8' ? 'utf8' : 'win1251');

export async function openCsv(file: string, format: FileFormat): Promise<TableSource> {
  const headingLine = await readHeadingLine(file, format);
  const delimiter = detectDelimiter(headingLine);
  const split = splitFields(headingLine, delimiter);
  const headings = Array.isArray(split) ? split : headingLine.split(delimiter);
  async function* records(onBytes: (bytes: number) => void) {
    const decoder = decoderOf(format);
    const cutter = new RecordCutter({ delimiter, fieldCount: headings.length, firstLine: 1 });
    let rest = '';
    let bytes = 0;
    let isHead = true;
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK })) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = lines.pop() ?? '';
      const batch = cutter.take(lines);
      bytes += (chunk as Buffer).length;
      onBytes(bytes);
      if (batch.length > 0) yield isHead ? batch.slice(1) : batch;
      isHead &&= batch.length === 0;
    }
    const last = rest + (decoder.end() ?? '');
    const batch = [...(last ? cutter.take([last]) : []), ...cutter.end()];
    yield isHead ? batch.slice(1) : batch;
  }
  return { headings, delimiter, records };
}

async function readHeadingLine(file: string, format: FileFormat): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD), 0, HEAD, 0);
    const text = decoderOf(format).write(buffer.subarray(0, bytesRead));
    // Blank lines above the headings are nobody's.
    return text.split(/\r?\n/).find((line) => line.trim() !== '') ?? '';
  } finally {
    await handle.close();
  }
}
