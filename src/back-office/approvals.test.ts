import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { href } from '#src/routes.ts';
import { changeStaffRole, disableStaffMember } from '#src/staff/manage-staff.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { decideApproval, proposeChange } from './approvals.ts';

let world: World;
let operator: StaffAtDesk;
let accountant: StaffAtDesk;
let administrator: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld();
  operator = await createStaff(world, 'operator');
  accountant = await createStaff(world, 'accountant');
  administrator = await createStaff(world, 'administrator');
});
afterAll(() => world.stop());

const deedOf = ({ name }: StaffAtDesk, reason = 'по заявлению') => ({
  actorName: name,
  requestId: 'r',
  reason,
});

async function propose(who: StaffAtDesk, { personalAccountId, userId }: Subscriber) {
  const proposed = await proposeChange(world.deps, who.actor, {
    proposal: { kind: 'end_access', payload: { personalAccountId, userId } },
    deed: deedOf(who),
  });
  if (!proposed.ok) throw new Error(proposed.code);
  return proposed.approvalId;
}

const hasAccess = async ({ userId, personalAccountId }: Subscriber) => {
  const rows = await world.db
    .selectFrom('personal_account_links')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('personal_account_id', '=', personalAccountId)
    .where('ended_at', 'is', null)
    .execute();
  return rows.length === 1;
};

const entries = async (approvalId: number) => {
  const { rows } = await world.pool.query(
    'select action from audit_entries where subject = $1 order by audit_entry_id',
    [`approval:${approvalId}`],
  );
  return rows.map(({ action }) => action).filter((action) => !action.startsWith('look'));
};

test('one proposes, another approves, and it is done in that moment: by the pages', async () => {
  const anna = await createSubscriber(world);
  const { accountNumber: number, userId } = anna;
  const home = await operator.visitor.get(href('staffAccount', { number }));
  const form = await operator.visitor.get(
    home.$('a:contains("Закрыть доступ")').attr('href') ?? '',
  );
  const unsaid = await operator.visitor.submit(form, {}, 'Предложить');
  expect(unsaid.status).toBe(422);
  const proposed = await operator.visitor.post(href('staffAccessEnding', { number, userId }), {
    reason: 'квартира продана',
    _token: String(unsaid.$('[name=_token]').val()),
  });
  expect(proposed.status).toBe(303);
  expect(await hasAccess(anna)).toBe(true);

  const list = await accountant.visitor.get(href('staffApprovals'));
  const link = list.$(`tr:contains("${number}") a`).first().attr('href') ?? '';
  const page = await accountant.visitor.get(link);
  expect(textOf(page)).toContain('квартира продана');
  await accountant.visitor.submit(page, { decision: 'approved', reason: 'проверил' }, 'Решить');
  expect(await hasAccess(anna)).toBe(false);
  const letter = await world.waitForLetter(anna.email, `${number} закрыт`);
  expect(letter.text).toContain('квартира продана');
  const visitor = world.visitor();
  await anna.signIn(visitor);
  expect((await visitor.get(`/accounts/${number}`)).status).toBe(404);
  const { rows } = await world.pool.query(
    `select actor_id from audit_entries where action = 'end_access' and user_id = $1`,
    [userId],
  );
  expect(rows).toEqual([{ actor_id: accountant.staffMemberId }]);
});

test('nobody approves what they proposed: not by the page, nor by the program, nor in the database', async () => {
  const anna = await createSubscriber(world);
  const approvalId = await propose(administrator, anna);
  const page = await administrator.visitor.get(href('staffApproval', { approvalId }));
  expect(textOf(page)).toContain('Вы предложили это сами');
  const forced = await administrator.visitor.post(href('staffApproval', { approvalId }), {
    decision: 'approved',
    reason: 'сам',
    _token: String(page.$('[name=_token]').val()),
  });
  expect(forced.status).toBe(409);
  expect(await hasAccess(anna)).toBe(true);
  const byHand = world.pool.query(
    `update approvals set state = 'approved', decided_by = proposed_by, decided_at = now()
     where approval_id = $1`,
    [approvalId],
  );
  await expect(byHand).rejects.toThrow(/check constraint/);
});

test('what was proposed cannot be changed, and what was decided stays decided', async () => {
  const anna = await createSubscriber(world);
  const approvalId = await propose(operator, anna);
  const change = (set: string) =>
    world.pool.query(`update approvals set ${set} where approval_id = $1`, [approvalId]);
  await expect(change(`payload = '{"userId": 1}'`)).rejects.toThrow(/as it was proposed/);
  await expect(change('proposed_by = proposed_by + 1')).rejects.toThrow(/as it was proposed/);
  const choice = { approvalId, decision: 'refused' as const, deed: deedOf(accountant) };
  expect(await decideApproval(world.deps, accountant.actor, choice)).toMatchObject({ ok: true });
  await expect(change(`state = 'proposed'`)).rejects.toThrow(/is decided/);
  await expect(
    world.pool.query('delete from approvals where approval_id = $1', [approvalId]),
  ).rejects.toThrow(/append-only/);
  expect(await hasAccess(anna)).toBe(true);
});

test('twenty who decide at once: one decision, done once; the same person again changes nothing', async () => {
  const anna = await createSubscriber(world);
  const approvalId = await propose(operator, anna);
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const who = index % 2 ? accountant : administrator;
      const decision = index % 3 ? ('approved' as const) : ('refused' as const);
      return decideApproval(world.deps, who.actor, { approvalId, decision, deed: deedOf(who) });
    }),
  );
  expect(results.filter((one) => one.ok && !one.isRepeat)).toHaveLength(1);
  const { state } = await world.db
    .selectFrom('approvals')
    .select('state')
    .where('approval_id', '=', approvalId)
    .executeTakeFirstOrThrow();
  expect(await hasAccess(anna)).toBe(state === 'refused');
  const decided = state === 'approved' ? 'approve_change' : 'refuse_change';
  expect(await entries(approvalId)).toEqual(['propose_change', decided]);
});

test('twenty who propose the same at once make one proposal', async () => {
  const { personalAccountId, userId } = await createSubscriber(world);
  const results = await Promise.all(
    Array.from({ length: 20 }, () =>
      proposeChange(world.deps, operator.actor, {
        proposal: { kind: 'end_access', payload: { personalAccountId, userId } },
        deed: deedOf(operator),
      }),
    ),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
});

test('what can no longer be done is not approved, and says why', async () => {
  const anna = await createSubscriber(world);
  const approvalId = await propose(operator, anna);
  await world.db
    .updateTable('personal_account_links')
    .set({ ended_at: world.clock.now() })
    .where('user_id', '=', anna.userId)
    .execute();
  const choice = { approvalId, decision: 'approved' as const, deed: deedOf(accountant) };
  const result = await decideApproval(world.deps, accountant.actor, choice);
  expect(result).toEqual({ ok: false, code: 'not_done', why: 'no_access' });
  expect(await entries(approvalId)).toEqual(['propose_change']);
});

test('a proposal that nobody decided for a week is over', async () => {
  const anna = await createSubscriber(world);
  const approvalId = await propose(operator, anna);
  world.clock.advance({ days: 7 });
  const choice = { approvalId, decision: 'approved' as const, deed: deedOf(accountant) };
  expect(await decideApproval(world.deps, accountant.actor, choice)).toEqual({
    ok: false,
    code: 'expired',
  });
  expect(await hasAccess(anna)).toBe(true);
  expect(await propose(operator, anna)).not.toBe(approvalId);
  world.clock.advance({ days: -7 });
});

test('what somebody proposed who has left or lost the right since is refused by others, never done', async () => {
  const who = system('test');
  const gone = [
    (member: StaffAtDesk) => disableStaffMember(world.deps, who, member.email),
    ({ email }: StaffAtDesk) => changeStaffRole(world.deps, who, { email, role: 'auditor' }),
  ];
  for (const leave of gone) {
    const member = await createStaff(world, 'operator');
    const anna = await createSubscriber(world);
    const approvalId = await propose(member, anna);
    expect(await leave(member)).toMatchObject({ ok: true });
    const page = await accountant.visitor.get(href('staffApproval', { approvalId }));
    const choice = { decision: 'approved', reason: 'проверил' };
    const answer = await accountant.visitor.submit(page, choice, 'Решить');
    expect(answer.status).toBe(409);
    expect(textOf(answer)).toContain('пусть его повторит другой сотрудник');
    expect(await hasAccess(anna)).toBe(true);
    const refused = { ...choice, decision: 'refused' };
    expect((await accountant.visitor.submit(answer, refused, 'Решить')).status).toBe(303);
    expect(await entries(approvalId)).toEqual(['propose_change', 'refuse_change']);
  }
});

test('who is disabled or demoted while the form is on its way decides nothing', async () => {
  const who = system('test');
  const anna = await createSubscriber(world);
  const approvalId = await propose(operator, anna);
  const [leaver, demoted] = [
    await createStaff(world, 'accountant'),
    await createStaff(world, 'administrator'),
  ];
  await disableStaffMember(world.deps, who, leaver.email);
  await changeStaffRole(world.deps, who, { email: demoted.email, role: 'operator' });
  for (const one of [leaver, demoted]) {
    for (const decision of ['approved', 'refused'] as const) {
      // As the request began, before the change.
      const choice = { approvalId, decision, deed: deedOf(one) };
      expect(await decideApproval(world.deps, one.actor, choice)).toEqual({
        ok: false,
        code: 'not_permitted_now',
      });
    }
  }
  expect(await hasAccess(anna)).toBe(true);
  expect(await entries(approvalId)).toEqual(['propose_change']);
});
