import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

test('twenty messages a day go to staff, and the next one stays in its form', async () => {
  const home = await createSubscriber(world);
  const visitor = world.visitor();
  await home.signIn(visitor);
  const place = `/accounts/${home.accountNumber}/readings`;
  const query = `meter=${home.meters[0]?.meterId}&value=10&reason=meter_replaced`;
  const page = await visitor.get(`${place}/check?${query}`);
  const send = (comment: string) => visitor.submit(page, { comment }, 'Отправить на проверку');
  const long = await send('я'.repeat(2001));
  expect(long.status).toBe(422);
  expect(long.text).toContain('Сократите сообщение');
  expect(long.$('textarea').text().trim()).toHaveLength(2001);
  for (let nth = 2; nth <= 20; nth += 1) expect((await send(`Слово ${nth}`)).status).toBe(303);
  const next = await send('Двадцать первое');
  expect(next.status).toBe(429);
  expect(next.headers.get('retry-after')).not.toBeNull();
  expect(next.$('textarea').text()).toContain('Двадцать первое');
  expect(next.$('.ds-error-summary').text()).toContain('двадцать сообщений');
});
