import { join } from 'node:path';
import { packageRoot } from '#src/package-root.ts';

/** The template and its fonts: read at run time from the checkout, as the migrations are. */
export const paperFolder = join(packageRoot, 'src', 'bills', 'paper');

/** Goes up with every change of the template or of its texts: a bill says by which it was drawn. */
export const TEMPLATE_VERSION = 'bill-1';
