import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { pathIn } from '#test/registration.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { signOutAll } from './sign-out-all.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

test('after a restore everybody signs in anew and no old link works; tokens go where asked', async () => {
  const anna = await createSubscriber(world);
  const visitor = world.visitor();
  await anna.signIn(visitor);
  const member = await createStaff(world);
  const token = await anna.createToken();
  const forgot = await visitor.get('/password/forgot');
  await visitor.submit(forgot, { login: anna.email });
  const link = pathIn(await world.waitForLetter(anna.email, 'Ссылка для нового пароля'));
  const askApi = async () =>
    (await fetch(`${world.url}/api/v1/accounts`, { headers: { authorization: `Bearer ${token}` } }))
      .status;

  const done = await signOutAll(world.deps, { withTokens: false });
  expect(done).toEqual({ sessions: 2, links: 1, tokens: 0 });
  expect((await visitor.get('/profile')).status).toBe(303);
  expect((await member.visitor.get(href('staff'))).status).toBe(303);
  expect((await world.visitor().get(link)).status).toBe(404);
  expect(await askApi()).toBe(200);
  expect(await signOutAll(world.deps, { withTokens: true })).toMatchObject({ tokens: 1 });
  expect(await askApi()).toBe(401);
  await anna.signIn(visitor);
  const { rows } = await world.pool.query(
    "select actor_kind from audit_entries where action = 'sign_out_all'",
  );
  expect(rows).toHaveLength(2);
});
