import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';
import { formatDays } from '#src/ui/format.ru.ts';
import { scopeTexts } from './api-scopes.ru.ts';
import type { ApiScope } from './api-scopes.ts';
import { contactLetters } from './contact.letters.ts';
import { createOneTimeToken } from './one-time-tokens.ts';
import { secondFactorLetters } from './second-factor/second-factor.letters.ts';
import { REGISTRATION_LIFETIME_HOURS } from './start-registration.ts';

const RESET_LIFETIME_MINUTES = 60;

type TokenLetterData = { scopes: ApiScope[]; lifetimeDays: number };

export const identityLetters: LetterRenderers = {
  ...contactLetters,
  ...secondFactorLetters,

  activation: async ({ db, clock, url, supplier }, letter) => {
    const now = clock.now();
    const subjectId = Number((letter.data as { registrationId?: number }).registrationId);
    const registration = await db
      .selectFrom('registrations')
      .select(['first_name', 'middle_name', 'expires_at'])
      .where('registration_id', '=', subjectId)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    if (!registration) return null;
    const expiresAt = registration.expires_at;
    const token = await createOneTimeToken(db, {
      purpose: 'activation',
      subjectId,
      now,
      expiresAt,
    });
    const name = [registration.first_name, registration.middle_name].filter(Boolean).join(' ');
    return {
      subject: 'Подтвердите регистрацию',
      paragraphs: [
        `Здравствуйте, ${name}!`,
        `Вы регистрируетесь в личном кабинете «${supplier.name}». Осталось подтвердить, что этот адрес ваш: откройте ссылку и нажмите «Активировать».`,
      ],
      action: { label: 'Подтвердить адрес', href: url + href('activate', { token }) },
      afterword: [
        `Ссылка действует ${REGISTRATION_LIFETIME_HOURS} часов. Если вы не регистрировались, ничего не делайте: без подтверждения кабинет не появится.`,
      ],
    };
  },

  already_registered: async ({ url }) => ({
    subject: 'У вас уже есть личный кабинет',
    paragraphs: [
      'Здравствуйте!',
      'Кто-то, возможно вы, снова указал этот адрес при регистрации. Кабинет с ним уже есть, новый мы не создали и в старом ничего не изменили.',
      'Войдите с прежним паролем. Не помните пароль — получите ссылку для нового на странице входа.',
    ],
    action: { label: 'Войти', href: url + href('login') },
    afterword: ['Если это были не вы, ничего делать не нужно.'],
  }),

  phone_in_use: async () => ({
    subject: 'Ваш телефон указали при регистрации',
    paragraphs: [
      'Здравствуйте!',
      'Кто-то указал номер вашего телефона при регистрации нового кабинета с другой почтой. Мы этого не разрешили: номер остаётся за вашим кабинетом.',
    ],
    afterword: ['Если это были вы, войдите в свой кабинет по этому телефону и прежнему паролю.'],
  }),

  registration_refused: async ({ url, supplier }) => ({
    subject: 'Регистрация не завершена',
    paragraphs: [
      'Здравствуйте!',
      'С указанными данными зарегистрировать новый кабинет нельзя. Скорее всего, у вас уже есть кабинет с другой почтой: попробуйте войти по номеру телефона или получить ссылку для нового пароля.',
      `Если кабинета у вас нет, позвоните нам: ${supplier.contacts.phone.label}. Разберёмся.`,
    ],
    action: { label: 'Получить ссылку для пароля', href: url + href('passwordForgot') },
  }),

  password_reset: async ({ db, clock, url }, letter) => {
    if (letter.userId === null) return null;
    const user = await db
      .selectFrom('users')
      .select('email')
      .where('user_id', '=', letter.userId)
      .executeTakeFirst();
    // Asked for before the e-mail was changed: the old mailbox opens the cabinet no more.
    if (user?.email !== letter.to) return null;
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + RESET_LIFETIME_MINUTES * 60_000);
    const token = await createOneTimeToken(db, {
      purpose: 'password_reset',
      subjectId: letter.userId,
      now,
      expiresAt,
    });
    return {
      subject: 'Ссылка для нового пароля',
      paragraphs: [
        'Здравствуйте!',
        'Откройте ссылку и придумайте новый пароль. После этого придётся войти заново на всех устройствах.',
      ],
      action: { label: 'Задать новый пароль', href: url + href('passwordReset', { token }) },
      afterword: [
        `Ссылка действует ${RESET_LIFETIME_MINUTES} минут. Если вы не просили её, ничего не делайте: пароль останется прежним.`,
      ],
    };
  },

  password_changed: async ({ url, supplier }, letter) => {
    const { isSignedInHere } = letter.data as { isSignedInHere?: boolean };
    const where = isSignedInHere ? 'на других устройствах' : 'на всех устройствах';
    return {
      subject: 'Пароль изменён',
      paragraphs: [
        'Здравствуйте!',
        `Пароль от вашего личного кабинета изменён, ${where} нужно войти заново. Токены для программ отозваны.`,
      ],
      action: { label: 'Войти', href: url + href('login') },
      afterword: [
        `Если это сделали не вы, сразу получите новую ссылку на странице «Забыли пароль?» и позвоните нам: ${supplier.contacts.phone.label}.`,
      ],
    };
  },

  api_token_created: async ({ url, supplier }, letter) => {
    const { scopes, lifetimeDays } = letter.data as TokenLetterData;
    const rights = scopes.map((scope) => scopeTexts[scope].label.toLowerCase()).join(', ');
    return {
      subject: 'Создан токен для программы',
      paragraphs: [
        'Здравствуйте!',
        `В вашем личном кабинете создали токен: с ним программа может без вас ${rights}. Он действует ${formatDays(lifetimeDays)}, отозвать его можно в профиле.`,
      ],
      action: { label: 'Открыть профиль', href: url + href('profile') },
      afterword: [
        `Если это были не вы, сразу смените пароль: токены от этого перестанут действовать. И позвоните нам: ${supplier.contacts.phone.label}.`,
      ],
    };
  },

  sign_in_guesses: async ({ url, supplier }) => ({
    subject: 'Кто-то подбирает пароль к вашему кабинету',
    paragraphs: [
      'Здравствуйте!',
      'За последние сутки в ваш личный кабинет много раз пробовали войти с неверным паролем с устройств, на которых вы раньше не входили. Войти не удалось.',
      'С каждой неудачей подбирающему приходится ждать всё дольше. Если пароль длинный и больше нигде не используется, делать ничего не нужно.',
    ],
    action: { label: 'Сменить пароль', href: url + href('passwordForgot') },
    afterword: [
      `Если не можете войти сами, получите ссылку для нового пароля: после неё это устройство пустит вас сразу. Вопросы: ${supplier.contacts.phone.label}.`,
    ],
  }),

  cabinet_closed: async ({ url, supplier }) => ({
    subject: 'Личный кабинет закрыт',
    paragraphs: [
      'Здравствуйте!',
      'Вы отозвали согласие на обработку персональных данных. Личный кабинет закрыт, ваши имя, почта, телефон и адрес из него удалены.',
      'Лицевой счёт и расчёты за газ остаются у поставщика: их хранение требует закон. Показания можно передавать по телефону и в офисе.',
    ],
    action: { label: 'Зарегистрироваться заново', href: url + href('register') },
    afterword: [
      `Если кабинет закрыли не вы, позвоните нам: ${supplier.contacts.phone.label}. Это письмо — последнее.`,
    ],
  }),
};
