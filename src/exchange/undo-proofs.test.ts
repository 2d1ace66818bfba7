import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { resident } from '#src/actor.ts';
import { linkPersonalAccount } from '#src/personal-accounts/link-personal-account.ts';
import type { LinkingClaim } from '#src/personal-accounts/linking-proof.ts';
import { openRegisterWorld, type RegisterWorld, registerRow } from '#test/register-world.ts';
import { undoImport } from './undo-import.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.importRows([registerRow()]);
  world.clock.advance({ hours: 1 });
});

const number = '390000000001';
const nothing: LinkingClaim = {
  holderLastName: 'Черных',
  meterSerial: '',
  pin: '',
  lastBillKopecks: null,
};

async function addUser(): Promise<number> {
  const [user] = await world.rows<{ user_id: number }>(
    `insert into users (email, email_key, phone, last_name, first_name, password_hash, created_at)
     values ('s@example.ru', 's@example.ru', '1', 'Чужих', 'Пётр', '', $1) returning user_id`,
    [world.clock.now()],
  );
  return user?.user_id ?? 0;
}

async function linkBy(userId: number, claim: Partial<LinkingClaim>): Promise<void> {
  const proved = { number, claim: { ...nothing, ...claim } };
  expect(await linkPersonalAccount(world.deps, resident(userId), proved)).toMatchObject({
    ok: true,
    isNew: true,
  });
}

const wrongRows = [
  registerRow({ ПИН: '999999', 'Сумма последней квитанции': '1,23' }),
  registerRow({
    ПИН: '999999',
    'Сумма последней квитанции': '1,23',
    'Заводской номер': '77777777',
  }),
];

const kept = {
  ok: false,
  failure: { code: 'import_needed', dependents: [{ kind: 'link', examples: [number] }] },
};

test.each<[string, Partial<LinkingClaim>]>([
  ['PIN', { pin: '999999' }],
  ['bill', { lastBillKopecks: 123 }],
  ['meter', { meterSerial: '77777777' }],
])('an import is kept while somebody has access that its %s proved', async (_, claim) => {
  const { importId } = await world.importRows(wrongRows);
  world.clock.advance({ hours: 1 });
  await linkBy(await addUser(), claim);
  expect(await undoImport(world, { importId: importId ?? 0 })).toMatchObject(kept);
});

test('an import is kept while a former resident has proved the account again by it', async () => {
  const userId = await addUser();
  await linkBy(userId, { pin: '761111' });
  const others = registerRow({ Фамилия: 'Новых', ПИН: '555555' });
  await world.importRows([others]);
  world.clock.advance({ hours: 1 });
  const { importId } = await world.importRows([{ ...others, ПИН: '999999' }]);
  world.clock.advance({ hours: 1 });
  await linkBy(userId, { holderLastName: 'Новых', pin: '999999' });
  expect(await undoImport(world, { importId: importId ?? 0 })).toMatchObject(kept);
});

test('access that was proved by what had been known before does not keep an import', async () => {
  const rows = [registerRow({ Проживает: '5', 'Сумма последней квитанции': '1,23' })];
  const { importId } = await world.importRows(rows);
  world.clock.advance({ hours: 1 });
  await linkBy(await addUser(), { pin: '761111' });
  expect(await undoImport(world, { importId: importId ?? 0 })).toMatchObject({ ok: true });
});
