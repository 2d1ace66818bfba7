import { createOneTimeToken } from '#src/identity/one-time-tokens.ts';
import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';
import { formatDateTime } from '#src/ui/format.ru.ts';
import { findExport } from './data-exports-store.ts';

export const cabinetLetters: LetterRenderers = {
  own_data_ready: async ({ db, clock, supplier, url }, letter) => {
    const { dataExportId } = letter.data as { dataExportId: number };
    const ready = await findExport(db, dataExportId);
    const now = clock.now();
    // Asked for anew since, or too late: nothing is there to download.
    if (!ready?.expiresAt || ready.expiresAt <= now) return null;
    const { expiresAt } = ready;
    const token = await createOneTimeToken(db, {
      purpose: 'data_export',
      subjectId: dataExportId,
      now,
      expiresAt,
    });
    return {
      subject: 'Ваши данные готовы',
      paragraphs: [
        'Здравствуйте!',
        'Вы просили все данные, которые личный кабинет хранит о вас. Архив готов: в нём файл JSON для программ и таблицы CSV.',
      ],
      facts: [{ label: 'Можно скачать до', value: formatDateTime(expiresAt, supplier.timeZone) }],
      action: { label: 'Скачать архив', href: url + href('profileExportReady', { token }) },
      afterword: [
        'Ссылка открывается только вам, после входа в кабинет. Потом архив удалится сам.',
        `Если вы об этом не просили, смените пароль и позвоните нам: ${supplier.contacts.phone.label}.`,
      ],
    };
  },
};
