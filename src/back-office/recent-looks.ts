import { sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';

export type RecentLook = { number: string; holder: string; address: string; lookedAt: Date };

/** A shift: what is shown again is what the record knows this person to have seen in it. */
const SHIFT_MS = 12 * 3_600_000;

/** The accounts that this member of staff opened last, from the record of looks. */
export async function listRecentLooks(
  { db, clock }: { db: Database; clock: Clock },
  actor: StaffMember,
): Promise<RecentLook[]> {
  type Row = { number: string; holder: string; address: string; looked_at: Date };
  const { rows } = await sql<Row>`
    select a.number, a.address, last.looked_at,
      concat_ws(' ', a.holder_last_name, nullif(a.holder_first_name, ''),
        nullif(a.holder_middle_name, '')) as holder
    from (
      select personal_account_id, max(happened_at) as looked_at from (
        select personal_account_id, happened_at from audit_entries
        where actor_kind = 'staff' and actor_id = ${actor.staffMemberId}
          and action = 'look_at_account'
          and happened_at > ${new Date(clock.now().getTime() - SHIFT_MS)}
        order by audit_entry_id desc limit 100) looks
      group by personal_account_id) last
    join personal_accounts a using (personal_account_id)
    order by last.looked_at desc limit 8`.execute(db);
  return rows.map(({ looked_at: lookedAt, ...row }) => ({ ...row, lookedAt }));
}
