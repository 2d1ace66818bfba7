import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { features } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { createVisitor, type Visitor } from '#test/visitor.ts';
import { may, type Permission, permissions, staffRoles } from './permissions.ts';
import { requireStaff, staffOf } from './staff-session-hook.ts';

let world: World;
let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, isDemo: false });
  app = await createApp(world.deps, [...features, guardEverything]);
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await world.stop();
});

const known = Object.keys(permissions) as Permission[];
const addressOf = (permission: Permission) => `/staff/guarded-by/${permission}`;

/** An address for each permission, guarded as those of the desk are. */
function guardEverything(guarded: FastifyInstance): void {
  for (const permission of known) {
    const handler = { preHandler: requireStaff(permission) };
    guarded.get(addressOf(permission), handler, (request) => staffOf(request).actor.role);
  }
}

const at = (visitor: Visitor): Visitor => {
  const here = createVisitor(url);
  for (const [name, value] of visitor.cookies) here.cookies.set(name, value);
  return here;
};

test.each(staffRoles)('%s gets in where the role may, and is told so elsewhere', async (role) => {
  const member = await createStaff(world, role);
  const visitor = at(member.visitor);
  const refused: string[] = [];
  for (const permission of known) {
    const answer = await visitor.get(addressOf(permission));
    const isAllowed = may(role, permission);
    expect(answer.status, permission).toBe(isAllowed ? 200 : 403);
    expect(answer.text === role, permission).toBe(isAllowed);
    if (!isAllowed) refused.push(permission);
  }
  expect(refused.length).toBeLessThan(known.length);
  expect(refused).not.toEqual([]);
  // An administrator may everything but touch the books: those are the accountant's.
  const books = [
    ...['change_rates', 'close_months', 'correct_ledger', 'decide_bank_money'],
    'refund_payments',
  ];
  if (role === 'administrator') expect(refused.toSorted()).toEqual(books.toSorted());
});

test('a stranger and a resident are sent to the sign-in of staff, and back afterwards', async () => {
  const resident = await createSubscriber(world);
  const signedIn = world.visitor();
  await resident.signIn(signedIn);
  for (const visitor of [createVisitor(url), at(signedIn)]) {
    for (const permission of known) {
      const answer = await visitor.get(addressOf(permission));
      const next = encodeURIComponent(addressOf(permission));
      expect(answer).toMatchObject({ status: 303, location: `/staff/login?next=${next}` });
    }
  }
});

test('a role that was changed counts at the next request', async () => {
  const member = await createStaff(world, 'administrator');
  const visitor = at(member.visitor);
  expect((await visitor.get(addressOf('manage_staff'))).status).toBe(200);
  await world.db
    .updateTable('staff_members')
    .set({ role: 'auditor' })
    .where('staff_member_id', '=', member.staffMemberId)
    .execute();
  expect((await visitor.get(addressOf('manage_staff'))).status).toBe(403);
});
