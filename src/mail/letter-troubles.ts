import type { Db } from '#src/db/database.ts';

/** What keeps our letters from somebody, newest first, until one has gone out well. */
export type LetterTrouble = {
  state: 'delayed' | 'undelivered';
  /** address: there is no such mailbox. mailbox: it takes nothing, being full or closed. */
  reason: 'address' | 'mailbox' | 'unknown';
  since: Date;
};

const LOOK_BACK_MS = 30 * 86_400_000;
/** A letter is on its way in seconds; the first pauses of the queue are longer than that. */
const DELAYED_AFTER_MS = 10 * 60_000;
/** By then the other server has either delivered it or sent it back. */
const DELAY_ENDS_AFTER_MS = 5 * 86_400_000;
const ENOUGH = 20;

type Place = { userId: number; to: string; now: Date };

/** The newest trouble of letters to this user at this address; null when the last one went well. */
export async function findLetterTrouble(
  db: Db,
  { userId, to, now }: Place,
): Promise<LetterTrouble | null> {
  const rows = await db
    .selectFrom('letters')
    .select(['state', 'attempts', 'last_error', 'created_at'])
    .where('user_id', '=', userId)
    .where('to_address', '=', to)
    .where('created_at', '>', new Date(now.getTime() - LOOK_BACK_MS))
    .orderBy('letter_id', 'desc')
    .limit(ENOUGH)
    .execute();
  for (const row of rows) {
    const error = row.last_error ?? '';
    if (row.state === 'sent' && error === '') return null;
    const isDelayed = row.state === 'sent' || row.state === 'queued';
    const ageMs = now.getTime() - row.created_at.getTime();
    const isFresh = ageMs < DELAYED_AFTER_MS;
    if (row.state === 'sent' && ageMs > DELAY_ENDS_AFTER_MS) return null;
    // A letter that became pointless tells nothing of the mailbox.
    if (error === NOT_RELEVANT || (row.state === 'queued' && error === '' && isFresh)) continue;
    const state = isDelayed ? 'delayed' : 'undelivered';
    return { state, reason: reasonOf(error), since: row.created_at };
  }
  return null;
}

/** As send-letter notes it. */
export const NOT_RELEVANT = 'not relevant any more';

/** Enhanced status codes (RFC 3463): x.1.x is about the address, x.2.x about the mailbox. */
function reasonOf(error: string): LetterTrouble['reason'] {
  if (/^(refused: 55[013] to RCPT TO|not an address|bounced: \d\.1\.)/.test(error)) {
    return 'address';
  }
  return /^(refused: 552 to RCPT TO|(bounced|delayed): \d\.2\.)/.test(error)
    ? 'mailbox'
    : 'unknown';
}

/**
 * Whether letters wait because our mail server is away. It is about all letters at once, so a page
 * that says so tells nobody anything of an address.
 */
export async function isMailAway(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('letters')
    .select('letter_id')
    .where('state', '=', 'queued')
    .where('last_error', 'like', 'unreachable%')
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
