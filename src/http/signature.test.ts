import { afterAll, beforeAll, expect, test } from 'vitest';
import { features } from '#src/features.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { createVisitor } from '#test/visitor.ts';
import { createApp } from './app.ts';
import { isSigned, sign } from './signature.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('what another key signed is worth nothing, what a previous one signed is taken', () => {
  const before = { secret: 'the key of last year', previousSecrets: [] };
  const now = { secret: 'the key of today', previousSecrets: [before.secret] };
  const signature = sign(before, 'form:1');
  expect(isSigned(now, 'form:1', signature)).toBe(true);
  expect(isSigned(now, 'form:2', signature)).toBe(false);
  expect(isSigned({ ...now, previousSecrets: [] }, 'form:1', signature)).toBe(false);
  expect(sign(now, 'form:1')).not.toBe(signature);
  for (const given of [undefined, '', 7, null, [signature]]) {
    expect(isSigned(now, 'form:1', given)).toBe(false);
  }
});

test('a form opened before the key was changed is taken after it, and its sender stays signed in', async () => {
  const { deps } = world;
  const subscriber = await createSubscriber(world);
  const opened = world.visitor();
  await subscriber.signIn(opened);
  const page = await opened.get('/profile');

  const site = async (previousSecrets: string[]) => {
    const app = await createApp({ ...deps, secret: 'x'.repeat(40), previousSecrets }, features);
    const visitor = createVisitor(await app.listen({ host: '127.0.0.1', port: 0 }));
    for (const [name, value] of opened.cookies) visitor.cookies.set(name, value);
    return { app, visitor };
  };
  const rotated = await site([deps.secret]);
  expect((await rotated.visitor.get('/profile')).status).toBe(200);
  const signOut = await rotated.visitor.submit(page, {}, 'Выйти');
  expect(signOut.status).toBe(303);
  const lost = await site([]);
  expect((await lost.visitor.submit(page, {}, 'Выйти')).status).toBe(403);
  await Promise.all([rotated.app.close(), lost.app.close()]);
});
