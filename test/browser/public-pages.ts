import type { Page } from 'playwright-core';
import { createDatabase, createPool } from '#src/db/database.ts';
import { features } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { createOneTimeToken } from '#src/identity/one-time-tokens.ts';
import { href } from '#src/routes.ts';
import { newPerson, pathIn, register } from '#test/registration.ts';
import type { PageCase, Stage } from './every-page.ts';
import { fill, press } from './on-screen.ts';

const at = (path: string) => () => path;

/** What a guest may see, refused forms and errors included. */
export const publicPages: readonly PageCase[] = [
  { name: 'sign-in', heading: 'Вход', route: 'login', isMain: true, open: at(href('login')) },
  {
    name: 'sign-in outside the demonstration',
    heading: 'Вход',
    route: 'login',
    open:
      ({ world }) =>
      (page) =>
        openBeside(page, { ...world.deps, isDemo: false }, href('login')),
  },
  {
    name: 'sign-in after signing out',
    heading: 'Вход',
    route: 'login',
    open: at('/login?notice=signed-out'),
  },
  {
    name: 'sign-in refused',
    heading: 'Вход',
    route: 'login',
    open: () => (page) => sendForm(page, href('login'), 'Войти'),
  },
  {
    name: 'registration',
    heading: 'Регистрация',
    route: 'register',
    open: at(href('register')),
  },
  {
    name: 'registration refused',
    heading: 'Регистрация',
    route: 'register',
    isMain: true,
    open: () => (page) => sendForm(page, href('register'), 'Зарегистрироваться'),
  },
  {
    name: 'registration sent',
    heading: 'Проверьте почту',
    route: 'registerSent',
    open: () => fillRegistration,
  },
  {
    name: 'activation',
    heading: 'Остался один шаг',
    route: 'activate',
    open: (stage) => (page) => openActivation(page, stage),
  },
  {
    name: 'activation by a dead link',
    heading: 'Ссылка больше не действует',
    route: 'activate',
    open: at(href('activate', { token: 'dead' })),
  },
  {
    name: 'password forgotten',
    heading: 'Забыли пароль?',
    route: 'passwordForgot',
    open: at(href('passwordForgot')),
  },
  {
    name: 'password forgotten, refused',
    heading: 'Забыли пароль?',
    route: 'passwordForgot',
    open: () => (page) => sendForm(page, href('passwordForgot'), 'Получить ссылку'),
  },
  {
    name: 'password link sent',
    heading: 'Проверьте почту',
    route: 'passwordForgot',
    open: at('/password/forgot?sent=1'),
  },
  {
    name: 'new password',
    heading: 'Задайте новый пароль',
    route: 'passwordReset',
    open: (stage) => async (page) => page.goto(await resetPath(stage)),
  },
  {
    name: 'new password refused',
    heading: 'Задайте новый пароль',
    route: 'passwordReset',
    open: (stage) => async (page) => sendForm(page, await resetPath(stage), 'Сохранить пароль'),
  },
  {
    name: 'new password by a dead link',
    heading: 'Ссылка больше не действует',
    route: 'passwordReset',
    open: at(href('passwordReset', { token: 'dead' })),
  },
  { name: 'help', heading: 'Вопросы и ответы', route: 'help', open: at(href('help')) },
  {
    name: 'rules of charging',
    heading: 'По каким правилам считаем',
    route: 'rules',
    open: at(href('rules')),
  },
  {
    name: 'a code to check',
    heading: 'Проверка документа',
    route: 'verify',
    open: at(href('verify')),
  },
  {
    name: 'a code to check, refused',
    heading: 'Проверка документа',
    route: 'verify',
    open: () => (page) => sendForm(page, href('verify'), 'Проверить'),
  },
  { name: 'feedback', heading: 'Обратная связь', route: 'feedback', open: at(href('feedback')) },
  {
    name: 'consent',
    heading: 'Согласие на обработку персональных данных',
    route: 'legal',
    open: at(href('legal', { document: 'consent' })),
  },
  {
    name: 'requisites',
    heading: 'Кто мы и реквизиты',
    route: 'legal',
    open: at(href('legal', { document: 'requisites' })),
  },
  {
    name: 'API documentation',
    heading: 'API личного кабинета абонента',
    route: 'apiDocs',
    open: at(href('apiDocs')),
  },
  {
    name: 'all parts of the interface',
    heading: 'К оплате до 15 декабря',
    route: 'devUi',
    open: at(href('devUi')),
  },
  { name: 'no such page', heading: 'Такой страницы нет', route: 'none', open: at('/no/such/page') },
  {
    name: 'a form that is not ours',
    heading: 'Форма устарела',
    route: 'none',
    open: () => async (page) => {
      await page.goto(href('login'));
      await page.evaluate(() => document.querySelector('[name=_token]')?.remove());
      await press(page, 'Войти');
    },
  },
  {
    name: 'the database is away',
    heading: 'Кабинет ненадолго закрыт',
    route: 'none',
    open:
      ({ world }) =>
      (page) => {
        const pool = createPool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' });
        const deps = { ...world.deps, pool, db: createDatabase(pool) };
        return openBeside(page, deps, href('activate', { token: 'any' }));
      },
  },
];

/** On an application of its own, which lives as long as the page. */
async function openBeside(page: Page, deps: AppDeps, path: string): Promise<void> {
  const app = await createApp(deps, features);
  page.once('close', () => void app.close());
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  await page.goto(url + path);
}

async function sendForm(page: Page, path: string, button: string): Promise<void> {
  await page.goto(path);
  await press(page, button);
}

async function fillRegistration(page: Page): Promise<void> {
  const person = newPerson();
  await page.goto(href('register'));
  const fields = [
    ['Фамилия', person.lastName],
    ['Имя', person.firstName],
    ['Адрес', person.address],
    ['Номер лицевого счёта', person.accountNumber],
    ['Электронная почта', person.email],
    ['Телефон', person.phone],
    ['Пароль', person.password],
  ] as const;
  for (const [label, text] of fields) await fill(page, label, text);
  await page.getByLabel('Даю согласие на обработку персональных данных').check();
  await press(page, 'Зарегистрироваться');
}

async function openActivation(page: Page, { world }: Stage): Promise<void> {
  const person = newPerson();
  await register(world.visitor(), person);
  await page.goto(pathIn(await world.waitForLetter(person.email)));
}

async function resetPath({ world, neighbours }: Stage): Promise<string> {
  const now = world.clock.now();
  const token = await createOneTimeToken(world.db, {
    purpose: 'password_reset',
    subjectId: neighbours.usual.userId,
    now,
    expiresAt: new Date(now.getTime() + 60_000),
  });
  return href('passwordReset', { token });
}
