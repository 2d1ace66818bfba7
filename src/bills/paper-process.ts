import { createPaperCompiler, messageOf, type PaperText } from './paper-compiler.ts';
import { compactPdf, pagesOf } from './pdf-compact.ts';
import { type Codes, picturesBySide } from './pictures.ts';

/**
 * The program of the process that draws papers, one after another, as `paper-renderer` asks for them. It
 * starts without the paths of the house.
 */

export type PaperRequest = PaperText & { id: number; codes: Codes };
export type PaperAnswer = { id: number } & ({ pdf: Buffer } | { error: string });

const [, , folder = ''] = process.argv;
const compile = createPaperCompiler(folder);

/** A footer that counts the pages would have every paper laid out twice: half of all the time. */
function draw(request: PaperRequest): Buffer {
  let pdf = compile(request);
  if (request.isOnePage && pagesOf(pdf) !== 1) pdf = compile({ ...request, isOnePage: false });
  return compactPdf(pdf, picturesBySide(request.codes));
}

function answer(request: PaperRequest): PaperAnswer {
  const { id } = request;
  try {
    return { id, pdf: draw(request) };
  } catch (error) {
    return { id, error: messageOf(error) };
  }
}

// Whoever has asked may have ended meanwhile: nobody is told then.
process.on('message', (request: PaperRequest) =>
  process.send?.(answer(request), undefined, undefined, () => undefined),
);
// It lives as long as whoever asks.
process.on('disconnect', () => process.exit());
