import { crc32, deflateSync, inflateSync } from 'node:zlib';

/** A picture of sixteen greys, one number of 0…15 to a dot: enough to see a page by, small to keep. */
export type GreyPicture = { width: number; height: number; dots: Uint8Array };

const LEVELS = 15;

export function greyOf(rgba: Uint8ClampedArray, width: number, height: number): GreyPicture {
  const dots = new Uint8Array(width * height);
  for (let at = 0; at < dots.length; at += 1) {
    const [red = 0, green = 0, blue = 0] = [rgba[at * 4], rgba[at * 4 + 1], rgba[at * 4 + 2]];
    const light = 0.299 * red + 0.587 * green + 0.114 * blue;
    dots[at] = Math.round((light / 255) * LEVELS);
  }
  return { width, height, dots };
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const rowBytes = (width: number): number => 1 + Math.ceil(width / 2);

/** PNG of four bits a dot, that any viewer opens. */
export function toPng({ width, height, dots }: GreyPicture): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 4;
  const rows = Buffer.alloc(rowBytes(width) * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * rowBytes(width) + 1 + (x >> 1);
      const dot = dots[y * width + x] ?? 0;
      rows[at] = (rows[at] ?? 0) | (x % 2 === 0 ? dot << 4 : dot);
    }
  }
  const parts = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return Buffer.concat([SIGNATURE, ...parts]);
}

/** Of what toPng wrote; nothing else is read. */
export function fromPng(png: Buffer): GreyPicture {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const packed: Buffer[] = [];
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') packed.push(png.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  const rows = inflateSync(Buffer.concat(packed));
  const dots = new Uint8Array(width * height);
  for (let at = 0; at < dots.length; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const pair = rows[y * rowBytes(width) + 1 + (x >> 1)] ?? 0;
    dots[at] = x % 2 === 0 ? pair >> 4 : pair & 0x0f;
  }
  return { width, height, dots };
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** The share of dots that are told apart by an eye; 1 for pictures of different sizes. */
export function differingShare(one: GreyPicture, other: GreyPicture, levels: number): number {
  if (one.width !== other.width || one.height !== other.height) return 1;
  let differing = 0;
  for (const [at, dot] of one.dots.entries()) {
    if (Math.abs(dot - (other.dots[at] ?? 0)) > levels) differing += 1;
  }
  return differing / one.dots.length;
}
