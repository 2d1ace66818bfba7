import { deflateSync } from 'node:zlib';
import type { Picture } from './pictures.ts';
import { qrModules } from './qr-modules.ts';

/** Modules of quiet around the code, by its standard. */
const QUIET = 4;
/** Sharp edges in viewers that smooth enlarged pictures; a path of the modules is ten times larger. */
const PIXELS = 4;

/** A packed code is a third of it; the default of 16 KB is outside of the heap, and swept late. */
const CHUNK_BYTES = 4 * 1024;

/** One for all: what is outside of the heap is swept late. */
let scratch = Buffer.alloc(0);

function lightRows(bytes: number): Buffer {
  if (scratch.length < bytes) scratch = Buffer.alloc(bytes);
  return scratch.fill(0xff).subarray(0, bytes);
}

/** The code in black on white. */
export function qrPicture(bytes: Uint8Array): Picture {
  const modules = qrModules(bytes);
  const side = (modules.size + 2 * QUIET) * PIXELS;
  const width = Math.ceil(side / 8);
  const rows = lightRows(width * side);
  for (let row = 0; row < modules.size; row += 1) {
    const top = (row + QUIET) * PIXELS * width;
    const line = rows.subarray(top, top + width);
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.isDark(row, column)) continue;
      // Four pixels are half a byte.
      const x = column + QUIET;
      line[x >> 1] = (line[x >> 1] ?? 0) & (x & 1 ? 0xf0 : 0x0f);
    }
    for (let copy = 1; copy < PIXELS; copy += 1) line.copy(rows, top + copy * width);
  }
  // Small chunks come of memory shared with others, all of which would go along to another thread.
  return { side, rows: Uint8Array.from(deflateSync(rows, { level: 1, chunkSize: CHUNK_BYTES })) };
}
