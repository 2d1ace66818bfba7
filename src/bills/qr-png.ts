import { crc32, deflateSync } from 'node:zlib';
import { qrModules } from './qr-modules.ts';

/** Modules of quiet around the code, by its standard. */
const QUIET = 4;
/** Sharp edges in viewers that smooth enlarged pictures; a path of the modules is ten times larger. */
const PIXELS = 4;

/** The code in black on white, one bit a pixel. */
export function qrPng(bytes: Uint8Array): Buffer {
  const modules = qrModules(bytes);
  const side = (modules.size + 2 * QUIET) * PIXELS;
  // Each row begins with the number of its filter: none.
  const width = 1 + Math.ceil(side / 8);
  const pixels = Buffer.alloc(width * side, 0xff);
  for (let y = 0; y < side; y += 1) pixels[y * width] = 0;
  for (let row = 0; row < modules.size; row += 1) {
    const top = (row + QUIET) * PIXELS * width;
    const line = pixels.subarray(top, top + width);
    for (let column = 0; column < modules.size; column += 1) {
      if (!modules.isDark(row, column)) continue;
      // Four pixels are half a byte.
      const x = column + QUIET;
      const at = 1 + (x >> 1);
      line[at] = (line[at] ?? 0) & (x & 1 ? 0xf0 : 0x0f);
    }
    for (let copy = 1; copy < PIXELS; copy += 1) line.copy(pixels, top + copy * width);
  }
  return png(side, pixels);
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function png(side: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // One bit of grey a pixel.
  header[8] = 1;
  // The paper packs it anew.
  const stored = deflateSync(pixels, { level: 0 });
  const parts = [chunk('IHDR', header), chunk('IDAT', stored), chunk('IEND')];
  return Buffer.concat([SIGNATURE, ...parts]);
}

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}
