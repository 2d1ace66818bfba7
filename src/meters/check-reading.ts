import type { ReadingSender } from '#src/actor.ts';
import { judgeReading } from './meter-reading.ts';
import type { ReadingFailure } from './reading-failure.ts';
import { loadSituation, type MetersDeps, type ReadingTarget } from './reading-situation.ts';
import type { Meter, ReadingAttempt, ReadingPreview } from './reading-types.ts';

export type CheckedReading =
  | { ok: true; preview: ReadingPreview }
  /** `meter` is there when a rule refused and not when the meter itself could not be found. */
  | (ReadingFailure & { meter?: Meter });

/** What this reading would do: month, m³, question. Nothing is kept. */
export async function checkReading(
  { db, clock, supplier }: MetersDeps,
  actor: ReadingSender,
  input: ReadingTarget & ReadingAttempt,
): Promise<CheckedReading> {
  const now = clock.now();
  const loaded = await loadSituation(db, actor, { ...input, now, supplier, lock: false });
  if (!loaded.ok) return loaded;
  const verdict = judgeReading(input, loaded.situation);
  return verdict.ok ? verdict : { ...verdict, meter: loaded.situation.meter };
}
