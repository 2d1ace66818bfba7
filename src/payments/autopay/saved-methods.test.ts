import { beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { formatAccountNumber } from '#src/ui/format.ru.ts';
import { setUpAutopay } from '#test/autopay-tests.ts';
import {
  type AutopayWorld,
  countAutopayCharges,
  endReasonOf,
  type Payer,
  payAndSave,
  removeMethod,
  turnOn,
} from '#test/autopay-world.ts';

// A way to pay that is kept goes by its owner's word alone, and the autopay that it paid with it.
let world: AutopayWorld;
let anna: Payer;

setUpAutopay((made, payer) => {
  world = made;
  anna = payer;
});
beforeEach(async () => {
  await payAndSave(anna, world.payAt);
  await turnOn(anna);
});

const announce = () => world.runAt('2026-12-07T10:00:00+02:00');
const payday = () => world.runAt('2026-12-10T10:00:00+02:00');
const charges = () => countAutopayCharges(world, anna);
const endReason = () => endReasonOf(world, anna);

test('a card that is removed charges nothing, and what charged it is forgotten', async () => {
  await announce();
  const { asked, removed } = await removeMethod(anna);
  const number = formatAccountNumber(anna.accountNumber);
  expect(asked.$('main').text()).toContain(`Выключится автоплатёж по счёту\u00a0${number}`);
  const list = await anna.visitor.follow(removed);
  expect(list.text).toContain('Сохранённых нет');
  expect(list.$('[role=status]').text()).toContain(
    `Удалили. Автоплатёж по счёту\u00a0${number} выключен`,
  );
  expect(removed.location).not.toContain(anna.accountNumber);
  expect(await endReason()).toBe('method_removed');
  const kept = 'saved_payment_methods where user_id = $1 and gateway_method_id is not null';
  expect(await world.count(kept, [anna.userId])).toBe(0);
  await payday();
  expect(await charges()).toBe(0);
});

test('with a card the autopay of each account ends: a letter and the record of the account tell of it', async () => {
  await removeMethod(anna);
  const letter = await world.waitForLetter(anna.email, 'Автоплатёж выключен');
  const number = formatAccountNumber(anna.accountNumber);
  expect(letter.text).toContain(`${number} выключен: вы удалили способ оплаты`);
  const entries = (action: string) =>
    world.count(
      `audit_entries where action = '${action}' and actor_kind = 'resident' and user_id = $1
         and personal_account_id is not distinct from $2`,
      [anna.userId, action === 'turn_off_autopay' ? anna.personalAccountId : null],
    );
  expect([await entries('turn_off_autopay'), await entries('remove_payment_method')]).toEqual([
    1, 1,
  ]);
});

test('a card that pays for nothing is removed without a word of autopay', async () => {
  await world.endAll(anna);
  const { removed } = await removeMethod(anna);
  const list = await anna.visitor.follow(removed);
  expect(list.$('[role=status]').text()).toBe('Удалили. Новых списаний этим способом не будет.');
  const boris = await world.createPayer();
  const foreign = await boris.visitor.get(removed.location);
  expect(foreign.$('main').text()).not.toContain('выключен');
  // Queued with the removal, if at all.
  const queued = "letters where user_id = $1 and kind = 'autopay_ended'";
  expect(await world.count(queued, [anna.userId])).toBe(0);
});

test('nobody removes or charges a card of somebody else', async () => {
  const boris = await world.createPayer();
  const { rows } = await world.pool.query<{ id: number }>(
    'select saved_method_id as id from saved_payment_methods where user_id = $1',
    [anna.userId],
  );
  const methodId = rows[0]?.id ?? 0;
  await payAndSave(boris, world.payAt);
  const own = await boris.visitor.get(href('paymentMethods'));
  const _token = String(own.$('input[name=_token]').first().val());
  const removal = href('paymentMethodRemoval', { methodId });
  const looked = await boris.visitor.get(removal);
  expect([looked.status, looked.location]).toEqual([303, href('paymentMethods')]);
  await boris.visitor.post(removal, { _token });
  const live = "saved_payment_methods where user_id = $1 and state = 'active'";
  expect(await world.count(live, [anna.userId])).toBe(1);
  const refused = await turnOn(boris, { method: String(methodId) });
  expect(refused.status).toBe(422);
  expect(refused.$('.ds-error-summary').text()).toContain('больше нет');
});
