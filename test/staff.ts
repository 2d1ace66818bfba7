import type { StaffRole } from '#src/actor.ts';
import { hashPassword } from '#src/identity/password-hash.ts';
import { insertStaffMember } from '#src/staff/staff-members-store.ts';
import { createStaffSession } from '#src/staff/staff-sessions.ts';
import type { World } from './harness.ts';

const PASSWORD = 'пароль-сотрудника-для-проверок';
let count = 0;

export type StaffAtDesk = Awaited<ReturnType<typeof createStaff>>;

/** A member of staff who sits at the desk, signed in. */
export async function createStaff(world: World, role: StaffRole = 'operator') {
  count += 1;
  const email = `staff${count}@supplier.example`;
  const name = `Орлова${count} Т.`;
  const now = world.clock.now();
  const staffMemberId = await insertStaffMember(world.db, {
    email,
    name,
    role,
    passwordHash: await hashPassword(PASSWORD),
    now,
  });
  if (staffMemberId === null) throw new Error(`${email} is taken`);
  const client = { address: '127.0.0.1', userAgent: 'test', visitorHash: '' };
  const visitor = world.visitor();
  visitor.cookies.set('staff', await createStaffSession(world.db, { staffMemberId, client, now }));
  return {
    staffMemberId,
    actor: { kind: 'staff' as const, staffMemberId, role },
    email,
    name,
    password: PASSWORD,
    /** A browser without scripts, with the session in it. */
    visitor,
  };
}

/** What one of the staff says with a decision that a test brings past the page. */
export const deedOf = ({ name }: StaffAtDesk, reason = 'проверили') => ({
  actorName: name,
  requestId: 'r',
  reason,
});

/** Opens what waits at this address and decides it by the form of the page. */
export async function decideAt(desk: StaffAtDesk, address: string, fields: Record<string, string>) {
  const page = await desk.visitor.get(address);
  return desk.visitor.submit(page, fields, 'Решить');
}
