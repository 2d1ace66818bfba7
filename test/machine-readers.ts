import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** null: the machine has no such program. */
async function outputOf(program: string, args: string[]): Promise<Buffer | null> {
  try {
    return (await run(program, args, { encoding: 'buffer', maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * What poppler and zbar say of a paper where the machine has them: other people's readers, of which the
 * suite has its own in JavaScript (read-pdf.ts). The picture is of 150 dots an inch.
 */
export async function readByMachine(pdf: Buffer): Promise<{ text?: string; code?: Buffer }> {
  const folder = await mkdtemp(join(tmpdir(), 'ochag-paper-'));
  try {
    const file = join(folder, 'paper.pdf');
    await writeFile(file, pdf);
    const text = await outputOf('pdftotext', ['-layout', file, '-']);
    const picture = ['-r', '150', '-gray', '-singlefile', file, join(folder, 'page')];
    const drawn = await outputOf('pdftoppm', picture);
    const options = ['--raw', '-q', '--oneshot', '-Sbinary', join(folder, 'page.pgm')];
    const code = drawn && (await outputOf('zbarimg', options));
    return { ...(text && { text: text.toString() }), ...(code && { code }) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
