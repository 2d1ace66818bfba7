import { afterAll, beforeAll, expect, test } from 'vitest';
import { askForContact as ask, type Wish } from '#test/contact-wishes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function newResident() {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return { ...resident, visitor };
}

test.each([
  ['email', 'не адрес', 'выглядит как'],
  ['email', '', 'Укажите электронную почту'],
  ['phone', '12', 'Проверьте номер телефона'],
] as const)('%s «%s» is refused in words', async (field, typed, said) => {
  const anna = await newResident();
  const wish = { [field]: typed } as Wish;
  const refused = await ask(anna.visitor, wish, anna.password);
  expect(refused.status).toBe(422);
  expect(refused.$('.ds-error-summary').text()).toContain(said);
  expect(refused.$(`#${field}`).val() ?? '').toBe(typed);
});

test('many who name one address as theirs fill nobody’s mailbox, and are answered as ever', async () => {
  const email = 'wanted@example.ru';
  const people = await Promise.all(Array.from({ length: 3 }, newResident));
  const locations = new Set<string>();
  for (const { visitor, password } of people) {
    for (let turn = 0; turn < 5; turn += 1) {
      locations.add((await ask(visitor, { email }, password)).location);
    }
  }
  expect(locations).toEqual(new Set(['/profile#who']));
  const queued = await world.db
    .selectFrom('letters')
    .select('letter_id')
    .where('to_address', '=', email)
    .execute();
  expect(queued).toHaveLength(10);
});

test('what the cabinet has already is no change', async () => {
  const anna = await newResident();
  const same = await ask(anna.visitor, { email: anna.email }, anna.password);
  expect(same.$('.ds-error-summary').text()).toContain('Это и есть ваша почта');
});
