import { create } from 'qrcode';

export type QrModules = {
  size: number;
  isDark(row: number, column: number): boolean;
};

/**
 * A QR code with correction M, as bank applications expect. Which of the eight masks disturbs readers
 * least is chosen here, by the measure of ISO/IEC 18004: the package takes ten times longer for it,
 * and a bill has ten milliseconds in all.
 */
export function qrModules(bytes: Uint8Array): QrModules {
  const made = (maskPattern: Mask) =>
    create([{ data: bytes, mode: 'byte' }], { errorCorrectionLevel: 'M', maskPattern }).modules;
  const plain = made(0);
  const best = lightestMask(plain.data, plain.reservedBit, plain.size);
  const modules = best === 0 ? plain : made(best);
  return { size: modules.size, isDark: (row, column) => modules.get(row, column) !== 0 };
}

type Mask = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
const masks: readonly Mask[] = [0, 1, 2, 3, 4, 5, 6, 7];

/** Which modules a mask turns over, as the standard numbers them. */
const isTurned: Record<Mask, (row: number, column: number) => boolean> = {
  0: (row, column) => (row + column) % 2 === 0,
  1: (row) => row % 2 === 0,
  2: (_, column) => column % 3 === 0,
  3: (row, column) => (row + column) % 3 === 0,
  4: (row, column) => ((row >> 1) + Math.floor(column / 3)) % 2 === 0,
  5: (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  6: (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  7: (row, column) => (((row + column) % 2) + ((row * column) % 3)) % 2 === 0,
};

/** `masked`: by mask 0. The five bits that name the mask differ too, and weigh nothing here. */
function lightestMask(masked: Uint8Array, reserved: Uint8Array, size: number): Mask {
  const turns = turnsOf(reserved, size);
  const modules = new Uint8Array(masked.length);
  let best: Mask = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const mask of masks) {
    const turned = turns[mask];
    if (!turned) continue;
    for (let at = 0; at < modules.length; at += 1) {
      modules[at] = (masked[at] ?? 0) ^ (turned[at] ?? 0);
    }
    const penalty = penaltyOf(modules, size);
    if (penalty >= least) continue;
    least = penalty;
    best = mask;
  }
  return best;
}

const known = new Map<number, Uint8Array[]>();

/** What turns over from mask 0 to each; the same for every code of a size. */
function turnsOf(reserved: Uint8Array, size: number): Uint8Array[] {
  const before = known.get(size);
  if (before) return before;
  const turns = masks.map((mask) =>
    Uint8Array.from({ length: size * size }, (_, at) => {
      const row = Math.floor(at / size);
      const column = at % size;
      if (reserved[at]) return 0;
      return isTurned[mask](row, column) === isTurned[0](row, column) ? 0 : 1;
    }),
  );
  known.set(size, turns);
  return turns;
}

/** Points of ISO/IEC 18004 for long runs, blocks, what looks like a finder, and uneven shares. */
function penaltyOf(modules: Uint8Array, size: number): number {
  let points = 0;
  let dark = 0;
  for (let line = 0; line < size; line += 1) {
    points += linePenalty(modules, size, line * size, 1);
    points += linePenalty(modules, size, line, size);
    const isLast = line === size - 1;
    let above = 0;
    for (let at = line * size; at < (line + 1) * size; at += 1) {
      const module = modules[at] ?? 0;
      dark += module;
      if (isLast) continue;
      // Two modules, one over the other: none, one, or both dark.
      const pair = module + (modules[at + size] ?? 0);
      if (at > line * size && pair === above && pair !== 1) points += 3;
      above = pair;
    }
  }
  return points + 10 * Math.floor(Math.abs((dark * 100) / modules.length - 50) / 5);
}

/** 1:1:3:1:1 of a finder with four light modules before or after. */
const FINDER_FIRST = 0b10111010000;
const FINDER_LAST = 0b00001011101;
const ELEVEN = 0b11111111111;

function linePenalty(modules: Uint8Array, size: number, from: number, step: number): number {
  let points = 0;
  let run = 0;
  let last = 2;
  let window = 0;
  let at = from;
  for (let place = 0; place < size; place += 1, at += step) {
    const module = modules[at] ?? 0;
    if (module === last) {
      run += 1;
      if (run >= 5) points += run === 5 ? 3 : 1;
    } else {
      last = module;
      run = 1;
    }
    window = ((window << 1) | module) & ELEVEN;
    if (place >= 10 && (window === FINDER_FIRST || window === FINDER_LAST)) points += 40;
  }
  return points;
}
