import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StaffMember } from '#src/actor.ts';
import { startMetersWorld } from '#test/meters-world.ts';
import { correctReading } from './correct-reading.ts';
import { enterReading } from './enter-reading.ts';
import { submitReading } from './submit-reading.ts';
import { withdrawReading } from './withdraw-reading.ts';

let world: Awaited<ReturnType<typeof startMetersWorld>>;
let inspector: StaffMember;
beforeAll(async () => {
  world = await startMetersWorld('2026-12-12T10:00:00+02:00');
  const { staff_member_id: staffMemberId } = await world.db
    .insertInto('staff_members')
    .values({
      email: 'inspector@supplier.example',
      email_key: 'inspector@supplier.example',
      name: 'Орлова Т.',
      role: 'operator',
      password_hash: 'none',
      created_at: new Date('2026-01-01T00:00:00Z'),
      disabled_at: null,
    })
    .returning('staff_member_id')
    .executeTakeFirstOrThrow();
  inspector = { kind: 'staff', staffMemberId, role: 'operator' };
});
afterAll(() => world.stop());

const deed = { actorName: 'Орлова Т.', requestId: 'r', reason: 'акт 7' };

/** 8642 in November; 8700 sent by the resident, then `control` seen by an inspector. */
async function settle(control: string) {
  const home = await world.addHome();
  const { number, actor } = home;
  const sent = await submitReading(world.deps, actor, { number, value: '8700', source: 'cabinet' });
  const seen = await enterReading(world.deps, inspector, {
    number,
    value: control,
    source: 'inspector',
    deed,
  });
  if (!sent.ok || !seen.ok) throw new Error('not settled');
  return { ...home, confirmation: sent.receipt.confirmation, seen: seen.receipt };
}

test('a control reading below the previous gives the difference back, and counts go on from it', async () => {
  const { number, actor, seen } = await settle('8650');
  expect(seen.volumeM3).toBe('-50');
  const next = await submitReading(world.deps, actor, { number, value: '8660', source: 'cabinet' });
  expect(next).toMatchObject({ ok: true, receipt: { volumeM3: '10' } });
});

test('what stood above a control reading may be corrected and taken back', async () => {
  const { number, actor, confirmation } = await settle('8650');
  const corrected = await correctReading(world.deps, actor, {
    number,
    confirmation,
    value: '8690',
    source: 'cabinet',
  });
  if (!corrected.ok) throw new Error(corrected.code);
  const { confirmation: latest } = corrected.receipt;
  const withdrawn = await withdrawReading(world.deps, actor, { number, confirmation: latest });
  expect(withdrawn).toMatchObject({ ok: true });
});

test('nobody puts a reading above the control reading that came after it', async () => {
  const { number, actor, confirmation } = await settle('8750');
  const over = { number, confirmation, value: '8760' } as const;
  expect(await correctReading(world.deps, actor, { ...over, source: 'cabinet' })).toMatchObject({
    ok: false,
    code: 'conflicts_with_next',
  });
});

test('only an inspector’s reading may stand below, and only with its act named', async () => {
  const { number } = await world.addHome();
  const below = { number, value: '8600', deed };
  expect(await enterReading(world.deps, inspector, { ...below, source: 'phone' })).toMatchObject({
    code: 'below_previous',
  });
  const unnamed = { ...below, deed: { ...deed, reason: '' } };
  expect(await enterReading(world.deps, inspector, { ...unnamed, source: 'inspector' })).toEqual({
    ok: false,
    code: 'reason_missing',
  });
});
