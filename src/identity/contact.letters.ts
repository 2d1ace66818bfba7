import type { LetterDeps, LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';
import { CONTACT_CHANGE_HOURS, isContactTaken } from './contact-changes.ts';
import { createOneTimeToken } from './one-time-tokens.ts';

/** Letters about a changed e-mail or phone, to both sides. */
export const contactLetters: LetterRenderers = {
  email_change: async (deps, letter) => {
    const wish = await findWish(deps, letter.data);
    if (!wish) return null;
    if (await isContactTaken(deps.db, wish)) return emailTaken(deps);
    return {
      subject: 'Подтвердите новый адрес почты',
      paragraphs: [
        'Здравствуйте!',
        `Этот адрес указали как новую почту личного кабинета «${deps.supplier.name}». Если это вы, откройте ссылку и нажмите «Подтвердить».`,
      ],
      action: { label: 'Подтвердить адрес', href: await linkFor(deps, wish) },
      afterword: [
        `Ссылка действует ${CONTACT_CHANGE_HOURS} часа. Если вы об этом не просили, ничего не делайте: ваш адрес указали по ошибке.`,
      ],
    };
  },

  email_change_asked: async ({ url, supplier }) => ({
    subject: 'Просьба сменить почту кабинета',
    paragraphs: [
      'Здравствуйте!',
      'В вашем личном кабинете попросили сменить электронную почту и назвали верный пароль. Пока новый адрес не подтверждён, всё остаётся по-прежнему.',
    ],
    action: { label: 'Получить ссылку для пароля', href: url + href('passwordForgot') },
    afterword: [
      `Если это были вы, ничего делать не нужно. Если не вы — сейчас же задайте новый пароль: просьба отменится, чужие входы завершатся. И позвоните нам: ${supplier.contacts.phone.label}.`,
    ],
  }),

  email_changed: async ({ url, supplier }) => ({
    subject: 'Почта кабинета изменена',
    paragraphs: [
      'Здравствуйте!',
      'Электронная почта вашего личного кабинета изменена: письма и ссылки для нового пароля приходят теперь только на новый адрес. На других устройствах нужно войти заново.',
    ],
    action: { label: 'Открыть профиль', href: url + href('profile') },
    afterword: [
      `Это письмо отправлено и на прежний адрес, и на новый. Если почту сменили не вы, сразу позвоните нам: ${supplier.contacts.phone.label}.`,
    ],
  }),

  phone_change: async (deps, letter) => {
    const wish = await findWish(deps, letter.data);
    if (!wish) return null;
    if (await isContactTaken(deps.db, wish)) return phoneTaken(deps);
    return {
      subject: 'Подтвердите новый телефон',
      paragraphs: [
        'Здравствуйте!',
        'В вашем личном кабинете попросили сменить телефон и назвали верный пароль. Откройте ссылку и нажмите «Подтвердить»: до этого номер остаётся прежним.',
      ],
      action: { label: 'Подтвердить телефон', href: await linkFor(deps, wish) },
      afterword: [
        `Ссылка действует ${CONTACT_CHANGE_HOURS} часа. Если вы об этом не просили, не открывайте её и задайте новый пароль на странице «Забыли пароль?».`,
      ],
    };
  },

  phone_changed: async ({ url, supplier }) => ({
    subject: 'Телефон кабинета изменён',
    paragraphs: [
      'Здравствуйте!',
      'Телефон вашего личного кабинета изменён: входить по прежнему номеру больше нельзя. На других устройствах нужно войти заново.',
    ],
    action: { label: 'Открыть профиль', href: url + href('profile') },
    afterword: [
      `Если это сделали не вы, задайте новый пароль и позвоните нам: ${supplier.contacts.phone.label}.`,
    ],
  }),

  phone_claimed: async ({ supplier }) => ({
    subject: 'Ваш телефон указали в другом кабинете',
    paragraphs: [
      'Здравствуйте!',
      'Кто-то указал номер вашего телефона как новый номер другого личного кабинета. Мы этого не разрешили: номер остаётся за вами.',
    ],
    afterword: [
      `Если это были вы и номер нужен другому кабинету, сначала смените телефон в этом или позвоните нам: ${supplier.contacts.phone.label}.`,
    ],
  }),
};

const emailTaken = ({ url }: LetterDeps) => ({
  subject: 'Этот адрес указали в другом кабинете',
  paragraphs: [
    'Здравствуйте!',
    'Ваш адрес указали как новую почту другого личного кабинета. С этим адресом кабинет уже есть, поэтому мы ничего не изменили.',
  ],
  action: { label: 'Войти', href: url + href('login') },
  afterword: [
    'Если это были вы, войдите в кабинет с этим адресом. Если не вы, ничего делать не нужно.',
  ],
});

const phoneTaken = ({ supplier }: LetterDeps) => ({
  subject: 'Телефон не изменён',
  paragraphs: [
    'Здравствуйте!',
    'Номер, который вы указали, записан за другим кабинетом, поэтому телефон остаётся прежним.',
    `Если это ваш номер, позвоните нам: ${supplier.contacts.phone.label}. Разберёмся.`,
  ],
});

async function findWish({ db, clock }: LetterDeps, data: Record<string, unknown>) {
  const row = await db
    .selectFrom('contact_changes')
    .select(['contact_change_id', 'user_id', 'kind', 'new_value', 'expires_at'])
    .where('contact_change_id', '=', Number((data as { contactChangeId?: number }).contactChangeId))
    .where('expires_at', '>', clock.now())
    .executeTakeFirst();
  if (!row) return null;
  const { contact_change_id: contactChangeId, user_id: userId, kind, new_value: value } = row;
  return { contactChangeId, userId, kind, value, expiresAt: row.expires_at };
}

type Wish = { contactChangeId: number; expiresAt: Date };

async function linkFor({ db, clock, url }: LetterDeps, wish: Wish): Promise<string> {
  const token = await createOneTimeToken(db, {
    purpose: 'contact_change',
    subjectId: wish.contactChangeId,
    now: clock.now(),
    expiresAt: wish.expiresAt,
  });
  return url + href('contactConfirmation', { token });
}
