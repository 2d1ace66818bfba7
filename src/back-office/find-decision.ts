import type { StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';

export type KeptDecision = { action: string; byName: string; reason: string; at: Date };

/** Who decided something and why, from the record: the last of these deeds. */
export async function findDecision(
  db: Db,
  _actor: StaffMember,
  { subject, actions }: { subject: string; actions: readonly string[] },
): Promise<KeptDecision | null> {
  const row = await db
    .selectFrom('audit_entries')
    .select(['action', 'actor_name', 'reason', 'happened_at'])
    .where('subject', '=', subject)
    .where('action', 'in', actions)
    .orderBy('audit_entry_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { action, actor_name: byName, reason, happened_at: at } = row;
  return { action, byName, reason, at };
}
