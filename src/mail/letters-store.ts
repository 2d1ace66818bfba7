import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import { currentRequestId } from '#src/request-story.ts';
import type { Letter } from './letter-types.ts';

export type QueuedLetter = {
  /** A key of the features' LetterRenderers. */
  kind: string;
  to: string;
  userId?: number | null;
  /** Ids and small facts; tokens are made when the letter is sent. */
  data?: object;
};

export const letterJobKey = (letterId: number): string => `letter:${letterId}`;

export async function insertLetter(db: Db, letter: QueuedLetter, now: Date): Promise<number> {
  const row = await db
    .insertInto('letters')
    .values({
      kind: letter.kind,
      to_address: letter.to,
      user_id: letter.userId ?? null,
      data: JSON.stringify(letter.data ?? {}),
      created_at: now,
      request_id: currentRequestId(),
    })
    .returning('letter_id')
    .executeTakeFirstOrThrow();
  return row.letter_id;
}

/** Null when it is unknown, sent or given up already. */
export async function findQueuedLetter(db: Db, letterId: number): Promise<Letter | null> {
  const row = await db
    .selectFrom('letters')
    .select(['kind', 'to_address', 'user_id', 'data', 'created_at', 'request_id'])
    .where('letter_id', '=', letterId)
    .where('state', '=', 'queued')
    .executeTakeFirst();
  if (!row) return null;
  return {
    letterId,
    kind: row.kind,
    to: row.to_address,
    userId: row.user_id,
    data: { ...row.data },
    createdAt: row.created_at,
    requestId: row.request_id,
  };
}

export type LetterOutcome = {
  letterId: number;
  state: 'queued' | 'sent' | 'failed';
  /** Our own words; a mail server's answer may quote the address. */
  error: string | null;
  now: Date;
};

/** Notes one try. What was sent or given up meanwhile stays so. */
export async function noteLetterOutcome(db: Db, outcome: LetterOutcome): Promise<void> {
  await db
    .updateTable('letters')
    .set((set) => ({
      state: outcome.state,
      attempts: set('attempts', '+', 1),
      last_error: outcome.error,
      sent_at: outcome.state === 'sent' ? outcome.now : null,
    }))
    .where('letter_id', '=', outcome.letterId)
    .where('state', '=', 'queued')
    .execute();
}

/**
 * Queued letters that no job will send: its tries are used up, or somebody deleted it. When the
 * mail server itself was away they are due at once, otherwise after half an hour: a grey-listing
 * server must not be hammered. The queue's time stamps are PostgreSQL's.
 */
export async function findStrandedLetters(db: Db, limit: number): Promise<number[]> {
  const jobKey = sql`${letterJobKey(0).slice(0, -1)} || letters.letter_id`;
  const rows = await db
    .selectFrom('letters')
    .select('letter_id')
    .where('state', '=', 'queued')
    .where(
      sql<boolean>`not exists (select from graphile_worker.jobs as job
        where job.key = ${jobKey} and (
          job.attempts < job.max_attempts or job.locked_at is not null
          or (letters.last_error not like 'unreachable%'
              and job.updated_at > now() - interval '30 minutes')))`,
    )
    .orderBy('attempts')
    .orderBy('letter_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.letter_id);
}
