import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { hashPassword } from '#src/identity/password-hash.ts';
import { hasUsableApp, saveAppSecret } from '#src/identity/second-factor/authenticator-app.ts';
import { demoStaff } from '#src/staff/demo-staff.ru.ts';
import { findStaffByEmail, insertStaffMember } from '#src/staff/staff-members-store.ts';

/**
 * One member of staff in each role, whose password and application everybody knows. Who is there
 * already stays as they are; a key that was changed gets the application sealed anew.
 */
export async function addDemoStaff({
  db,
  clock,
  secret,
}: {
  db: Database;
  clock: Clock;
  secret: string;
}): Promise<void> {
  const { password, totpSecret, members } = demoStaff;
  const now = clock.now();
  for (const member of members) {
    const known = await findStaffByEmail(db, member.email);
    // Somebody of that address who is no part of the demo is left alone.
    if (known && !known.isDemo) continue;
    const owner = known && ({ kind: 'staff', id: known.staffMemberId } as const);
    if (owner && (await hasUsableApp(db, owner, { secret }))) continue;
    const passwordHash = await hashPassword(password);
    await inTransaction(db, async (tx) => {
      const made = known ?? {
        staffMemberId: await insertStaffMember(tx, { ...member, passwordHash, isDemo: true, now }),
      };
      if (made.staffMemberId === null) return;
      const id = made.staffMemberId;
      await saveAppSecret(tx, { kind: 'staff', id }, { totpSecret, now, secret });
    });
  }
}
