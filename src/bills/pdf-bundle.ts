import { createHash } from 'node:crypto';
import { type PdfObjects, readPdfObjects } from './pdf-objects.ts';

/**
 * Many papers in one file, for a print house: pages as they are, byte for byte of what is drawn, and
 * without what only a screen reader needs. A part that two papers share is written once.
 */
export type PdfBundle = {
  /** How many pages it brought. */
  add(pdf: Buffer): number;
  /** The file, part by part. */
  finish(title: string): Buffer[];
};

const PAGES_ID = 2;

export function createPdfBundle(): PdfBundle {
  const parts: Buffer[] = [latin('%PDF-1.7\n%\x80\x81\x82\x83\n')];
  const offsets: number[] = [];
  const pageIds: number[] = [];
  const shared = new Map<string, number>();
  let length = parts[0]?.length ?? 0;
  let lastId = PAGES_ID;

  function write(id: number, body: Buffer): void {
    const part = Buffer.concat([latin(`${id} 0 obj\n`), body, latin('\nendobj\n')]);
    offsets[id] = length;
    parts.push(part);
    length += part.length;
  }

  /** Copies an object and all that it leads to; the new number. */
  function copy(source: PdfObjects, id: number, known: Map<number, number>): number {
    const before = known.get(id);
    if (before !== undefined) return before;
    const body = source.bodies.get(id);
    if (!body) throw new Error(`object ${id} of a PDF is missing`);
    const { dictionary, rest } = divide(body);
    const renumbered = dictionary.replace(REFERENCE, (_, one: string) => {
      return `${copy(source, Number(one), known)} 0 R`;
    });
    const whole = Buffer.concat([latin(renumbered), rest]);
    const hash = createHash('sha256').update(whole).digest('base64');
    const same = shared.get(hash);
    if (same === undefined) {
      lastId += 1;
      write(lastId, whole);
      shared.set(hash, lastId);
    }
    const copied = same ?? lastId;
    known.set(id, copied);
    return copied;
  }

  return {
    add(pdf) {
      const source = readPdfObjects(pdf);
      const known = new Map<number, number>();
      const pages = pagesOf(source);
      for (const page of pages) {
        const body = page.replace(REFERENCE, (_, id: string) => {
          return `${copy(source, Number(id), known)} 0 R`;
        });
        lastId += 1;
        pageIds.push(lastId);
        write(lastId, latin(body.replace(/^<</, `<< /Parent ${PAGES_ID} 0 R`)));
      }
      return pages.length;
    },
    finish(title) {
      write(1, latin(`<< /Type /Catalog /Pages ${PAGES_ID} 0 R /Lang (ru) >>`));
      const kids = pageIds.map((id) => `${id} 0 R`).join(' ');
      write(PAGES_ID, latin(`<< /Type /Pages /Count ${pageIds.length} /Kids [${kids}] >>`));
      const infoId = lastId + 1;
      write(infoId, latin(`<< /Title ${textString(title)} >>`));
      const entries = offsets.slice(1).map((at) => `${String(at).padStart(10, '0')} 00000 n \n`);
      const head = `xref\n0 ${infoId + 1}\n0000000000 65535 f \n`;
      const trailer = `trailer\n<< /Size ${infoId + 1} /Root 1 0 R /Info ${infoId} 0 R >>\n`;
      return [...parts, latin(`${head}${entries.join('')}${trailer}startxref\n${length}\n%%EOF\n`)];
    },
  };
}

const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
/** In what a page leads to no text stands in which this could mean something else. */
const REFERENCE = /\b(\d+) 0 R\b/g;

const STREAM = '>>\nstream\n';

function divide(body: Buffer): { dictionary: string; rest: Buffer } {
  const at = body.indexOf(STREAM);
  const end = at < 0 ? body.length : at;
  return { dictionary: body.toString('latin1', 0, end), rest: body.subarray(end) };
}

const textString = (text: string): string =>
  `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;

/** The pages in their order, cut off from the tree, from tags and from links. */
function pagesOf({ rootId, bodies }: PdfObjects): string[] {
  const textOf = (id: number): string =>
    bodies.get(id)?.toString('latin1') ?? fail(`object ${id} is missing`);
  const walk = (id: number): string[] => {
    const node = textOf(id);
    if (/\/Type\s*\/Pages\b/.test(node)) {
      const [, kids] = /\/Kids\s*\[([^\]]*)\]/.exec(node) ?? fail('no pages');
      return [...(kids ?? '').matchAll(REFERENCE)].flatMap(([, kid]) => walk(Number(kid)));
    }
    const page = node
      .replace(/\/Parent\s+\d+ 0 R/, '')
      .replace(/\/StructParents\s+\d+/, '')
      .replace(/\/Annots\s*\[[^\]]*\]/, '')
      .replace(/\/Annots\s+\d+ 0 R/, '');
    return [page.trim()];
  };
  const [, pages] = /\/Pages\s+(\d+) 0 R/.exec(textOf(rootId)) ?? fail('no tree of pages');
  return walk(Number(pages));
}

const fail = (why: string): never => {
  throw new Error(`a PDF cannot be bundled: ${why}`);
};
