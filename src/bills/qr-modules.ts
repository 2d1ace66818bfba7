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
  const plain = masked(bytes, 0);
  const { size } = plain;
  const { cells } = lightest(plain, turnsOf(bytes, plain));
  const isDark = (row: number, column: number): boolean => {
    const at = row * size + column;
    return plain.data[at] !== cells[at];
  };
  return { size, isDark };
}

type Mask = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;
const masks: readonly Mask[] = [0, 1, 2, 3, 4, 5, 6, 7];

/** Row after row, 1 for a dark module. */
type Cells = { data: Uint8Array; size: number };

const masked = (bytes: Uint8Array, maskPattern: Mask): Cells =>
  create([{ data: bytes, mode: 'byte' }], { errorCorrectionLevel: 'M', maskPattern }).modules;

/** The modules that a mask turns over from where mask 0 has them. */
type Turn = { cells: Uint8Array; bundles: Bundles };

const known = new Map<number, Turn[]>();

/** By the code of any bytes: what a mask turns over, and its name with correction M, is the same for all of a size. */
function turnsOf(bytes: Uint8Array, plain: Cells): Turn[] {
  const { size } = plain;
  const before = known.get(size);
  if (before) return before;
  const turns = masks.map((mask) => {
    const { data } = masked(bytes, mask);
    const cells = data.map((module, at) => module ^ (plain.data[at] ?? 0));
    return { cells, bundles: bundlesOf(cells, size) };
  });
  known.set(size, turns);
  return turns;
}

function lightest({ data, size }: Cells, turns: readonly Turn[]): Turn {
  const plain = bundlesOf(data, size);
  const turned: Bundles = {
    along: new Int32Array(plain.along),
    across: new Int32Array(plain.across),
  };
  let [best] = turns;
  let least = Number.POSITIVE_INFINITY;
  for (const turn of turns) {
    turnOver(plain.along, turn.bundles.along, turned.along);
    turnOver(plain.across, turn.bundles.across, turned.across);
    const penalty = penaltyOf(turned, { size, least });
    if (penalty >= least) continue;
    least = penalty;
    best = turn;
  }
  if (!best) throw new Error('a code has eight masks');
  return best;
}

/**
 * The same place of 32 lines is one number, a bit a line, so that 32 lines are weighed at once. Bundle
 * after bundle, each of `size` numbers: `along` of rows, `across` of columns.
 */
type Bundles = { along: Int32Array; across: Int32Array };

const LINES = 32;

function bundlesOf(modules: Uint8Array, size: number): Bundles {
  const length = Math.ceil(size / LINES) * size;
  const along = new Int32Array(length);
  const across = new Int32Array(length);
  for (let row = 0; row < size; row += 1) {
    const rowAt = Math.floor(row / LINES) * size;
    for (let column = 0; column < size; column += 1) {
      const module = modules[row * size + column] ?? 0;
      const columnAt = Math.floor(column / LINES) * size;
      along[rowAt + column] = (along[rowAt + column] ?? 0) | (module << (row % LINES));
      across[columnAt + row] = (across[columnAt + row] ?? 0) | (module << (column % LINES));
    }
  }
  return { along, across };
}

function turnOver(plain: Int32Array, turn: Int32Array, turned: Int32Array): void {
  for (let at = 0; at < plain.length; at += 1) turned[at] = (plain[at] ?? 0) ^ (turn[at] ?? 0);
}

/**
 * Points of ISO/IEC 18004 for long runs, blocks, what looks like a finder, and uneven shares. It counts no
 * further once there are as many as the `least` so far.
 */
function penaltyOf(
  { along, across }: Bundles,
  { size, least }: { size: number; least: number },
): number {
  let points = 0;
  let dark = 0;
  for (let from = 0; from < along.length; from += size) {
    const lines = linesIn(from, size);
    points += linesPenalty(along, { from, size, lines });
    points += linesPenalty(across, { from, size, lines });
    points += 3 * blocksIn(along, { from, size, lines });
    if (points >= least) return points;
    for (let at = from; at < from + size; at += 1) dark += ones(along[at] ?? 0);
  }
  // Each whole twentieth off the half, as the standard says; the package counts begun ones.
  return points + 10 * Math.floor(Math.abs((dark * 100) / (size * size) - 50) / 5);
}

type Bundle = { from: number; size: number; lines: number };

/** A bit for each line that is there: the last bundle has fewer. */
function linesIn(from: number, size: number): number {
  const left = size - (from / size) * LINES;
  return left >= LINES ? -1 : (1 << left) - 1;
}

/** A run of n ≥ 5: n − 2 points, so one for each five alike and two more where they begin. */
function linesPenalty(bundles: Int32Array, { from, size, lines }: Bundle): number {
  let points = 0;
  let before = 0;
  // Whether a place is like the one before: of the last three.
  let [alike1, alike2, alike3] = [0, 0, 0];
  for (let place = 1; place < size; place += 1) {
    const at = from + place;
    const alike = ~((bundles[at] ?? 0) ^ (bundles[at - 1] ?? 0)) & lines;
    const five = alike & alike1 & alike2 & alike3;
    if (five !== 0) points += ones(five) + 2 * ones(five & ~before);
    before = five;
    [alike1, alike2, alike3] = [alike, alike1, alike2];
    const finders = place < 10 ? 0 : findersAt(bundles, at) & lines;
    if (finders !== 0) points += 40 * ones(finders);
  }
  return points;
}

/** 1:1:3:1:1 of a finder with four light modules before or after, eleven that end at `at`. */
function findersAt(bundles: Int32Array, at: number): number {
  const dark = (back: number): number => bundles[at - back] ?? 0;
  const middle = dark(6) & dark(4) & ~dark(5);
  if (middle === 0) return 0;
  const first = middle & dark(10) & ~dark(9) & dark(8) & dark(7);
  const last = middle & dark(3) & dark(2) & ~dark(1) & dark(0);
  const isFirst = first & ~(dark(3) | dark(2) | dark(1) | dark(0));
  const isLast = last & ~(dark(10) | dark(9) | dark(8) | dark(7));
  return isFirst | isLast;
}

/** Two by two alike: each pair of lines with the next line, the last of a bundle with the next one's. */
function blocksIn(bundles: Int32Array, { from, size, lines }: Bundle): number {
  const isLast = from + size >= bundles.length;
  const pairs = isLast ? lines >>> 1 : lines;
  let blocks = 0;
  let darkBefore = 0;
  let lightBefore = 0;
  for (let at = from; at < from + size; at += 1) {
    const here = bundles[at] ?? 0;
    const below = (here >>> 1) | ((bundles[at + size] ?? 0) << (LINES - 1));
    const dark = here & below;
    const light = ~(here | below);
    if (at > from) blocks += ones(((dark & darkBefore) | (light & lightBefore)) & pairs);
    darkBefore = dark;
    lightBefore = light;
  }
  return blocks;
}

/** How many bits are set. */
function ones(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
