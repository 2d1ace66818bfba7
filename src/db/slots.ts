export type Slots = {
  /** Gives back a function that frees the slot; null when none became free in time. */
  take(waitMs: number): Promise<(() => void) | null>;
};

/** At most so many at once; the others stand in line, first come first served. */
export function createSlots(most: number): Slots {
  let free = most;
  const line = new Set<() => void>();
  const give = () => {
    const [next] = line;
    if (!next) {
      free += 1;
      return;
    }
    line.delete(next);
    next();
  };
  return {
    async take(waitMs) {
      if (free > 0) {
        free -= 1;
        return give;
      }
      return new Promise((resolve) => {
        const serve = () => {
          clearTimeout(timer);
          resolve(give);
        };
        const timer = setTimeout(() => {
          line.delete(serve);
          resolve(null);
        }, waitMs);
        line.add(serve);
      });
    },
  };
}
