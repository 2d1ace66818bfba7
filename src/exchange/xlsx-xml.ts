import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';
import { UnreadableFile } from './unreadable-file.ts';
import { readZipEntry, type ZipEntry } from './zip-directory.ts';

/** More than a cell of Excel may hold, many times over: an honest part never is so long silent. */
const MOST_SILENT_BYTES = 4_000_000;

export type XmlHandler = {
  open(name: string, attributes: Record<string, string>): void;
  text?(text: string): void;
  close?(name: string): void;
};

/** Reads a part of a workbook tag by tag, and gives way after each piece of the file. */
export async function* readXml(
  file: string,
  entry: ZipEntry,
  handler: XmlHandler,
): AsyncGenerator<void> {
  const parser = new SaxesParser();
  let silentBytes = 0;
  const onText = (text: string) => handler.text?.(text);
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name, attributes }) => {
    silentBytes = 0;
    handler.open(localName(name), attributes);
  });
  parser.on('closetag', ({ name }) => {
    silentBytes = 0;
    handler.close?.(localName(name));
  });
  parser.on('text', onText);
  parser.on('cdata', onText);
  const decoder = new StringDecoder('utf8');
  for await (const chunk of readZipEntry(file, entry)) {
    silentBytes += chunk.length;
    if (silentBytes > MOST_SILENT_BYTES) throw new UnreadableFile({ code: 'workbook_too_large' });
    parser.write(decoder.write(chunk));
    yield;
  }
  parser.close();
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
