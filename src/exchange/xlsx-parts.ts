import { posix } from 'node:path';
import { TextStore } from './text-store.ts';
import { UnreadableFile } from './unreadable-file.ts';
import { readXml, type XmlHandler } from './xlsx-xml.ts';
import type { ZipEntry } from './zip-directory.ts';

/** What the cells of the first worksheet are read by. */
export type Workbook = {
  file: string;
  sheet: ZipEntry;
  texts: TextStore;
  /** Number formats by the cell's style. */
  formats: readonly string[];
  hasDatesSince1904: boolean;
};

export async function readWorkbook(file: string, entries: readonly ZipEntry[]): Promise<Workbook> {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  const read = async (name: string, handler: XmlHandler) => {
    const entry = byName.get(name);
    if (!entry) return;
    for await (const _ of readXml(file, entry, handler));
  };
  let sheetId: string | undefined;
  let hasDatesSince1904 = false;
  await read('xl/workbook.xml', {
    open(name, attributes) {
      if (name === 'sheet') sheetId ??= attributes['r:id'];
      const since = attributes.date1904;
      if (name === 'workbookPr') hasDatesSince1904 = since === '1' || since === 'true';
    },
  });
  let sheet: ZipEntry | undefined;
  await read('xl/_rels/workbook.xml.rels', {
    open(name, attributes) {
      if (name !== 'Relationship' || attributes.Id !== sheetId) return;
      // Relative to xl/, unless it begins with the root.
      sheet = byName.get(posix.resolve('/xl', attributes.Target ?? '').slice(1));
    },
  });
  if (!sheet) throw new UnreadableFile({ code: 'file_is_damaged' });
  const [texts, texting] = readTexts();
  await read('xl/sharedStrings.xml', texting);
  const [formats, formatting] = readFormats();
  await read('xl/styles.xml', formatting);
  return { file, sheet, texts, formats, hasDatesSince1904 };
}

function readTexts(): [TextStore, XmlHandler] {
  const texts = new TextStore();
  let text = '';
  let isText = false;
  let isPhonetic = false;
  const handler: XmlHandler = {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') isPhonetic = true;
      isText = name === 't' && !isPhonetic;
    },
    text(part) {
      if (isText) text += part;
    },
    close(name) {
      isText = false;
      if (name === 'rPh') isPhonetic = false;
      if (name !== 'si' || texts.add(text)) return;
      throw new UnreadableFile({ code: 'workbook_too_large' });
    },
  };
  return [texts, handler];
}

/** Of the numbers that every Excel knows, those that are shown as days. */
const isBuiltInDate = (id: number): boolean =>
  (id >= 14 && id <= 22) ||
  (id >= 27 && id <= 36) ||
  (id >= 45 && id <= 47) ||
  (id >= 50 && id <= 58);

function readFormats(): [string[], XmlHandler] {
  const formats: string[] = [];
  const codes = new Map<string, string>();
  let isInCells = false;
  const handler: XmlHandler = {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(attributes.numFmtId ?? '', attributes.formatCode ?? '');
      if (name === 'cellXfs') isInCells = true;
      if (name !== 'xf' || !isInCells) return;
      const id = attributes.numFmtId ?? '0';
      formats.push(codes.get(id) ?? (isBuiltInDate(Number(id)) ? 'dd.mm.yyyy' : ''));
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  };
  return [formats, handler];
}
