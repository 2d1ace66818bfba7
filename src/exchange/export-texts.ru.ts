import type { ExportFailure, ExportSummary } from './export-file.ts';
import type { ExportKind } from './export-queries.ts';
import { count } from './import-kinds.ru.ts';

const names = {
  charges: 'Начисления',
  balances: 'Сальдо',
  readings: 'Показания',
} satisfies Record<ExportKind, string>;

const russianMonth = (month: string): string => `${month.slice(5, 7)}.${month.slice(0, 4)}`;

export function describeExport({ kind, months, file, rows, seconds }: ExportSummary): string {
  const from = russianMonth(months.from);
  const span = months.from === months.to ? from : `${from}–${russianMonth(months.to)}`;
  return `${names[kind]} за ${span}: ${file}, строк ${count(rows)}, за ${String(seconds).replace('.', ',')} с.`;
}

type Code = ExportFailure['code'];
const failureTexts: { [C in Code]: (of: Extract<ExportFailure, { code: C }>) => string } = {
  month_not_closed: ({ month }) =>
    `Месяц ${russianMonth(month)} ещё не закрыт: выгрузить можно только закрытый месяц.`,
  file_unwritable: ({ file, reason }) =>
    `Не можем записать ${file} (${reason}): укажите другой путь в --out.`,
  file_is_folder: ({ file }) => `${file} — это папка: назовите в --out файл.`,
  folder_missing: ({ folder }) =>
    `Папки ${folder} нет: создайте её или укажите другой путь в --out.`,
  interrupted: () => 'Прервано: файл не записан.',
};

export function describeExportFailure(failure: ExportFailure): string {
  const describe = failureTexts[failure.code] as (of: ExportFailure) => string;
  return describe(failure);
}

/** What is wrong with the words of the command. */
export const exportMistakes = {
  month: (option: string, text: string): string =>
    `${option} ${text}: нужен месяц, например 2026-11.`,
  months: 'Назовите месяц: --month 2026-11, или первый и последний: --from 2026-01 --to 2026-11.',
  order: '--from позже, чем --to: поменяйте их местами.',
  encoding: (text: string): string => `--encoding ${text}: есть utf-8 и windows-1251.`,
};
