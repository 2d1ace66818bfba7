import type { Actor } from '#src/actor.ts';
import { findCases, type ReadingCase } from './cases-store.ts';
import type { MetersDeps } from './reading-situation.ts';

/** What the resident has asked about readings and what became of it, newest first. */
export function listReadingCases(
  { db }: Pick<MetersDeps, 'db'>,
  actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<ReadingCase[]> {
  return findCases(db, actor, { personalAccountId });
}
