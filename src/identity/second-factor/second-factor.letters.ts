import type { LetterDeps, LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';
import { plural } from '#src/ui/format.ru.ts';

type Data = { ownerKind?: string; factor?: string; left?: number };

const addedText: Record<string, string> = {
  app: 'приложение с одноразовыми кодами',
  passkey: 'ключ доступа',
};

const removedText: Record<string, string> = {
  app: 'Приложение с одноразовыми кодами больше не подтверждает вход.',
  passkey: 'Один из ключей доступа больше не подтверждает вход.',
  reset:
    'Подтверждение входа сброшено по обращению: приложение, ключи доступа и коды восстановления больше не действуют.',
  all: 'Вход с подтверждением выключен: теперь для входа достаточно пароля. Коды восстановления больше не действуют.',
};

/** What to do when it was somebody else: residents call us, staff tell their administrator. */
function alarm({ ownerKind }: Data, { supplier }: LetterDeps): string {
  return ownerKind === 'staff'
    ? 'Если это были не вы, сразу сообщите администратору: он отключит вход.'
    : `Если это были не вы, сразу смените пароль на странице «Забыли пароль?» и позвоните нам: ${supplier.contacts.phone.label}.`;
}

const openFactors = ({ ownerKind }: Data, { url }: LetterDeps) => ({
  label: 'Открыть настройки входа',
  href: url + (ownerKind === 'staff' ? href('staffFactors') : href('secondFactor')),
});

const whose = ({ ownerKind }: Data): string =>
  ownerKind === 'staff' ? 'рабочего места сотрудника' : 'личного кабинета';

export const secondFactorLetters: LetterRenderers = {
  second_factor_added: async (deps, { data }) => ({
    subject: 'Добавлено подтверждение входа',
    paragraphs: [
      'Здравствуйте!',
      `Для ${whose(data)} теперь есть ещё один способ подтвердить вход: ${addedText[String(data.factor)] ?? ''}. На других устройствах нужно войти заново.`,
    ],
    action: openFactors(data, deps),
    afterword: [alarm(data, deps)],
  }),

  second_factor_removed: async (deps, { data }) => ({
    subject: 'Удалено подтверждение входа',
    paragraphs: [
      'Здравствуйте!',
      `В настройках входа для ${whose(data)} кое-что изменилось. ${removedText[String(data.factor)] ?? ''} На других устройствах нужно войти заново.`,
    ],
    action: openFactors(data, deps),
    afterword: [alarm(data, deps)],
  }),

  recovery_code_used: async (deps, { data }) => {
    const left = Number((data as Data).left ?? 0);
    const codes = plural(left, ['код', 'кода', 'кодов', 'кода']);
    return {
      subject: 'Использован код восстановления',
      paragraphs: [
        'Здравствуйте!',
        `Только что вошли по коду восстановления. Этот код больше не действует. ${left > 0 ? `Осталось: ${left} ${codes}.` : 'Кодов больше не осталось: создайте новые.'}`,
      ],
      action: openFactors(data, deps),
      afterword: [alarm(data, deps)],
    };
  },

  recovery_codes_renewed: async (deps, { data }) => ({
    subject: 'Созданы новые коды восстановления',
    paragraphs: [
      'Здравствуйте!',
      `Для ${whose(data)} созданы новые коды восстановления. Прежние больше не действуют.`,
    ],
    action: openFactors(data, deps),
    afterword: [alarm(data, deps)],
  }),

  second_factor_guessed: async (_, { data }) => ({
    subject: 'Кто-то вводит ваш пароль',
    paragraphs: [
      'Здравствуйте!',
      'Кто-то ввёл правильный пароль и много раз подряд ошибся в коде подтверждения. Войти не удалось: новые попытки мы задерживаем.',
    ],
    afterword: [
      (data as Data).ownerKind === 'staff'
        ? 'Если это были не вы, ваш пароль кому-то известен. Сообщите администратору и смените пароль.'
        : 'Если это были не вы, ваш пароль кому-то известен: смените его на странице «Забыли пароль?».',
    ],
  }),
};
