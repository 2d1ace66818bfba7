import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { insertLetter, noteLetterOutcome } from '#src/mail/letters-store.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { newPerson, register } from '#test/registration.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('letters').execute();
});

type State = 'queued' | 'failed';
async function troubledLetter(to: string, state: State, error: string, userId?: number) {
  const now = world.clock.now();
  const letterId = await insertLetter(world.db, { kind: 'reading_accepted', to, userId }, now);
  await noteLetterOutcome(world.db, { letterId, state, error, now });
}

async function newResident() {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  const alerts = async () => (await visitor.get('/profile')).$('main > .ds-alert');
  return { ...resident, visitor, alerts };
}

test('a letter that came back is shown in the profile, with what to do', async () => {
  const [anna, boris] = [await newResident(), await newResident()];
  expect(await anna.alerts()).toHaveLength(0);
  await troubledLetter(anna.email, 'failed', 'bounced: 5.1.1', anna.userId);
  const alert = await anna.alerts();
  expect(alert.text()).toContain('Наше письмо до вас не дошло');
  expect(alert.text()).toContain(`на ${anna.email} вернулось`);
  expect(alert.text()).toContain('такого почтового ящика нет');
  expect(alert.find('a[href="/profile/email"]')).toHaveLength(1);
  expect(await boris.alerts()).toHaveLength(0);
});

test('a letter that is late is shown as late, and nothing is asked of the person', async () => {
  const anna = await newResident();
  await troubledLetter(anna.email, 'queued', 'refused: 451 to RCPT TO', anna.userId);
  expect((await anna.alerts()).text()).toContain('делать ничего не нужно');
});

test('a letter to a new address that came back says so, whether or not the address is somebody’s', async () => {
  const known = await createSubscriber(world);
  const shown: string[] = [];
  for (const email of [known.email, 'nobody-has-this@example.ru']) {
    const anna = await newResident();
    const wish = { email, password: anna.password };
    await anna.visitor.submit(await anna.visitor.get(href('profileEmail')), wish);
    const pending = async () => (await anna.visitor.get('/profile')).$('#who').parent().text();
    expect(await pending()).toContain('Загляните в «Спам»');
    const letter = await world.db
      .selectFrom('letters')
      .select('letter_id')
      .where('to_address', '=', email)
      .where('user_id', '=', anna.userId)
      .executeTakeFirstOrThrow();
    const fate = { letterId: letter.letter_id, state: 'failed', now: world.clock.now() } as const;
    await noteLetterOutcome(world.db, { ...fate, error: 'refused: 550 to RCPT TO' });
    expect(await pending()).toContain('Письмо вернулось: похоже, в адресе ошибка');
    shown.push((await pending()).replaceAll(email, '').replace(anna.email, ''));
  }
  const alike = shown.map((text) => text.replaceAll(/\+\d[\d\u00a0]{10,16}/g, ''));
  expect(alike[0]).toBe(alike[1]);
});

test('while the mail server is away guests are told so, whoever they are and whatever they typed', async () => {
  const known = await createSubscriber(world);
  const pages = async () => {
    const texts: string[] = [];
    for (const email of [known.email, newPerson().email]) {
      const visitor = world.visitor();
      await register(visitor, newPerson({ email }));
      const sent = await visitor.get('/register/sent');
      texts.push(sent.$('main').text().replace(email, ''));
    }
    texts.push((await world.visitor().get('/password/forgot?sent=1')).$('main').text());
    return texts;
  };
  for (const text of await pages()) expect(text).not.toContain('задерживаются');
  await troubledLetter('somebody@example.ru', 'queued', 'unreachable: ECONNREFUSED CONN');
  const told = await pages();
  for (const text of told) expect(text).toContain('Сейчас наши письма задерживаются');
  expect(told[0]).toBe(told[1]);
});
