import { createOneTimeToken } from '#src/identity/one-time-tokens.ts';
import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';
import { lockStaffMember } from './staff-members-store.ts';

const INVITATION_HOURS = 24;

export const staffLetters: LetterRenderers = {
  /** Counted from the sending: a letter that was late is still good. */
  staff_invitation: async ({ db, clock, url, supplier }, { data }) => {
    const subjectId = Number((data as { staffMemberId?: number }).staffMemberId);
    const member = await lockStaffMember(db, subjectId);
    if (!member || member.disabledAt) return null;
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + INVITATION_HOURS * 3_600_000);
    const token = await createOneTimeToken(db, {
      purpose: 'staff_invitation',
      subjectId,
      now,
      expiresAt,
    });
    return {
      subject: 'Вход на рабочее место',
      paragraphs: [
        `Здравствуйте, ${member.name}!`,
        `Администратор «${supplier.name}» открывает вам вход на рабочее место сотрудника. Откройте ссылку и придумайте пароль; затем настройте подтверждение входа: приложение на телефоне или ключ доступа.`,
      ],
      action: { label: 'Задать пароль', href: url + href('staffInvitation', { token }) },
      afterword: [
        `Ссылка действует ${INVITATION_HOURS} часа и только один раз. Если вы не ждали этого письма, ничего не делайте и сообщите администратору.`,
      ],
    };
  },

  staff_password_changed: async ({ url }) => ({
    subject: 'Пароль рабочего места изменён',
    paragraphs: [
      'Здравствуйте!',
      'Пароль для входа на рабочее место изменён. На других устройствах вход завершён.',
    ],
    action: { label: 'Войти', href: url + href('staffLogin') },
    afterword: ['Если это сделали не вы, сразу сообщите администратору: он отключит вход.'],
  }),
};
