import { sql } from 'kysely';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import { RECOVER_PASSWORD } from './recover-password.ts';
import { isLiveSession } from './sessions.ts';
import { RESEND_ACTIVATION } from './start-registration.ts';
import { TELL_OF_GUESSES } from './tell-of-guesses.ts';

const DAY_MS = 86_400_000;
/** A repeat of a form or of an API call comes within a day; a week covers a phone in a drawer. */
const IDEMPOTENCY_MS = 7 * DAY_MS;

/** A letter that went astray is asked about within days. */
const GUEST_LETTERS_MS = 7 * DAY_MS;

/**
 * What has expired leaves the database, personal data of people who never became users above all:
 * their registrations, the letters to them, what they typed into a job that could not be done.
 */
export async function removeExpired({ db, clock }: { db: Database; clock: Clock }): Promise<void> {
  const now = clock.now();
  await db.deleteFrom('registrations').where('expires_at', '<=', now).execute();
  await db.deleteFrom('one_time_tokens').where('expires_at', '<=', now).execute();
  await db
    .deleteFrom('sessions')
    .where((is) => is.not(isLiveSession(now)(is)))
    .execute();
  await db.deleteFrom('contact_changes').where('expires_at', '<=', now).execute();
  await db.deleteFrom('pending_sign_ins').where('expires_at', '<=', now).execute();
  await db.deleteFrom('passkey_challenges').where('expires_at', '<=', now).execute();
  await db
    .deleteFrom('idempotency_keys')
    .where('created_at', '<=', new Date(now.getTime() - IDEMPOTENCY_MS))
    .execute();
  await db
    .deleteFrom('letters')
    .where('user_id', 'is', null)
    .where('state', '<>', 'queued')
    .where('created_at', '<=', new Date(now.getTime() - GUEST_LETTERS_MS))
    .execute();
  await sql`select graphile_worker.complete_jobs(array_agg(id)) from graphile_worker.jobs
    where task_identifier = any(${[RECOVER_PASSWORD, RESEND_ACTIVATION, TELL_OF_GUESSES]})
      and attempts >= max_attempts and locked_at is null having count(*) > 0`.execute(db);
  // Kept by the limiter in the machine's time, which limits alone run by.
  await db.deleteFrom('rate_limits').where('expire', '<', Date.now()).execute();
}

export const removeExpiredRegularly = (deps: { db: Database; clock: Clock }): Recurring => ({
  name: 'remove-expired',
  everySeconds: 600,
  run: () => removeExpired(deps),
});
