import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

const reader = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
prepareZXingModule({ overrides: { wasmBinary: readFileSync(reader).buffer as ArrayBuffer } });

export type ReadPdf = {
  pages: number;
  /** Of all pages, spaces of any kind as one. */
  text: string;
  title: string;
  isTagged: boolean;
  language: string | null;
  /** The roles of the tree of tags, in its order. */
  roles: string[];
};

const open = (pdf: Uint8Array) =>
  getDocument({ data: new Uint8Array(pdf), verbosity: 0, useSystemFonts: false }).promise;

/** A paper as a program for those who do not see reads it; not our own reader. */
export async function readPdf(pdf: Uint8Array): Promise<ReadPdf> {
  const document = await open(pdf);
  try {
    const texts: string[] = [];
    const roles: string[] = [];
    for (let at = 1; at <= document.numPages; at += 1) {
      const page = await document.getPage(at);
      const { items } = await page.getTextContent();
      texts.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
      collectRoles(await page.getStructTree(), roles);
    }
    const { info } = (await document.getMetadata()) as { info: Record<string, string> };
    const marks = (await document.getMarkInfo()) as unknown as Map<string, boolean> | null;
    return {
      pages: document.numPages,
      text: texts.join(' ').replace(/\s+/g, ' '),
      title: info.Title ?? '',
      isTagged: marks?.get('Marked') === true,
      language: info.Language ?? null,
      roles,
    };
  } finally {
    await document.loadingTask.destroy();
  }
}

type TagNode = { role?: string; children?: TagNode[] };

function collectRoles(node: unknown, roles: string[]): void {
  const { role, children = [] } = (node ?? {}) as TagNode;
  if (role) roles.push(role);
  for (const child of children) collectRoles(child, roles);
}

/** A page as it is printed at so many dots an inch, by Skia and the letters of the paper itself. */
export async function drawPage(
  pdf: Uint8Array,
  { number = 1, dotsPerInch }: { number?: number; dotsPerInch: number },
): Promise<ImageData> {
  const document = await open(pdf);
  try {
    const page = await document.getPage(number);
    const viewport = page.getViewport({ scale: dotsPerInch / 72 });
    const factory = document.canvasFactory as {
      create(width: number, height: number): { canvas: never; context: CanvasRenderingContext2D };
    };
    const width = Math.ceil(viewport.width);
    const height = Math.ceil(viewport.height);
    const { canvas, context } = factory.create(width, height);
    await page.render({ canvas, canvasContext: context, viewport }).promise;
    return context.getImageData(0, 0, width, height);
  } finally {
    await document.loadingTask.destroy();
  }
}

/** What a telephone reads from the first page as printed at 150 dots an inch; null: no code. */
export async function readQr(pdf: Uint8Array): Promise<Uint8Array | null> {
  return (await readQrs(pdf))[0] ?? null;
}

/** All codes of the first page, likewise. */
export async function readQrs(pdf: Uint8Array): Promise<Uint8Array[]> {
  const image = await drawPage(pdf, { dotsPerInch: 150 });
  const found = await readBarcodes(image, { formats: ['QRCode'] });
  return found.map(({ bytes }) => bytes);
}
