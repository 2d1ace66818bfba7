import { join } from 'node:path';
import { packageRoot } from '#src/package-root.ts';

const isSource = import.meta.filename.endsWith('.ts');

/** The template and its fonts: beside the program that was built with them, so that both agree. */
export const paperFolder = isSource
  ? join(import.meta.dirname, 'paper')
  : join(packageRoot, 'dist', 'paper');

/** The program of the thread that draws. */
export const threadFile = isSource
  ? join(import.meta.dirname, 'typst-thread.ts')
  : join(packageRoot, 'dist', 'typst-thread.js');

/** Goes up with every change of the template or of its texts: a bill says by which it was frozen. */
export const TEMPLATE_VERSION = 'bill-4';

/** Of the other papers, likewise. */
export const PAPERS_VERSION = 'papers-2';
