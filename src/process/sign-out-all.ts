import { userInfo } from 'node:os';
import { system } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { openDeps } from './open-deps.ts';

type Deps = { db: Database; clock: Clock };

export type SignedOut = { sessions: number; links: number; tokens: number };

/**
 * Everybody signs in anew, residents and staff: after a restore, which brings back what had ended
 * since the backup, and after a leak. Links of letters die too; tokens of programs where asked.
 */
export async function signOutAll(
  { db, clock }: Deps,
  { withTokens }: { withTokens: boolean },
): Promise<SignedOut> {
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<SignedOut> => {
    const residents = await tx.deleteFrom('sessions').executeTakeFirst();
    const staff = await tx.deleteFrom('staff_sessions').executeTakeFirst();
    await tx.deleteFrom('pending_sign_ins').execute();
    await tx.deleteFrom('passkey_challenges').execute();
    const links = await tx.deleteFrom('one_time_tokens').executeTakeFirst();
    const revoke = tx.updateTable('api_tokens').set({ revoked_at: now });
    const tokens = withTokens
      ? (await revoke.where('revoked_at', 'is', null).executeTakeFirst()).numUpdatedRows
      : 0n;
    const done = {
      sessions: Number(residents.numDeletedRows + staff.numDeletedRows),
      links: Number(links.numDeletedRows),
      tokens: Number(tokens),
    };
    const actor = system(`command line, ${userInfo().username}`);
    await recordEntry(tx, actor, { action: 'sign_out_all', details: done, now });
    return done;
  });
}

export async function signOutAllByHand({ tokens }: { tokens?: true }): Promise<void> {
  const deps = await openDeps();
  try {
    const done = await signOutAll(deps, { withTokens: tokens === true });
    process.stdout.write(
      `ended: ${done.sessions} sessions, ${done.links} links of letters, ${done.tokens} tokens\n`,
    );
  } finally {
    await deps.close();
  }
}
