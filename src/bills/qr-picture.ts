import { deflateSync } from 'node:zlib';
import encodeQR from 'qr';

/** A square in black and white: one bit a dot, 1 for light, rows of whole bytes, packed. */
export type Picture = { side: number; rows: Buffer };

/** Modules of quiet around the code, by its standard. */
const QUIET = 4;
/** Sharp edges in viewers that smooth enlarged pictures; a path of the modules is ten times larger. */
const PIXELS = 4;

/** The code in black on white, with correction M, as bank applications expect. */
export function qrPicture(bytes: Uint8Array): Picture {
  const modules = modulesOf(bytes);
  const side = modules.length * PIXELS;
  const width = Math.ceil(side / 8);
  const rows = Buffer.alloc(width * side, 0xff);
  for (const [row, cells] of modules.entries()) {
    const top = row * PIXELS * width;
    const line = rows.subarray(top, top + width);
    for (const [x, isDark] of cells.entries()) {
      // Four pixels are half a byte.
      if (isDark) line[x >> 1] = (line[x >> 1] ?? 0) & (x & 1 ? 0xf0 : 0x0f);
    }
    for (let copy = 1; copy < PIXELS; copy += 1) line.copy(rows, top + copy * width);
  }
  return { side, rows: deflateSync(rows, { level: 1 }) };
}

/** Of bytes as they are: a code in windows-1251 is no text to the package. */
const modulesOf = (bytes: Uint8Array): boolean[][] =>
  encodeQR('', 'raw', { encoding: 'byte', textEncoder: () => bytes, ecc: 'medium', border: QUIET });
