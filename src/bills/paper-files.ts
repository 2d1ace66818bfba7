import { join } from 'node:path';
import { packageRoot } from '#src/package-root.ts';

const isSource = import.meta.filename.endsWith('.ts');

/** The template and its fonts: beside the program that was built with them, so that both agree. */
export const paperFolder = isSource
  ? join(import.meta.dirname, 'paper')
  : join(packageRoot, 'dist', 'paper');

/** The program of the process that draws. */
export const paperProgram = isSource
  ? join(import.meta.dirname, 'paper-process.ts')
  : join(packageRoot, 'dist', 'paper-process.js');

/** Goes up with every change of the template or of its texts: a bill says by which it was frozen. */
export const TEMPLATE_VERSION = 'bill-5';

/** Of the other papers, likewise. */
export const PAPERS_VERSION = 'papers-2';
