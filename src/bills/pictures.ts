import { crc32, deflateSync } from 'node:zlib';
import { type Picture, qrPicture } from './qr-picture.ts';

/**
 * Pictures are put into the finished paper: the compiler would make eight bits of each of their bits, and
 * pack those, a tenth of its time. It is given a blank square for each, known again by how many dots wide
 * it is.
 */
export const blankSquares = { 'qr.png': 2, 'sbp.png': 3 } as const;

export type PictureName = keyof typeof blankSquares;
/** What each of them says, in bytes. */
export type Codes = Readonly<Partial<Record<PictureName, Uint8Array>>>;

/** By the squares that they are put in place of. */
export function picturesBySide(codes: Codes): Map<number, Picture> {
  const names = Object.keys(blankSquares) as PictureName[];
  return new Map(
    names.flatMap((name) => (codes[name] ? [[blankSquares[name], qrPicture(codes[name])]] : [])),
  );
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A white PNG. */
export function blankPng(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  // Eight bits of each of three colours: the space of colours that a paper has anyway.
  header[8] = 8;
  header[9] = 2;
  // Each row begins with the number of its filter: none.
  const pixels = Buffer.alloc((1 + 3 * side) * side, 0xff);
  for (let row = 0; row < side; row += 1) pixels[row * (1 + 3 * side)] = 0;
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
