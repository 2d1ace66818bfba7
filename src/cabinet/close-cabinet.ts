import type { Resident } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { type Closing, closeUser } from '#src/identity/close-user.ts';
import { forgetAutopay } from '#src/payments/autopay/turn-off.ts';
import { forgetLinks } from '#src/personal-accounts/manage-links.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { forgetExports } from './data-exports-store.ts';

type Deps = { db: Database; clock: Clock; supplier: SupplierProfile };

/** Without the consent there is no cabinet: all of it goes at once, or nothing does. */
export async function closeCabinet(
  { db, clock, supplier }: Deps,
  actor: Resident,
  asked: Omit<Closing, 'now' | 'supplier'>,
): Promise<{ ok: true } | { ok: false; code: 'password_wrong' }> {
  const now = clock.now();
  return inTransaction(db, async (tx) => {
    const isClosed = await closeUser(tx, actor, { ...asked, supplier, now });
    if (!isClosed) return { ok: false, code: 'password_wrong' } as const;
    await forgetAutopay(tx, actor, now);
    await forgetLinks(tx, actor, now);
    await forgetExports(tx, actor);
    return { ok: true } as const;
  });
}
