import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

/**
 * The program of the thread that draws papers: the compiler holds its thread until it is done, so it
 * has one of its own. It imports nothing of ours, as it starts without the paths of the house.
 */

export type PaperRequest = { id: number; template: string; paper: string };
export type PaperAnswer = { id: number } & ({ pdf: Uint8Array } | { error: string });

const { folder } = workerData as { folder: string };
const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [folder] }] });
/** Of papers drawn since: a template's own parts stay, a bill's are thrown away. */
const CACHE_AGE = 2;

function draw({ template, paper }: PaperRequest): Uint8Array {
  const compiled = compiler.compile({
    mainFilePath: join(folder, template),
    inputs: { paper },
  });
  const failure = compiled.takeDiagnostics();
  const document = compiled.result;
  if (!document) throw new Error(`typst: ${JSON.stringify(failure?.shortDiagnostics ?? [])}`);
  const pdf = compiler.pdf(document, { pdfStandard: 'ua-1' });
  compiler.evictCache(CACHE_AGE);
  return pdf;
}

parentPort?.on('message', (request: PaperRequest) => {
  const { id } = request;
  try {
    parentPort?.postMessage({ id, pdf: draw(request) } satisfies PaperAnswer);
  } catch (error) {
    const message = error instanceof Error ? error.message : JSON.stringify(error);
    parentPort?.postMessage({ id, error: message } satisfies PaperAnswer);
  }
});
