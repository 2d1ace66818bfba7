/** First soon, as a payer is looking; then ever more seldom: 5 s, 10 s, … up to ten minutes. */
const FIRST_MS = 5_000;
const LONGEST_MS = 600_000;

/** Of what nobody waits for: a чек. */
export const DAY_PAUSE_MS = 86_400_000;

/** How long to wait before the gateway is asked the next time. */
export const pauseBeforeAsking = (askedTimes: number, longestMs = LONGEST_MS): number =>
  Math.min(FIRST_MS * 2 ** Math.min(askedTimes, 20), longestMs);
