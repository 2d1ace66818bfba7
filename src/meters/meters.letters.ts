import { system } from '#src/actor.ts';
import type { LetterRenderers } from '#src/mail/letter-types.ts';
import { seesAccount } from '#src/personal-accounts/household-store.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import {
  formatAccountNumber,
  formatDateTime,
  formatDateWithYear,
  formatMonth,
  formatReading,
  formatVolume,
} from '#src/ui/format.ru.ts';
import type { ReadingCaseKind } from './cases-store.ts';
import { entryOfReading, type ReadingEntry } from './list-readings.ts';
import { keptNotCountedText, readingCaseText, sourceText } from './meters.ru.ts';

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
    if (!(await seesAccount(db, letter.userId, { number, on: entry.takenOn }))) return null;
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
        { label: 'Откуда', value: sourceText(entry) },
        {
          label: isStored ? 'Сохранено' : 'Передано',
          value: formatDateTime(entry.receivedAt, supplier.timeZone),
        },
      ],
      action: {
        label: 'Открыть показание',
        href: url + href('readingConfirmation', { number, confirmation }),
      },
      afterword: [afterword(entry, supplier.contacts.phone.label)],
    };
  },

  reading_withdrawn_by_staff: async ({ db, url, supplier }, letter) => {
    const { number, value, takenOn, reason } = letter.data as WithdrawnLetterData;
    if (!(await seesAccount(db, letter.userId, { number, on: takenOn }))) return null;
    return {
      subject: `Показание ${formatReading(value)} больше не учитываем`,
      paragraphs: [
        'Здравствуйте!',
        `Сотрудник проверил показание ${formatReading(value)} за ${formatDateWithYear(takenOn)} и отозвал его: ${reason}.`,
        'В счёт оно не войдёт. Передайте, пожалуйста, новое показание.',
      ],
      facts: [{ label: 'Лицевой счёт', value: formatAccountNumber(number) }],
      action: { label: 'Передать показание', href: url + href('readings', { number }) },
      afterword: [`Если вы не согласны, позвоните нам: ${supplier.contacts.phone.label}.`],
    };
  },

  reading_case_decided: async ({ url, supplier }, letter) => {
    const { number, kind, state, reason } = letter.data as CaseLetterData;
    const isAccepted = state === 'accepted';
    return {
      subject: isAccepted
        ? 'Мы проверили показание и учли его'
        : 'Мы проверили показание и не учли его',
      paragraphs: [
        'Здравствуйте!',
        `Вы спрашивали: «${readingCaseText[kind]}». ${isAccepted ? 'Показание учтено' : 'Показание не учтено'}: ${reason}.`,
      ],
      facts: [{ label: 'Лицевой счёт', value: formatAccountNumber(number) }],
      action: { label: 'Открыть показания', href: url + href('readings', { number }) },
      afterword: [`Остались вопросы? Позвоните нам: ${supplier.contacts.phone.label}.`],
    };
  },
};

/** What a queued `reading_withdrawn_by_staff` carries. */
export type WithdrawnLetterData = {
  number: string;
  value: string;
  takenOn: PlainDate;
  reason: string;
};

/** What a queued `reading_case_decided` carries. */
export type CaseLetterData = {
  number: string;
  kind: ReadingCaseKind;
  state: 'accepted' | 'refused';
  reason: string;
};

function afterword({ staffMemberId, userId }: ReadingEntry, phone: string): string {
  if (staffMemberId !== null && userId === null) {
    return `Показание внёс сотрудник. Если вы его не сообщали или в нём ошибка, позвоните нам: ${phone}.`;
  }
  return `Ошиблись? Исправьте или отзовите показание в личном кабинете, пока не выставлен счёт. Если вы его не передавали, позвоните нам: ${phone}.`;
}

function whatItDoes({ notCountedReason, billingMonth, volumeM3 }: ReadingEntry): string {
  if (notCountedReason) return `${keptNotCountedText[notCountedReason]}.`;
  const month = formatMonth(billingMonth);
  if (volumeM3 === null) return `Это первое показание счётчика, от него пойдёт счёт за ${month}.`;
  return `Показание войдёт в счёт за ${month}: с прошлого показания прошло ${formatVolume(volumeM3)}.`;
}
