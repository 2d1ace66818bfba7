import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { blankPng, blankSquares } from './pictures.ts';

export type PaperText = {
  template: string;
  /** JSON. */
  paper: string;
  /** Nearly always one page: the template is told so, and asked again when it was more. */
  isOnePage: boolean;
};

/** What was of use to none of so many papers is thrown away; each time the whole cache is gone through. */
const PAPERS_A_SWEEP = 10;

/** Typst with the templates and fonts of a folder. Whoever calls it is held until it is done. */
export function createPaperCompiler(folder: string) {
  const compiler = NodeCompiler.create({ workspace: folder, fontArgs: [{ fontPaths: [folder] }] });
  for (const [name, side] of Object.entries(blankSquares)) {
    compiler.mapShadow(join(folder, name), blankPng(side));
  }
  // From the disk they are read, and parsed, anew for each paper.
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.typ'))) {
    compiler.mapShadow(join(folder, name), readFileSync(join(folder, name)));
  }
  let compiled = 0;

  /**
   * A PDF/UA-1 as Typst writes it. A file of the folder, there in memory alone, tells it the paper. `inputs`
   * would do, but they make another standard library of each paper, and what was laid out by another one is
   * not used again. Compiled and written in one call: a laid out document that we held would be freed when
   * the heap is swept, half a megabyte each until then.
   */
  return function compile({ template, paper, isOnePage }: PaperText): Buffer {
    const asked = `{"isOnePage":${isOnePage},"paper":${paper}}`;
    compiler.mapShadow(join(folder, 'request.json'), Buffer.from(asked));
    const main = { mainFilePath: join(folder, template) };
    try {
      return compiler.pdf(main, { pdfStandard: 'ua-1' });
    } catch (cause) {
      // What the template did wrong is not in the error, or only its beginning.
      const said = compiler.compile(main).takeDiagnostics()?.shortDiagnostics ?? [];
      throw new Error(`typst, ${template}: ${messageOf(cause)} ${JSON.stringify(said)}`, { cause });
    } finally {
      compiled += 1;
      if (compiled % PAPERS_A_SWEEP === 0) compiler.evictCache(1);
    }
  };
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : JSON.stringify(error);
