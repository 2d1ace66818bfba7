import type { Actor } from '#src/actor.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { consumptionByMonth, type MonthlyVolume } from './consumption.ts';
import { findCountedReadings } from './history-store.ts';
import type { MetersDeps } from './reading-situation.ts';

/** Monthly volumes of the account, all its meters together, `from`…`to` included. */
export async function listConsumption(
  { db }: Pick<MetersDeps, 'db'>,
  actor: Actor,
  { personalAccountId, from, to }: { personalAccountId: number; from: PlainMonth; to: PlainMonth },
): Promise<MonthlyVolume[]> {
  const readings = await findCountedReadings(db, actor, { personalAccountId });
  return consumptionByMonth(readings, { from, to });
}
