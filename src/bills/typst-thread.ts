import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { compactPdf } from './pdf-compact.ts';
import { blankPng, blankSquares, type Pictures, picturesBySide } from './pictures.ts';

/**
 * The program of the thread that draws papers: the compiler holds its thread until it is done, so it
 * has one of its own. It starts without the paths of the house.
 */

export type PaperRequest = {
  id: number;
  template: string;
  paper: string;
  /** What the template shows by these names. */
  pictures: Pictures;
  /** Nearly always one page: the template is told so, and asked again when it was more. */
  isOnePage: boolean;
};
export type PaperAnswer = { id: number } & ({ pdf: Uint8Array<ArrayBuffer> } | { error: string });

const { folder } = workerData as { folder: string };
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [folder] }] });
for (const [name, side] of Object.entries(blankSquares)) {
  compiler.mapShadow(join(folder, name), blankPng(side));
}

/** What was of use to none of so many papers is thrown away; each time the whole cache is gone through. */
const PAPERS_A_SWEEP = 10;
let drawn = 0;

/** A footer that counts the pages would have every paper laid out twice: half of all the time. */
function draw(request: PaperRequest): Buffer<ArrayBuffer> {
  let document = compile(request);
  if (request.isOnePage && document.numOfPages !== 1) {
    document = compile({ ...request, isOnePage: false });
  }
  const pdf = compactPdf(
    compiler.pdf(document, { pdfStandard: 'ua-1' }),
    picturesBySide(request.pictures),
  );
  drawn += 1;
  if (drawn % PAPERS_A_SWEEP === 0) compiler.evictCache(1);
  return pdf;
}

/**
 * A file of the template's folder, there in memory alone, tells it the paper. `inputs` would do, but they
 * make another standard library of each paper, and what was laid out by another one is not used again.
 */
function compile({ template, paper, isOnePage }: PaperRequest) {
  const asked = `{"isOnePage":${isOnePage},"paper":${paper}}`;
  compiler.mapShadow(join(folder, 'request.json'), Buffer.from(asked));
  const compiled = compiler.compile({ mainFilePath: join(folder, template) });
  const failure = compiled.takeDiagnostics();
  const document = compiled.result;
  if (!document) throw new Error(`typst: ${JSON.stringify(failure?.shortDiagnostics ?? [])}`);
  return document;
}

// One a turn: what the compiler has let go of is freed between turns, never within one.
parentPort?.on('message', (request: PaperRequest) => {
  const { id } = request;
  try {
    const pdf = draw(request);
    parentPort?.postMessage({ id, pdf } satisfies PaperAnswer, [pdf.buffer]);
  } catch (error) {
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    parentPort?.postMessage({ id, error: message } satisfies PaperAnswer);
  }
});
