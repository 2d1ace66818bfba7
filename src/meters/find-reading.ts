import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { dateInZone } from '#src/plain-date.ts';
import { formatConfirmationNumber, parseConfirmationNumber } from './confirmation-number.ru.ts';
import type { MeterReading } from './reading-types.ts';
import { findReading } from './readings-store.ts';

export type ConfirmedPlace = { personalAccountId: number; confirmation: string; timeZone: string };

/** The reading under «П-26-0000-0123», whatever hyphens it is written with; the year must agree. */
export async function findByConfirmation(
  db: Db,
  actor: Actor,
  { personalAccountId, confirmation, timeZone }: ConfirmedPlace,
): Promise<MeterReading | null> {
  const asked = parseConfirmationNumber(confirmation);
  if (!asked) return null;
  const confirmationNumber = asked.number;
  const reading = await findReading(db, actor, { personalAccountId, confirmationNumber });
  const isSameYear = reading && confirmationOf(reading, timeZone)?.slice(2, 4) === asked.year;
  return isSameYear ? reading : null;
}

/** null for a reading that came with a register and was never confirmed to anybody. */
export function confirmationOf(
  { confirmationNumber, receivedAt }: Pick<MeterReading, 'confirmationNumber' | 'receivedAt'>,
  timeZone: string,
): string | null {
  if (confirmationNumber === null) return null;
  return formatConfirmationNumber(confirmationNumber, dateInZone(receivedAt, timeZone));
}
