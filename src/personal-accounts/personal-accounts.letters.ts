import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';

export const personalAccountLetters: LetterRenderers = {
  linked_by_another: async ({ url, supplier }, letter) => {
    const number = String((letter.data as { accountNumber?: string }).accountNumber);
    return {
      subject: 'Ваш лицевой счёт добавил ещё один пользователь',
      paragraphs: [
        'Здравствуйте!',
        `К лицевому счёту ${number} получил доступ ещё один пользователь личного кабинета: он назвал фамилию того, на кого записан счёт, и одно из подтверждений — номер счётчика, ПИН или сумму последней квитанции.`,
        'Так бывает, когда кабинет заводит кто-то из семьи. Ваш доступ не изменился.',
      ],
      action: { label: 'Открыть кабинет', href: url + href('accounts') },
      afterword: [
        `Если вы не знаете, кто это может быть, позвоните нам: ${supplier.contacts.phone.label}.`,
      ],
    };
  },
};
