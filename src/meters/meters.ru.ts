import {
  formatDateWithYear,
  formatDays,
  formatMonth,
  formatMonthIn,
  formatReading,
  formatVolume,
  plural,
} from '#src/ui/format.ru.ts';
import { busyText } from '#src/ui/wait-text.ru.ts';
import type { ReadingCaseKind, ReadingCaseState } from './cases-store.ts';

import type {
  BelowReason,
  CaseFailure,
  ReadingFailure,
  ReadingFailureCode,
  SubmitFailure,
} from './reading-failure.ts';
import type {
  MeterReading,
  NotCountedReason,
  ReadingPreview,
  ReadingSource,
  ReadingStatus,
} from './reading-types.ts';

type Failure = ReadingFailure | SubmitFailure;
type TextOf<C extends ReadingFailureCode> = (failure: Extract<Failure, { code: C }>) => string;

const NBSP = '\u00a0';

const failureTexts = {
  value_missing: () => 'Впишите показание: чёрные цифры на счётчике, например 8 799',
  value_not_a_number: () => 'Напишите показание одним числом, например 8 799',
  value_negative: () => 'Уберите минус: счётчик показывает число без знака, например 8 799',
  too_many_digits: ({ integerDigits: digits }) =>
    `Впишите только чёрные цифры, до запятой: у этого счётчика их ${digits}, например ${'08799'.padStart(digits, '0').slice(-digits)}`,
  too_many_decimals: ({ decimalDigits: digits }) =>
    digits === 0
      ? 'Впишите только чёрные цифры, без красных после запятой, например 8 799'
      : `Оставьте после запятой не больше ${digits} ${plural(digits, ['цифры', 'цифр', 'цифр', 'цифры'])}, например 8 799,${'5'.padStart(digits, '1')}`,

  date_invalid: () => 'Такого дня нет. Напишите дату цифрами, например 11.12.2026',
  date_in_future: ({ today }) =>
    `Этот день ещё не наступил. Укажите, когда сняли показание: ${formatDateWithYear(today)} или раньше`,
  date_too_old: () => 'Проверьте год: так давно показания не снимали. Например 11.12.2026',
  date_before_meter: ({ commissionedOn }) =>
    `Этот счётчик работает с ${formatDateWithYear(commissionedOn)}. Укажите этот день или более поздний`,
  date_before_previous: ({ previous }) =>
    `Уже есть показание за ${formatDateWithYear(previous.takenOn)}: ${formatReading(previous.value)}. Укажите этот день или более поздний`,
  date_after_next: ({ next }) =>
    `После этого передали показание ${formatReading(next.value)} за ${formatDateWithYear(next.takenOn)}. Укажите этот день или более ранний`,

  below_previous: ({ previous }) =>
    `Получается меньше, чем было ${formatDateWithYear(previous.takenOn)}: ${formatReading(previous.value)}. Проверьте цифры или выберите, что случилось`,
  rollover_impossible: ({ volumeM3, maximumM3 }) =>
    `Если счётчик перешёл через ноль, то прошло ${formatVolume(volumeM3)}, а он пропускает за это время не больше ${formatVolume(maximumM3)}. Проверьте цифры или отправьте показание нам на проверку`,
  conflicts_with_next: ({ next }) =>
    `Не сходится с более поздним показанием или повторяет его: ${formatReading(next.value)} за ${formatDateWithYear(next.takenOn)}. Проверьте цифры или сначала исправьте его`,
  improbable: ({ preview }) => improbableText(preview) ?? 'Проверьте показание: всё верно?',

  not_found: () => 'Такого лицевого счёта среди ваших нет. Проверьте номер или добавьте счёт',
  access_ended: ({ visibleUntil }) =>
    `С ${formatDateWithYear(visibleUntil)} счёт записан на другого человека. Показания передаёт он, вам видно то, что было раньше`,
  personal_account_closed: ({ closedOn }) =>
    `Лицевой счёт закрыт ${formatDateWithYear(closedOn)}, показания по нему больше не нужны`,
  no_meter: () => 'У этого лицевого счёта нет счётчика. Если его поставили, позвоните нам',
  meter_required: ({ serialNumbers }) =>
    `Выберите счётчик: ${serialNumbers.map((serial) => `№${NBSP}${serial}`).join(', ')}`,
  meter_not_found: () => 'Такого счётчика у этого лицевого счёта нет. Проверьте заводской номер',
  meter_removed: ({ serialNumber, removedOn }) =>
    `Счётчик №${NBSP}${serialNumber} снят ${formatDateWithYear(removedOn)}. Передайте показание того, что стоит сейчас`,

  reading_not_found: () => 'Такого показания нет. Откройте историю показаний и выберите его там',
  reading_not_yours: () =>
    'Это показание передали не вы, поэтому здесь его не изменить. Если в нём ошибка, позвоните нам',
  billing_month_closed: ({ billingMonth }) =>
    `За ${formatMonth(billingMonth)} счёт уже выставлен. Передайте новое показание: в следующем счёте всё сойдётся`,
  changed_meanwhile: () =>
    'Пока страница была открыта, показания изменились. Посмотрите, что есть сейчас, и проверьте ещё раз',
  idempotency_key_reused: () =>
    'Эта форма уже отправлена с другими данными. Откройте страницу показаний заново',
  busy: () => busyText,
} satisfies { [C in ReadingFailureCode]: TextOf<C> };

/** What to do about a refusal: one sentence for the page, the letter and the API. */
export function readingFailureText(failure: Failure): string {
  const text = failureTexts[failure.code] as (failure: Failure) => string;
  return text(failure);
}

/** Of a question to staff: its own refusals and those of its reading. */
export function caseFailureText(failure: ReadingFailure | CaseFailure): string {
  if (failure.code === 'comment_too_long') {
    return `Сократите сообщение: поместится не больше ${failure.most} знаков`;
  }
  if (failure.code === 'case_full') return caseFullText;
  return readingFailureText(failure);
}

const caseFullText =
  'К этому обращению больше ничего не добавить: в нём уже много сообщений. Дождитесь ответа или позвоните нам';

/** Too many messages within a day. */
export const tooManyCasesText =
  'За сутки можно отправить двадцать сообщений. Отправьте ещё раз завтра или позвоните нам';

/** The one question about a volume that is hard to believe; null when there is none. */
export function improbableText({ improbable, volumeM3, days, billingMonth }: ReadingPreview) {
  if (!improbable || volumeM3 === null) return null;
  const volume = formatVolume(volumeM3);
  if (improbable.reason === 'over_maximum_flow') {
    const time = days ? formatDays(days) : 'один день';
    return `Получается ${volume} за ${time}, а такой счётчик пропускает не больше ${formatVolume(improbable.maximumM3)}. Цифры верны?`;
  }
  return `Получается ${volume}. Год назад в ${formatMonthIn(billingMonth)} было ${formatVolume(improbable.usualM3)}. Цифры верны?`;
}

export const readingStatusText = {
  accepted: 'Принято',
  stored: 'Сохранено, не учитывается',
  corrected: 'Исправлено',
  withdrawn: 'Отозвано',
} satisfies Record<ReadingStatus, string>;

export const tooManyReadingsText = (wait: string): string =>
  `За час передали слишком много показаний. То, что вы ввели, осталось в форме: отправьте ${wait}`;

export const notCountedText = {
  verification_expired:
    'Поверка счётчика закончилась. Показание сохраним, но в счёт оно не войдёт: до новой поверки начисляем по нормативу',
} satisfies Record<NotCountedReason, string>;

/** The same, once it has been kept. */
export const keptNotCountedText = {
  verification_expired:
    'Поверка счётчика закончилась. Показание сохранили, но в счёт оно не войдёт: до новой поверки начисляем по нормативу',
} satisfies Record<NotCountedReason, string>;

const readingSourceText = {
  register: 'Из базы поставщика',
  cabinet: 'Личный кабинет',
  api: 'Приложение',
  phone: 'По телефону',
  office: 'В офисе',
  inspector: 'Контролёр',
  bank: 'Через банк',
  bill: 'С квитанцией',
  telemetry: 'Передал сам счётчик',
  other: 'Другим способом',
} satisfies Record<ReadingSource, string>;

/** «По телефону, внёс сотрудник»: who brought it in is told to everybody who sees it. */
export function sourceText({
  source,
  staffMemberId,
  userId,
}: Pick<MeterReading, 'source' | 'staffMemberId' | 'userId'>): string {
  const text = readingSourceText[source];
  if (staffMemberId === null) return text;
  return userId === null ? `${text}, внёс сотрудник` : `${text}, проверил сотрудник`;
}

/** Answers to «the reading is below the previous one: what happened?» */
export const belowReasonText = {
  typo: 'Опечатка, исправлю число',
  rollover: 'Счётчик перешёл через ноль',
  meter_replaced: 'Счётчик заменили',
  correction: 'Ошибка в прошлом показании, исправлю его',
} satisfies Record<BelowReason, string>;

/** The question was left without an answer. */
export const whatHappenedMissing =
  'Выберите, что случилось, или исправьте число в поле «Новое показание»';

export const readingCaseText = {
  rollover: 'Счётчик перешёл через ноль',
  meter_replaced: 'Счётчик заменили',
} satisfies Record<ReadingCaseKind, string>;

export const readingCaseStateText = {
  open: 'Проверяем',
  accepted: 'Учли',
  refused: 'Не учли',
} satisfies Record<ReadingCaseState, string>;
