import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { compactPdf } from './pdf-compact.ts';

/**
 * The program of the thread that draws papers: the compiler holds its thread until it is done, so it
 * has one of its own. It starts without the paths of the house.
 */

export type PaperRequest = {
  id: number;
  template: string;
  paper: string;
  /** PNG files that the template shows by these names. */
  pictures: Readonly<Record<string, Uint8Array>>;
  /** Nearly always one page: the template is told so, and asked again when it was more. */
  isOnePage: boolean;
};
export type PaperAnswer = { id: number } & ({ pdf: Uint8Array } | { error: string });

const { folder } = workerData as { folder: string };
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [folder] }] });
/** Of papers drawn since: a template's own parts stay, a bill's are thrown away. */
const CACHE_AGE = 3;

/** A footer that counts the pages would have every paper laid out twice: half of all the time. */
function draw(request: PaperRequest): Buffer {
  for (const [name, data] of Object.entries(request.pictures)) {
    compiler.mapShadow(join(folder, name), Buffer.from(data));
  }
  let document = compile(request, request.isOnePage ? '1' : '');
  if (request.isOnePage && document.numOfPages !== 1) document = compile(request, '');
  const pdf = compactPdf(compiler.pdf(document, { pdfStandard: 'ua-1' }));
  compiler.evictCache(CACHE_AGE);
  return pdf;
}

function compile({ template, paper }: PaperRequest, pages: '1' | '') {
  const compiled = compiler.compile({
    mainFilePath: join(folder, template),
    inputs: { paper, pages },
  });
  const failure = compiled.takeDiagnostics();
  const document = compiled.result;
  if (!document) throw new Error(`typst: ${JSON.stringify(failure?.shortDiagnostics ?? [])}`);
  return document;
}

// One a turn: what the compiler has let go of is freed between turns, never within one.
parentPort?.on('message', (request: PaperRequest) => {
  const { id } = request;
  try {
    parentPort?.postMessage({ id, pdf: draw(request) } satisfies PaperAnswer);
  } catch (error) {
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    parentPort?.postMessage({ id, error: message } satisfies PaperAnswer);
  }
});
