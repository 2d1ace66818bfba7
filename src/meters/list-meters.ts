import type { Actor } from '#src/actor.ts';
import { addDays, dateInZone, type PlainDate } from '#src/plain-date.ts';
import { findMetersWithLastReading } from './meters-store.ts';
import type { MetersDeps } from './reading-situation.ts';
import type { Meter } from './reading-types.ts';

/** unknown: the register holds no date, and nothing is refused for that. */
export type VerificationState = 'valid' | 'ends_soon' | 'expired' | 'unknown';

export type MeterCard = Meter & {
  lastReading: { value: string; takenOn: PlainDate } | null;
  verification: VerificationState;
  isRemoved: boolean;
};

/** The account's meters, those in use first, with what each showed last. */
export async function listMeters(
  { db, clock, supplier }: MetersDeps,
  actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<MeterCard[]> {
  const today = dateInZone(clock.now(), supplier.timeZone);
  const { verificationWarningDays: warningDays } = supplier.readings;
  const found = await findMetersWithLastReading(db, actor, { personalAccountId });
  return found.map(({ meter, last }) => ({
    ...meter,
    lastReading: last,
    verification: verificationState(meter.verifiedUntil, { today, warningDays }),
    isRemoved: meter.removedOn !== null && meter.removedOn <= today,
  }));
}

/** `verifiedUntil` is the last day on which readings count. */
export function verificationState(
  verifiedUntil: PlainDate | null,
  { today, warningDays }: { today: PlainDate; warningDays: number },
): VerificationState {
  if (verifiedUntil === null) return 'unknown';
  if (verifiedUntil < today) return 'expired';
  return verifiedUntil <= addDays(today, warningDays) ? 'ends_soon' : 'valid';
}
