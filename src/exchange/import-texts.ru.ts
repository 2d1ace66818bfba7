import { dateInZone } from '#src/plain-date.ts';
import { changeLines, count, kindNames } from './import-kinds.ru.ts';
import type { ImportFailure, ImportKind, ImportStep, ImportSummary } from './import-types.ts';
import type { Dependent } from './undo-dependents.ts';
import type { UndoCounts, UndoFailure } from './undo-import.ts';

export const russianDate = (iso: string): string =>
  iso.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3.$2.$1');
/** Digits alone: a sum is never a fraction of floating point, not even on its way to the screen. */
const roubles = (kopecks: string): string => {
  const digits = kopecks.replace('-', '').padStart(3, '0');
  return `${kopecks.startsWith('-') ? '−' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
};
const quoted = (names: readonly string[]): string => names.map((name) => `«${name}»`).join(', ');

export const stepTexts = {
  waiting: 'Идёт другой импорт: ждём, пока он закончится.',
  reading: 'Читаем файл.',
  comparing: 'Сверяем строки между собой и с нашими данными.',
  errors: 'Записываем отказанные строки.',
  merging: 'Сверяем и вносим изменения.',
  exporting: 'Записываем файл.',
  ending: 'Ищем, чего в полном реестре больше нет.',
} satisfies Record<ImportStep, string>;

type Code = ImportFailure['code'];
type Texts = { [C in Code]: (failure: Extract<ImportFailure, { code: C }>) => string };

const failureTexts: Texts = {
  file_missing: () => 'Такого файла нет: проверьте путь.',
  file_unreadable: ({ reason }) => `Файл не читается (${reason}): проверьте путь и права на него.`,
  file_empty: () => 'Файл пуст: выгрузите его заново.',
  file_is_utf16: () => 'Файл в кодировке UTF-16: сохраните его в UTF-8 или windows-1251.',
  file_is_old_excel: () => 'Это книга старого вида (.xls): сохраните её как .xlsx или .csv.',
  file_is_binary: () => 'Это не таблица: нужен файл .csv или .xlsx.',
  file_is_broken_utf8: ({ line }) =>
    `Файл в UTF-8, но в строке ${line} повреждён знак: исправьте её или выгрузите файл заново.`,
  file_is_damaged: () => 'Книга .xlsx повреждена или скачана не до конца: сохраните её заново.',
  file_is_no_workbook: () => 'Это не книга Excel: нужен файл .csv или .xlsx.',
  workbook_too_large: () =>
    'Книга .xlsx слишком велика (годится до 200 000 строк): сохраните её как CSV.',
  interrupted: () => 'Прервано: ничего не изменено.',
  file_changed_meanwhile: () => 'Файл изменился, пока мы его читали: начните ещё раз.',
  month_shut_meanwhile: () =>
    'Пока файл загружался, закрыли месяц: ничего не изменено, начните ещё раз.',
  headings_differ: ({ missing, unknown, repeated }) =>
    [
      missing.length > 0 ? `Нет колонок: ${quoted(missing)}.` : '',
      repeated.length > 0 ? `Колонки повторяются: ${quoted(repeated)}.` : '',
      unknown.length > 0 ? `Не узнали колонки: ${quoted(unknown)}.` : '',
      'Исправьте заголовки или сопоставьте их файлом --columns, например {"Л/С": "Лицевой счёт"}.',
    ]
      .filter(Boolean)
      .join(' '),
  columns_file_unusable: ({ file, reason }) =>
    `Файл --columns ${file} не читается: ${reason}. Нужен JSON вида {"Л/С": "Лицевой счёт"}.`,
  columns_file_unknown: ({ file, names }) =>
    `В файле --columns ${file} названы колонки, которых у нас нет: ${quoted(names)}.`,
  errors_file_unwritable: ({ file, reason }) =>
    `Не можем записать файл отказанных строк ${file} (${reason}): укажите другой путь в --errors.`,
  errors_file_is_input: ({ file }) =>
    `--errors указывает на сам загружаемый файл ${file}: назовите другой.`,
  as_of_in_future: ({ asOf, today }) =>
    `Дата --as-of ${russianDate(asOf)} ещё не наступила: сегодня ${russianDate(today)}.`,
  older_than_last: ({ asOf, lastAsOf, importId }) =>
    `Реестр на ${russianDate(asOf)} старше уже загруженного (№ ${importId} на ${russianDate(lastAsOf)}): старое не заменяет нового. Укажите верную дату в --as-of или отмените тот импорт.`,
  too_many_ended: ({ accounts, accountsLive, meters, metersLive, confirm }) =>
    `В полном реестре нет лицевых счетов: ${count(accounts)} из ${count(accountsLive)}, счётчиков на остальных: ${count(meters)} из ${count(metersLive)}. Это больше одного процента, поэтому ничего не изменено. Если всё верно, добавьте --confirm-ended ${confirm}${confirm > Math.max(accounts, meters) ? ` (счета и счётчики вместе: ${accounts} + ${meters})` : ''}.`,
  no_lines: () => 'В файле есть заголовки, но нет ни одной строки: ничего не изменено.',
};

/** Why nothing was imported, and what to do. */
export function describeFailure<C extends Code>(failure: Extract<ImportFailure, { code: C }>) {
  const describe = failureTexts[failure.code as C] as (of: typeof failure) => string;
  return describe(failure);
}

const differenceNames: Readonly<Record<string, string>> = {
  balance: 'Сальдо',
  penalty: 'Пени',
  debtSince: 'Долг с',
};

/** As the books keep it: kopecks, the first day of a month, «45311 2026-10-21». */
function differenceValue(field: string, text: string): string {
  if (text === '') return 'пусто';
  if (field === 'balance' || field === 'penalty') return roubles(text);
  if (field === 'debtSince') return russianDate(text).slice(3);
  const [value = '', takenOn = ''] = text.split(' ');
  return `${value.replace('.', ',')} (${russianDate(takenOn)})`;
}

function differenceLine({ number, field, ours, theirs }: ImportSummary['differences'][number]) {
  const month = /^closing (\d{4})-(\d{2})/.exec(field);
  if (month) {
    return `    ${number} ${month[2]}.${month[1]}: по суммам строки сальдо ${roubles(ours)}, в файле ${roubles(theirs)}`;
  }
  const name = differenceNames[field] ?? `Показание ${field.replace('reading ', '')}`;
  const shown = (text: string) => differenceValue(field, text);
  return `    ${number} ${name}: у нас ${shown(ours)}, в реестре ${shown(theirs)}`;
}

function outcomeLine(summary: ImportSummary): string {
  const { exitCode, isDryRun, isStrict, importId, lines } = summary;
  if (exitCode === 1 && isStrict && lines.accepted > 0) {
    return 'Есть отказанные строки, а задано --strict: ничего не изменено.';
  }
  if (exitCode === 1) return 'Ни одна строка не принята: ничего не изменено.';
  if (isDryRun) return 'Проверка (--dry-run): ничего не изменено.';
  const seconds = String(summary.seconds).replace('.', ',');
  const recorded = `Импорт № ${importId} записан за ${seconds} с.`;
  return summary.hasChanges
    ? `${recorded} Отменить: npm run ochag -- import undo ${importId}`
    : recorded;
}

const differencesTitle = (kind: ImportKind): string =>
  kind === 'charges'
    ? 'Месяцы, которые не сходятся с предыдущим (взяты как есть)'
    : 'Расхождения с нашими данными (в книги не взяты)';

export function describeSummary(summary: ImportSummary): string {
  const { lines, counts, sameFileAs, hasChanges, differences, ignoredColumns } = summary;
  const more = counts.differences > differences.length ? ', первые' : '';
  return [
    `${kindNames[summary.kind]} ${summary.file} на ${russianDate(summary.asOf)}`,
    `  Строки: всего ${count(lines.total)}, ${summary.exitCode === 1 ? 'годных' : 'принято'} ${count(lines.accepted)}, отказано ${count(lines.refused)}`,
    ...changeLines(summary),
    ...(counts.differences > 0
      ? [
          `  ${differencesTitle(summary.kind)}: ${count(counts.differences)}${more}`,
          ...differences.map(differenceLine),
        ]
      : []),
    ...(ignoredColumns.length > 0 ? [`  Не читали колонки: ${quoted(ignoredColumns)}`] : []),
    ...(sameFileAs ? [`  Этот же файл уже загружен импортом № ${sameFileAs}.`] : []),
    ...(hasChanges || summary.exitCode === 1 ? [] : ['  Ничего не изменилось.']),
    ...(summary.errorsFile
      ? [`Отказанные строки: ${summary.errorsFile}. Исправьте их там и загрузите этот файл.`]
      : []),
    ...(lines.refused > 0 && !summary.errorsFile
      ? ['Чтобы проверка записала отказанные строки, назовите файл: --errors ПУТЬ.']
      : []),
    outcomeLine(summary),
  ].join('\n');
}

/** «26.11.2026 01:41», by the supplier's clock. */
export const moment = (instant: Date, timeZone: string): string =>
  `${russianDate(dateInZone(instant, timeZone))} ${new Intl.DateTimeFormat('ru', {
    timeZone,
    timeStyle: 'short',
  }).format(instant)}`;

const dependentNames = {
  later_import: 'более поздние импорты меняли те же данные (№)',
  closed_month: 'после него закрыты или закрываются месяцы',
  link: 'жильцы добавили эти лицевые счета',
  reading: 'по этим счётчикам переданы показания',
  reading_case: 'сотрудники разбирают показания',
  account_fact: 'по этим лицевым счетам внесены события, льготы, начисления или платежи',
} satisfies Record<Dependent['kind'], string>;

export function describeUndoFailure(failure: UndoFailure, timeZone: string): string {
  if (failure.code === 'interrupted') return failureTexts.interrupted(failure);
  const { importId } = failure;
  if (failure.code === 'import_missing') {
    return `Импорта № ${importId} нет: список покажет npm run ochag -- import list.`;
  }
  if (failure.code === 'import_undone') {
    return `Импорт № ${importId} уже отменён ${moment(failure.undoneAt, timeZone)}.`;
  }
  const reasons = failure.dependents.map(
    ({ kind, count: total, examples }) =>
      `  ${dependentNames[kind]}: ${examples.join(', ')}${total > examples.length ? ` и другие, всего ${count(total)}` : ''}`,
  );
  return [`Импорт № ${importId} отменить нельзя, от него зависит другое:`, ...reasons].join('\n');
}

export function describeUndo(importId: number, kind: ImportKind, undone: UndoCounts): string {
  const hasReadings = kind === 'register' || kind === 'readings' || kind === 'events';
  return [
    `Импорт № ${importId} отменён.`,
    ...(kind === 'register'
      ? [
          `  Лицевые счета: убрано ${count(undone.accountsRemoved)}, возвращено ${count(undone.accountsRestored)}`,
        ]
      : []),
    ...(hasReadings
      ? [
          `  Счётчики: убрано ${count(undone.metersRemoved)}, возвращено ${count(undone.metersRestored)}`,
          `  Показания: убрано ${count(undone.readingsRemoved)}; доступ возвращён: ${count(undone.accessRestored)}`,
        ]
      : []),
    ...(kind === 'register' || kind === 'readings'
      ? []
      : [
          `  ${kindNames[kind]}: убрано ${count(undone.rowsRemoved)}, возвращено ${count(undone.rowsRestored)}`,
        ]),
    ...(undone.paymentsReversed > 0
      ? [`  Платежи: сторнировано обратными записями ${count(undone.paymentsReversed)}`]
      : []),
  ].join('\n');
}

/** What is wrong with the words of a command. */
export const mistakes = {
  asOf: (text: string): string => `--as-of ${text}: нужна дата, например 2026-11-23.`,
  count: (option: string, text: string): string => `${option} ${text}: нужно целое число.`,
  importId: (text: string): string =>
    `${text}: нужен номер импорта, например 12. Список покажет npm run ochag -- import list.`,
};
