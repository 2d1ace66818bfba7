import { system } from '#src/actor.ts';
import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { href } from '#src/routes.ts';
import {
  formatAccountNumber,
  formatDateTime,
  formatDateWithYear,
  formatMonth,
  formatReading,
  formatVolume,
} from '#src/ui/format.ru.ts';
import { entryOfReading, type ReadingEntry } from './list-readings.ts';
import { keptNotCountedText } from './meters.ru.ts';

/** What a queued `reading_accepted` carries. */
export type ReadingLetterData = { personalAccountId: number; readingId: number; number: string };

export const metersLetters: LetterRenderers = {
  reading_accepted: async ({ db, clock, supplier, url }, letter) => {
    const { personalAccountId, readingId, number } = letter.data as ReadingLetterData;
    const place = { personalAccountId, readingId };
    const entry = await entryOfReading({ db, clock, supplier }, system('reading letter'), place);
    // Corrected or withdrawn before it left: the letter about that version would only confuse.
    if (!entry?.confirmation || (entry.status !== 'accepted' && entry.status !== 'stored')) {
      return null;
    }
    const { confirmation } = entry;
    const value = formatReading(entry.value);
    const isStored = entry.notCountedReason !== null;
    return {
      subject: isStored
        ? `Показание ${value} сохранено, но не учитывается`
        : `Показание ${value} принято`,
      paragraphs: ['Здравствуйте!', whatItDoes(entry)],
      facts: [
        { label: 'Номер подтверждения', value: confirmation },
        { label: 'Лицевой счёт', value: formatAccountNumber(number) },
        { label: 'Счётчик', value: `№\u00a0${entry.meterSerial}` },
        { label: 'Показание', value },
        { label: 'Дата показания', value: formatDateWithYear(entry.takenOn) },
        {
          label: isStored ? 'Сохранено' : 'Передано',
          value: formatDateTime(entry.receivedAt, supplier.timeZone),
        },
      ],
      action: {
        label: 'Открыть показание',
        href: url + href('readingConfirmation', { number, confirmation }),
      },
      afterword: [
        `Ошиблись? Исправьте или отзовите показание в личном кабинете, пока не выставлен счёт. Если вы его не передавали, позвоните нам: ${supplier.contacts.phone.label}.`,
      ],
    };
  },
};

function whatItDoes({ notCountedReason, billingMonth, volumeM3 }: ReadingEntry): string {
  if (notCountedReason) return `${keptNotCountedText[notCountedReason]}.`;
  const month = formatMonth(billingMonth);
  if (volumeM3 === null) return `Это первое показание счётчика, от него пойдёт счёт за ${month}.`;
  return `Войдёт в счёт за ${month}: с прошлого показания прошло ${formatVolume(volumeM3)}.`;
}
