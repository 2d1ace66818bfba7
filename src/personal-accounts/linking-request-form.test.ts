import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

async function newResident() {
  const visitor = world.visitor();
  await (await createSubscriber(world)).signIn(visitor);
  return { visitor };
}

test('a wrong request is refused at its own form', async () => {
  const { visitor } = await newResident();
  const page = await visitor.get('/accounts/link/request');
  const typed = { accountNumber: '12', holderLastName: '', comment: 'Прошу добавить' };
  const refused = await visitor.submit(page, typed, 'Отправить сотруднику');
  expect(refused.status).toBe(422);
  const links = refused.$('.ds-error-summary a').toArray();
  const targets = links.map((link) => String(refused.$(link).attr('href')));
  expect(targets).toEqual(['#accountNumber', '#holderLastName']);
  for (const target of targets) {
    const field = refused.$(target);
    expect(field.attr('aria-invalid')).toBe('true');
    expect(field.closest('form').text()).toContain('Отправить сотруднику');
  }
  expect(refused.$('textarea').text()).toBe('Прошу добавить');
});

test('eleven requests a day are one too many, and the form says so', async () => {
  const { visitor } = await newResident();
  const page = await visitor.get('/accounts/link/request');
  const fields = { holderLastName: 'Королёва', comment: 'Прошу' };
  for (let turn = 0; turn < 10; turn += 1) {
    const accountNumber = `39050000660${turn}`;
    const sent = await visitor.submit(page, { ...fields, accountNumber }, 'Отправить сотруднику');
    expect(sent.status).toBe(303);
  }
  const typed = { ...fields, accountNumber: '390500006610' };
  const refused = await visitor.submit(page, typed, 'Отправить сотруднику');
  expect(refused.status).toBe(429);
  expect(refused.$('.ds-error-summary').text()).toContain('За сутки');
  expect(refused.$('textarea').text()).toBe('Прошу');
});
