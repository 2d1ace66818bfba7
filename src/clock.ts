/**
 * Our clock. Every rule that asks for "now" is given one of these; nothing else reads the time,
 * SQL's clock included, so that a demo may live on another day and a test may stand still.
 */
export type Clock = {
  now(): Date;
};

export const systemClock: Clock = { now: () => new Date() };

/** A clock that runs at real speed, `offsetMs` away from the machine's. */
export function offsetClock(offsetMs: number): Clock {
  return { now: () => new Date(Date.now() + offsetMs) };
}
