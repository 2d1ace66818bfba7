import { codeOf, recoveryCodesOn, secretOn } from './authenticator.ts';
import type { World } from './harness.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';
import type { Answer, Visitor } from './visitor.ts';

export type CarefulResident = Awaited<ReturnType<typeof createCarefulResident>>;

/** The first page of the sign-in, as far as the password leads. */
export async function passwordStep(
  visitor: Visitor,
  { email, password }: { email: string; password: string },
): Promise<Answer> {
  return visitor.submit(await visitor.get('/login'), { login: email, password }, 'Войти');
}

/** A resident who has turned on an application in the profile, as a person does. */
export async function createCarefulResident(
  world: World,
  facts?: Parameters<typeof createSubscriber>[1],
) {
  const subscriber = await createSubscriber(world, facts);
  const visitor = world.visitor();
  await subscriber.signIn(visitor);
  const { totpSecret, answer } = await addApp(world, visitor, subscriber);
  /** Time goes on to a code that was never used. */
  const newCode = (): string => {
    world.clock.advance({ minutes: 1 });
    return codeOf(totpSecret, world.clock.now());
  };
  return {
    ...subscriber,
    totpSecret,
    recoveryCodes: recoveryCodesOn(answer),
    /** The browser in which it was turned on, signed in. */
    visitor,
    newCode,
    async signIn(other: Visitor): Promise<void> {
      await passwordStep(other, subscriber);
      const done = await other.submit(await other.get('/login/code'), { code: newCode() });
      if (done.status !== 303) throw new Error(`the code was answered ${done.status}`);
    },
  };
}

/** «Приложение с кодами» of the profile. */
export async function addApp(
  world: World,
  visitor: Visitor,
  { password }: Pick<Subscriber, 'password'>,
): Promise<{ totpSecret: string; answer: Answer }> {
  const page = await visitor.get('/profile/second-factor/app');
  const totpSecret = secretOn(page);
  const code = codeOf(totpSecret, world.clock.now());
  const answer = await visitor.submit(page, { code, password }, 'Включить');
  return { totpSecret, answer };
}
