import { crc32, deflateSync } from 'node:zlib';
import { create } from 'qrcode';

/** Modules of quiet around the code, by its standard. */
const QUIET = 4;
/** Sharp edges in viewers that smooth enlarged pictures; a path of the modules is ten times larger. */
const PIXELS = 4;

/** The code in black on white, one bit a pixel; correction M, as bank applications expect. */
export function qrPng(bytes: Uint8Array): Buffer {
  const { modules } = create([{ data: bytes, mode: 'byte' }], { errorCorrectionLevel: 'M' });
  const side = (modules.size + 2 * QUIET) * PIXELS;
  const isDark = (row: number, column: number): boolean =>
    row >= 0 &&
    column >= 0 &&
    row < modules.size &&
    column < modules.size &&
    modules.get(row, column) !== 0;
  // Each row begins with the number of its filter: none.
  const width = 1 + Math.ceil(side / 8);
  const pixels = Buffer.alloc(width * side, 0xff);
  for (let y = 0; y < side; y += 1) {
    pixels[y * width] = 0;
    for (let x = 0; x < side; x += 1) {
      if (!isDark(Math.floor(y / PIXELS) - QUIET, Math.floor(x / PIXELS) - QUIET)) continue;
      const at = y * width + 1 + (x >> 3);
      pixels[at] = (pixels[at] ?? 0) & ~(0x80 >> (x & 7));
    }
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
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(pixels)), chunk('IEND')];
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
