import type { Page } from 'playwright-core';
import { createOneTimeToken } from '#src/identity/one-time-tokens.ts';
import { saveAppSecret } from '#src/identity/second-factor/authenticator-app.ts';
import { insertPasskey } from '#src/identity/second-factor/passkeys-store.ts';
import { href, type RouteName } from '#src/routes.ts';
import { codeOf } from '#test/authenticator.ts';
import { createCarefulResident } from '#test/careful-resident.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import type { PageCase, Stage } from './every-page.ts';
import { fill, press } from './on-screen.ts';

type Steps = (page: Page, stage: Stage) => Promise<unknown>;

const by = (route: RouteName, steps: Steps) => ({
  route,
  open: (stage: Stage) => (page: Page) => steps(page, stage),
});

async function bringCookies(page: Page, { world }: Stage, { cookies }: Visitor): Promise<void> {
  const list = [...cookies].map(([name, value]) => ({ name, value, url: world.url }));
  await page.context().addCookies(list);
}

async function addSomePasskey({ db, clock }: Stage['world'], userId: number): Promise<void> {
  const owner = { kind: 'user', id: userId } as const;
  await insertPasskey(db, owner, {
    credentialId: `key-of-${userId}`,
    publicKey: Buffer.from('any'),
    counter: 0,
    transports: 'internal',
    name: 'Телефон',
    now: clock.now(),
  });
}

/** A resident of one's own: what is turned on here must not meet the other pages. */
const ofCareful = (route: RouteName, path: string, steps?: Steps) =>
  by(route, async (page, stage) => {
    const careful = await createCarefulResident(stage.world);
    await stage.world.db.deleteFrom('rate_limits').execute();
    await addSomePasskey(stage.world, careful.userId);
    await bringCookies(page, stage, careful.visitor);
    await page.goto(path);
    await steps?.(page, stage);
  });

const ofPlain = (route: RouteName, path: string, steps?: Steps) =>
  by(route, async (page, stage) => {
    const resident = await createSubscriber(stage.world);
    await stage.world.db.deleteFrom('rate_limits').execute();
    const visitor = stage.world.visitor();
    await resident.signIn(visitor);
    await bringCookies(page, stage, visitor);
    await page.goto(path);
    await steps?.(page, stage);
  });

const atCode = (steps?: Steps) =>
  by('loginCode', async (page, stage) => {
    const careful = await createCarefulResident(stage.world);
    await stage.world.db.deleteFrom('rate_limits').execute();
    await page.goto(href('login'));
    await fill(page, 'Электронная почта или телефон', careful.email);
    await fill(page, 'Пароль', careful.password);
    await press(page, 'Войти');
    await steps?.(page, stage);
  });

async function staffPassword(page: Page, { world }: Stage, hasApp: boolean): Promise<void> {
  const member = await createStaff(world);
  await world.db.deleteFrom('rate_limits').execute();
  if (hasApp) {
    const owner = { kind: 'staff', id: member.staffMemberId } as const;
    const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const { secret } = world.deps;
    await saveAppSecret(world.db, owner, { totpSecret, secret, now: world.clock.now() });
  }
  await page.goto(href('staffLogin'));
  await fill(page, 'Рабочая электронная почта', member.email);
  await fill(page, 'Пароль', member.password);
  await press(page, 'Войти');
}

const ofStaff = (route: RouteName, path: string, steps?: Steps) =>
  by(route, async (page, stage) => {
    const member = await createStaff(stage.world, 'administrator');
    await bringCookies(page, stage, member.visitor);
    await page.goto(path);
    await steps?.(page, stage);
  });

const withApp = (route: RouteName, path: string) =>
  by(route, async (page, stage) => {
    const { world } = stage;
    const member = await createStaff(world);
    const owner = { kind: 'staff', id: member.staffMemberId } as const;
    const now = world.clock.now();
    const totpSecret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    await saveAppSecret(world.db, owner, { totpSecret, secret: world.deps.secret, now });
    await bringCookies(page, stage, member.visitor);
    await page.goto(path);
  });

async function invitation({ world }: Stage): Promise<string> {
  const { staffMemberId: subjectId } = await createStaff(world);
  const now = world.clock.now();
  const expiresAt = new Date(now.getTime() + 60_000);
  const purpose = 'staff_invitation' as const;
  const token = await createOneTimeToken(world.db, { purpose, subjectId, now, expiresAt });
  return href('staffInvitation', { token });
}

async function typeCode(page: Page, { world }: Stage): Promise<void> {
  const secret = ((await page.locator('code.token').textContent()) ?? '').replaceAll(' ', '');
  await fill(page, 'Код из приложения', codeOf(secret, world.clock.now()));
}

/** Second factors of residents and staff, and the staff's own sign-in. */
export const signInPages: readonly PageCase[] = [
  {
    name: 'sign-in with confirmation, off',
    heading: 'Вход с подтверждением',
    ...ofPlain('secondFactor', href('secondFactor')),
  },
  {
    name: 'sign-in with confirmation, on',
    heading: 'Вход с подтверждением',
    isMain: true,
    ...ofCareful('secondFactor', href('secondFactor')),
  },
  {
    name: 'application to set up',
    heading: 'Приложение с кодами',
    isMain: true,
    ...ofPlain('secondFactorApp', href('secondFactorApp')),
  },
  {
    name: 'application, refused',
    heading: 'Приложение с кодами',
    ...ofPlain('secondFactorApp', href('secondFactorApp'), (page) => press(page, 'Включить')),
  },
  {
    name: 'recovery codes, shown once',
    heading: 'Сохраните коды восстановления',
    ...by('secondFactorApp', async (page, stage) => {
      const resident = await createSubscriber(stage.world);
      await stage.world.db.deleteFrom('rate_limits').execute();
      const visitor = stage.world.visitor();
      await resident.signIn(visitor);
      await bringCookies(page, stage, visitor);
      await page.goto(href('secondFactorApp'));
      await typeCode(page, stage);
      await fill(page, 'Пароль', resident.password);
      await press(page, 'Включить');
    }),
  },
  {
    name: 'passkey to add',
    heading: 'Новый ключ доступа',
    ...ofPlain('secondFactorPasskey', href('secondFactorPasskey')),
  },
  {
    name: 'passkey refused',
    heading: 'Новый ключ доступа',
    ...ofPlain('secondFactorPasskey', href('secondFactorPasskey'), (page) =>
      press(page, 'Создать ключ доступа'),
    ),
  },
  {
    name: 'new recovery codes',
    heading: 'Новые коды восстановления',
    ...ofCareful('secondFactorCodes', href('secondFactorCodes')),
  },
  {
    name: 'turning the confirmation off',
    heading: 'Выключить вход с подтверждением?',
    ...ofCareful('secondFactorRemoval', href('secondFactorRemoval', { factor: 'all' })),
  },
  {
    name: 'removing an application, refused',
    heading: 'Отключить приложение с кодами?',
    ...ofCareful('secondFactorRemoval', href('secondFactorRemoval', { factor: 'app' }), (page) =>
      press(page, 'Отключить приложение'),
    ),
  },
  { name: 'code', heading: 'Код подтверждения', isMain: true, ...atCode() },
  {
    name: 'code or passkey',
    heading: 'Код подтверждения',
    ...atCode(async (page, { world }) => {
      const { user_id: id } = await world.db
        .selectFrom('users')
        .select('user_id')
        .orderBy('user_id', 'desc')
        .executeTakeFirstOrThrow();
      await addSomePasskey(world, id);
      await page.goto(page.url());
    }),
  },
  {
    name: 'code refused',
    heading: 'Код подтверждения',
    ...atCode((page) => press(page, 'Подтвердить')),
  },
  {
    name: 'recovery code refused',
    heading: 'Код подтверждения',
    ...atCode(async (page) => {
      await page.getByText('Нет телефона или ключа под рукой').click();
      await press(page, 'Войти по коду восстановления');
    }),
  },
  {
    name: 'sign-in of staff',
    heading: 'Вход для сотрудников',
    isMain: true,
    route: 'staffLogin',
    open: () => href('staffLogin'),
  },
  {
    name: 'sign-in of staff, refused',
    heading: 'Вход для сотрудников',
    ...by('staffLogin', async (page) => {
      await page.goto(`${href('staffLogin')}?notice=signed-out`);
      await press(page, 'Войти');
    }),
  },
  {
    name: 'code of staff',
    heading: 'Код подтверждения',
    ...by('staffLoginCode', (page, stage) => staffPassword(page, stage, true)),
  },
  {
    name: 'first factor of staff',
    heading: 'Настройте подтверждение входа',
    isMain: true,
    ...by('staffLoginSetUp', (page, stage) => staffPassword(page, stage, false)),
  },
  {
    name: 'first factor of staff, refused',
    heading: 'Настройте подтверждение входа',
    ...by('staffLoginSetUp', async (page, stage) => {
      await staffPassword(page, stage, false);
      await press(page, 'Подтвердить и войти');
    }),
  },
  {
    name: 'invitation of staff',
    heading: 'Задайте пароль',
    ...by('staffInvitation', async (page, stage) => page.goto(await invitation(stage))),
  },
  {
    name: 'invitation of staff, dead',
    heading: 'Ссылка больше не действует',
    route: 'staffInvitation',
    open: () => href('staffInvitation', { token: 'dead' }),
  },
  {
    name: 'own sign-in of staff',
    heading: 'Мой вход',
    ...ofStaff('staffProfile', href('staffProfile')),
  },
  {
    name: 'own sign-in of staff, refused',
    heading: 'Мой вход',
    ...ofStaff('staffPassword', href('staffProfile'), (page) => press(page, 'Сменить пароль')),
  },
  {
    name: 'own factors of staff',
    heading: 'Вход с подтверждением',
    ...withApp('staffFactors', href('staffFactors')),
  },
  {
    name: 'application of staff',
    heading: 'Приложение с кодами',
    ...ofStaff('staffFactorApp', href('staffFactorApp')),
  },
  {
    name: 'passkey of staff',
    heading: 'Новый ключ доступа',
    ...ofStaff('staffFactorPasskey', href('staffFactorPasskey')),
  },
  {
    name: 'recovery codes of staff',
    heading: 'Новые коды восстановления',
    ...ofStaff('staffFactorCodes', href('staffFactorCodes')),
  },
  {
    name: 'removing a factor of staff',
    heading: 'Отключить приложение с кодами?',
    ...withApp('staffFactorRemoval', href('staffFactorRemoval', { factor: 'app' })),
  },
];
