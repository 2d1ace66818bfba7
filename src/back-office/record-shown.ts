import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import { type AuditEntry, recordEntries } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';

/** Whose data stands in a list: an account's household, or one person. */
export type Shown = { personalAccountId: number | null; userId: number | null };

type ShownInList = {
  record: Pick<AuditEntry, 'actorName' | 'requestId'>;
  action: string;
  shown: readonly Shown[];
};

/** A queue is opened again after each decision: to those who stand in it that is one look. */
const ONE_LOOK_MS = 3_600_000;

/** Records a look for everybody in a list, at most one an hour by each member of staff. */
export async function recordShown(
  { db, clock }: { db: Database; clock: Clock },
  actor: StaffMember,
  { record, action, shown }: ShownInList,
): Promise<void> {
  if (shown.length === 0) return;
  const now = clock.now();
  const { rows } = await sql<{ key: string }>`
    select distinct concat(coalesce(personal_account_id::text, 'null'), ' ',
      coalesce(user_id::text, 'null')) as key from audit_entries
    where actor_kind = 'staff' and actor_id = ${actor.staffMemberId} and action = ${action}
      and happened_at > ${new Date(now.getTime() - ONE_LOOK_MS)}`.execute(db);
  const known = new Set(rows.map(({ key }) => key));
  const fresh = new Map(
    shown
      .map((one) => [`${one.personalAccountId} ${one.userId}`, one] as const)
      .filter(([key]) => !known.has(key)),
  );
  const entries = [...fresh.values()].map((one) => ({ ...record, ...one, action, now }));
  await recordEntries(db, actor, entries);
}

export const ofAccount = (personalAccountId: number): Shown => ({
  personalAccountId,
  userId: null,
});

export const ofPerson = (userId: number): Shown => ({ personalAccountId: null, userId });
