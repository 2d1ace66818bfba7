import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';
import { seesAccount } from './household-store.ts';

export const personalAccountLetters: LetterRenderers = {
  linked_by_another: async ({ db, url, supplier }, letter) => {
    const { accountNumber: number, byStaff } = letter.data as LinkedLetterData;
    if (!(await seesAccount(db, letter.userId, { number, on: null }))) return null;
    const how = byStaff
      ? 'сотрудник проверил его документы'
      : 'он назвал фамилию того, на кого записан счёт, и одно из подтверждений — номер счётчика, ПИН или сумму последней квитанции';
    return {
      subject: 'Ваш лицевой счёт добавил ещё один пользователь',
      paragraphs: [
        'Здравствуйте!',
        `К лицевому счёту ${number} получил доступ ещё один пользователь личного кабинета: ${how}.`,
        'Так бывает, когда кабинет заводит кто-то из семьи. Ваш доступ не изменился.',
      ],
      action: { label: 'Открыть кабинет', href: url + href('accounts') },
      afterword: [
        `Если вы не знаете, кто это может быть, позвоните нам: ${supplier.contacts.phone.label}.`,
      ],
    };
  },

  linking_guesses: async ({ db, url, supplier }, letter) => {
    const { accountNumber } = letter.data as LinkedLetterData;
    const here = { number: accountNumber, on: null };
    if (!(await seesAccount(db, letter.userId, here))) return null;
    return {
      subject: 'Кто-то пытается добавить ваш лицевой счёт',
      paragraphs: [
        'Здравствуйте!',
        `К лицевому счёту ${accountNumber} сегодня много раз пытались получить доступ и не смогли его подтвердить. Ваш доступ не изменился.`,
        'Если это кто-то из вашей семьи, передайте ему заводской номер счётчика и ПИН из квитанции: после многих попыток мы просим два подтверждения сразу.',
      ],
      action: { label: 'Открыть кабинет', href: url + href('accounts') },
      afterword: [
        `Если вы не знаете, кто это может быть, никому не показывайте квитанции и позвоните нам: ${supplier.contacts.phone.label}.`,
      ],
    };
  },

  linking_decided: async ({ url, supplier }, letter) => {
    const { accountNumber, state, reason } = letter.data as DecidedLetterData;
    const isAccepted = state === 'accepted';
    return {
      subject: isAccepted
        ? `Лицевой счёт ${accountNumber} добавлен`
        : `Лицевой счёт ${accountNumber} не добавлен`,
      paragraphs: [
        'Здравствуйте!',
        isAccepted
          ? `Сотрудник проверил ваше обращение и добавил лицевой счёт ${accountNumber} в ваш кабинет: ${reason}.`
          : `Сотрудник проверил ваше обращение и не добавил лицевой счёт ${accountNumber}: ${reason}.`,
      ],
      action: isAccepted
        ? { label: 'Открыть кабинет', href: url + href('accounts') }
        : { label: 'Добавить лицевой счёт', href: url + href('accountLink') },
      afterword: [`Остались вопросы? Позвоните нам: ${supplier.contacts.phone.label}.`],
    };
  },

  access_ended_by_staff: async ({ url, supplier }, letter) => {
    const { accountNumber, reason } = letter.data as AccessEndedLetterData;
    return {
      subject: `Доступ к лицевому счёту ${accountNumber} закрыт`,
      paragraphs: [
        'Здравствуйте!',
        `Сотрудники закрыли вам доступ к лицевому счёту ${accountNumber}: ${reason}.`,
        'Если счёт ваш, добавьте его заново: понадобится подтверждение из квитанции или номер счётчика.',
      ],
      action: { label: 'Добавить лицевой счёт', href: url + href('accountLink') },
      afterword: [`Если вы не согласны, позвоните нам: ${supplier.contacts.phone.label}.`],
    };
  },
};

type LinkedLetterData = { accountNumber: string; byStaff?: boolean };

/** What a queued `linking_decided` carries. */
export type DecidedLetterData = {
  accountNumber: string;
  state: 'accepted' | 'refused';
  reason: string;
};

/** What a queued `access_ended_by_staff` carries. */
export type AccessEndedLetterData = { accountNumber: string; reason: string };
