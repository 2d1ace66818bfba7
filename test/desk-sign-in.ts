import { href } from '#src/routes.ts';
import { codeOf, secretOn } from './authenticator.ts';
import type { World } from './harness.ts';
import type { Visitor } from './visitor.ts';

export type Named = { email: string; password: string };

/** The first page of the sign-in to the desk, as far as the password leads. */
export async function passwordStep(visitor: Visitor, { email, password }: Named, next = '') {
  const query = next && `?next=${encodeURIComponent(next)}`;
  const page = await visitor.get(href('staffLogin') + query);
  return visitor.submit(page, { email, password }, 'Войти');
}

/** Through the first sign-in, with an application. */
export async function setUpFactor(world: World, visitor: Visitor, member: Named) {
  await passwordStep(visitor, member);
  const page = await visitor.get(href('staffLoginSetUp'));
  const totpSecret = secretOn(page);
  const code = codeOf(totpSecret, world.clock.now());
  const answer = await visitor.submit(page, { code }, 'Подтвердить и войти');
  return { totpSecret, answer };
}

export const isSignedIn = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.get(href('staffProfile'))).status === 200;
