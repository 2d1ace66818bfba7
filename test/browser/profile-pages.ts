import type { Page } from 'playwright-core';
import { recordConsent } from '#src/identity/consents.ts';
import { createOneTimeToken } from '#src/identity/one-time-tokens.ts';
import { insertLetter, noteLetterOutcome } from '#src/mail/letters-store.ts';
import { href, type RouteName } from '#src/routes.ts';
import type { PageCase, Stage } from './every-page.ts';
import { fill, press } from './on-screen.ts';

type Form = 'profileEmail' | 'profilePhone' | 'profilePassword' | 'profileConsent';

const formOf = (route: Form) => ({ who: 'usual', route, open: () => href(route) }) as const;

const refused = (route: Form, button: string) =>
  ({
    who: 'usual',
    route,
    open: () => async (page: Page) => {
      await page.goto(href(route));
      await press(page, button);
    },
  }) as const;

const profileAs = (who: 'noMeter', prepare: (stage: Stage) => Promise<unknown>) => ({
  who,
  route: 'profile' as RouteName,
  open: (stage: Stage) => async (page: Page) => {
    await prepare(stage);
    await page.goto(href('profile'));
  },
});

/** What a person signs in by, the consent, and what became of letters. */
export const profilePages: readonly PageCase[] = [
  { name: 'new e-mail', heading: 'Новая почта', isMain: true, ...formOf('profileEmail') },
  {
    name: 'new e-mail refused',
    heading: 'Новая почта',
    ...refused('profileEmail', 'Отправить письмо'),
  },
  { name: 'new phone', heading: 'Новый телефон', ...formOf('profilePhone') },
  { name: 'new own password', heading: 'Новый пароль', ...formOf('profilePassword') },
  {
    name: 'new own password refused',
    heading: 'Новый пароль',
    ...refused('profilePassword', 'Сохранить пароль'),
  },
  {
    name: 'withdrawal of the consent',
    heading: 'Отозвать согласие',
    isMain: true,
    ...formOf('profileConsent'),
  },
  {
    name: 'withdrawal of the consent refused',
    heading: 'Отозвать согласие',
    ...refused('profileConsent', 'Отозвать согласие и закрыть кабинет'),
  },
  {
    name: 'profile, a letter came back, contacts wait, consent is old',
    heading: 'Профиль',
    ...profileAs('noMeter', async (stage) => {
      await troubleLetter(stage, 'failed', 'bounced: 5.1.1');
      await askForContact(stage, 'email');
      await askForContact(stage, 'phone');
      await agreeToOlderEdition(stage);
    }),
  },
  {
    name: 'profile, a token without rights refused',
    heading: 'Профиль',
    who: 'twoHomes',
    route: 'profileTokens',
    open: () => async (page) => {
      await page.goto(href('profile'));
      await fill(page, 'Название токена', 'Умный дом');
      await page.getByRole('checkbox', { name: 'Смотреть' }).uncheck();
      await press(page, 'Создать токен');
    },
  },
  {
    name: 'confirmation of an e-mail, signed in',
    heading: 'Новая почта кабинета',
    who: 'noMeter',
    route: 'contactConfirmation',
    open: (stage) => async (page) => page.goto(await confirmationPath(stage)),
  },
  {
    name: 'confirmation of an e-mail where nobody is signed in, refused',
    heading: 'Новая почта кабинета',
    route: 'contactConfirmation',
    open: (stage) => async (page) => {
      await page.goto(await confirmationPath(stage));
      await press(page, 'Подтвердить');
    },
  },
  {
    name: 'confirmation by a dead link',
    heading: 'Ссылка больше не действует',
    route: 'contactConfirmation',
    open: () => href('contactConfirmation', { token: 'dead' }),
  },
  {
    name: 'cabinet closed',
    heading: 'Кабинет закрыт',
    route: 'cabinetClosed',
    open: () => href('cabinetClosed'),
  },
];

async function troubleLetter({ world, neighbours }: Stage, state: 'failed', error: string) {
  const { email: to, userId } = neighbours.noMeter;
  const now = world.clock.now();
  const letterId = await insertLetter(world.db, { kind: 'reading_accepted', to, userId }, now);
  await noteLetterOutcome(world.db, { letterId, state, error, now });
}

async function agreeToOlderEdition({ world, neighbours }: Stage): Promise<void> {
  const { userId } = neighbours.noMeter;
  const client = { address: '192.0.2.1', userAgent: '' };
  const actedAt = new Date('2026-11-02T08:00:00Z');
  const given = { act: 'given', version: '2026-11-01', textHash: '', actedAt, client } as const;
  await recordConsent(world.db, { userId, ...given });
}

async function askForContact(
  { world, neighbours }: Stage,
  kind: 'email' | 'phone',
): Promise<number> {
  const now = world.clock.now();
  const expiresAt = new Date(now.getTime() + 86_400_000);
  const newValue = kind === 'email' ? 'anna.primerova.new@example.ru' : '+79114521799';
  const row = await world.db
    .insertInto('contact_changes')
    .values({
      user_id: neighbours.noMeter.userId,
      kind,
      new_value: newValue,
      created_at: now,
      expires_at: expiresAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'kind']).doUpdateSet({ expires_at: expiresAt }),
    )
    .returning('contact_change_id')
    .executeTakeFirstOrThrow();
  return row.contact_change_id;
}

async function confirmationPath(stage: Stage): Promise<string> {
  const subjectId = await askForContact(stage, 'email');
  const now = stage.world.clock.now();
  const expiresAt = new Date(now.getTime() + 60_000);
  const wish = { purpose: 'contact_change', subjectId, now, expiresAt } as const;
  return href('contactConfirmation', { token: await createOneTimeToken(stage.world.db, wish) });
}
