import type { Actor } from '#src/actor.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone, isPlainDate, type PlainDate } from '#src/plain-date.ts';
import { firstOpenMonth } from './billing-month.ts';
import { confirmationOf, findByConfirmation } from './find-reading.ts';
import { findHistory, type HistoryCursor, type HistoryRow } from './history-store.ts';
import { canChange } from './meter-reading.ts';
import { type MetersDeps, refuseSending, senderOf } from './reading-situation.ts';
import type { MeterReading } from './reading-types.ts';
import { volumeBetween } from './reading-volume.ts';

/** A line of the history: one version of one reading. */
export type ReadingEntry = MeterReading & {
  meterSerial: string;
  integerDigits: number;
  /** «П-26-0000-0123»; null for what came with a register. */
  confirmation: string | null;
  /** What it is measured from; null for the meter's first reading and for one that does not count. */
  previous: { value: string; takenOn: PlainDate } | null;
  volumeM3: string | null;
  /** Why staff took it back; null when they did not. */
  voidReason: string | null;
  /** By the one who asks, now. */
  canChange: boolean;
};

export type ReadingsPage = { ok: true; readings: ReadingEntry[]; nextCursor: string | null };

export type ReadingsQuery = {
  meterId?: number;
  cursor?: string;
  limit?: number;
  /** Without the versions that were corrected or withdrawn. */
  isCurrentOnly?: boolean;
};

const DEFAULT_LIMIT = 24;
const MAX_LIMIT = 100;

/** The whole history, every version kept, newest first. */
export async function listReadings(
  deps: MetersDeps,
  actor: Actor,
  {
    personalAccountId,
    meterId,
    cursor,
    limit = DEFAULT_LIMIT,
    isCurrentOnly,
  }: Place & ReadingsQuery,
): Promise<ReadingsPage | { ok: false; code: 'cursor_invalid' }> {
  const after = cursor ? readCursor(cursor) : null;
  if (cursor && !after) return { ok: false, code: 'cursor_invalid' };
  const count = Math.min(Math.max(limit, 1), MAX_LIMIT);
  const query = { personalAccountId, meterId, after, limit: count + 1, isCurrentOnly };
  const rows = await findHistory(deps.db, actor, query);
  const readings = rows.slice(0, count).map((row) => toEntry(row, actor, deps));
  const last = readings.at(-1);
  return { ok: true, readings, nextCursor: rows.length > count && last ? cursorOf(last) : null };
}

type Place = Pick<PersonalAccount, 'personalAccountId'>;

/** One reading by its confirmation: the page after sending, and what a letter points at. */
export async function getReading(
  deps: MetersDeps,
  actor: Actor,
  { personalAccountId, confirmation }: Place & { confirmation: string },
): Promise<ReadingEntry | null> {
  const place = { personalAccountId, confirmation, timeZone: deps.supplier.timeZone };
  const reading = await findByConfirmation(deps.db, actor, place);
  if (!reading) return null;
  return entryOfReading(deps, actor, { personalAccountId, ...reading });
}

/** The same by the reading's id, for whoever has it from us. */
export async function entryOfReading(
  deps: MetersDeps,
  actor: Actor,
  { personalAccountId, readingId }: Place & { readingId: number },
): Promise<ReadingEntry | null> {
  const [row] = await findHistory(deps.db, actor, { personalAccountId, readingId, limit: 1 });
  return row ? toEntry(row, actor, deps) : null;
}

function toEntry(row: HistoryRow, actor: Actor, { clock, supplier }: MetersDeps): ReadingEntry {
  const { reading, meterSerial, integerDigits, voidReason } = row;
  const { previousValue, previousTakenOn } = row;
  const isClosed = refuseSending(row, dateInZone(clock.now(), supplier.timeZone)) !== null;
  const openSince = firstOpenMonth(row.lastClosedMonth);
  const previous =
    previousValue !== null && previousTakenOn !== null
      ? { value: previousValue, takenOn: previousTakenOn }
      : null;
  return {
    ...reading,
    meterSerial,
    integerDigits,
    voidReason,
    confirmation: confirmationOf(reading, supplier.timeZone),
    previous,
    volumeM3: previous && volumeBetween(previous, reading, integerDigits).toFixed(),
    canChange: !isClosed && canChange(reading, { ...senderOf(actor), openSince }).ok,
  };
}

const cursorOf = ({ takenOn, readingId }: HistoryCursor): string =>
  Buffer.from(`${takenOn}.${readingId}`).toString('base64url');

function readCursor(cursor: string): HistoryCursor | null {
  const [takenOn = '', id = ''] = Buffer.from(cursor, 'base64url').toString().split('.');
  const isOurs = isPlainDate(takenOn) && /^\d{1,15}$/.test(id);
  return isOurs ? { takenOn, readingId: Number(id) } : null;
}
