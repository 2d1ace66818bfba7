export type Chance = {
  /** From 0 up to 1. */
  next(): number;
  pick<T>(list: readonly T[]): T;
  kopecks(): number;
};

/** The same storm for the same seed: mulberry32. */
export function createChance(seed: number): Chance {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    pick: (list) => list[Math.floor(next() * list.length)] as (typeof list)[number],
    kopecks: () => 100 + Math.floor(next() * 500_000),
  };
}
