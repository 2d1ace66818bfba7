import type { PlainMonth } from '#src/plain-date.ts';
import { formatFileSize, formatKopecksPlain, formatMonth } from '#src/ui/format.ru.ts';
import type { BillData } from './bill-data.ts';
import type { FolderNote } from './bills-folder.ts';
import type { Exported } from './export-bills.ts';

export const billTexts = {
  badMonth: (text: string) => `«${text}» — не месяц. Напишите так: 2026-10`,
  noAccount: (number: string) => `Лицевого счёта ${number} в базе нет`,
  month_not_charged: (month: string) =>
    `За ${month} начислений по этому счёту нет: месяц не закрыт или счёт тогда не обслуживался`,
  month_imported: (month: string) =>
    `${month} считала прежняя система: строк, из которых сложить квитанцию, у нас нет`,
  of_other_holder: (month: string) => `За ${month} квитанция прежнего владельца счёта`,
  notWritten: (file: string, { code, message }: NodeJS.ErrnoException) =>
    `Не удалось записать ${file}: ${fileReasons.get(code ?? '') ?? message}`,
  isThere: (file: string) =>
    `Файл ${file} уже есть, он не тронут. Укажите в --out другой или добавьте --force, чтобы записать поверх`,
  billMissing: (missing: readonly string[]) =>
    `Не указано: ${missing.join(', ')}. Напишите так: ochag bill 390014587201 2026-10 --out FILE.pdf`,
  billsMissing: (missing: readonly string[]) =>
    `Не указано: ${missing.join(', ')}. Напишите так: ochag bills --month 2026-10 --out FOLDER`,
  parts: {
    number: 'номер лицевого счёта',
    month: 'месяц',
    file: '--out с именем файла',
    optionMonth: '--month с месяцем',
    folder: '--out с именем папки',
  },
  written: (file: string, number: string, bytes: number) =>
    `${file}: квитанция № ${number}, PDF, ${formatFileSize(bytes)}`,
};

const fileReasons = new Map([
  ['EACCES', 'туда нельзя писать этому пользователю, проверьте права на папку из --out'],
  ['EPERM', 'туда нельзя писать этому пользователю, проверьте права на папку из --out'],
  ['EROFS', 'файловая система только для чтения, укажите в --out другое место'],
  ['ENOSPC', 'диск заполнен, освободите место и повторите команду'],
  ['EDQUOT', 'квота на диске исчерпана, освободите место и повторите команду'],
  ['ENOENT', 'такой папки нет, создайте её или укажите в --out другую'],
  ['ENOTDIR', 'в пути из --out есть файл на месте папки'],
  ['EEXIST', 'это файл, а не папка, укажите в --out папку'],
  ['EISDIR', 'это папка, а в --out нужно имя файла'],
]);

type Indexed = { bill: BillData; file: string; page: number; pages: number };

export const bundleTexts = {
  notClosed: (month: string) =>
    `Месяц ${month} не закрыт, квитанций за него нет. Сначала: ochag close-month ${month}`,
  badPerFile: 'нужно целое число от 1 до 9999',
  perFileMissing: 'С --came-back нужен и --per-file: сколько квитанций печатать в одном файле',
  noneCameBack: 'Писем с квитанциями за этот месяц не возвращалось',
  unmade: (personalAccountId: number, why: string) =>
    `Счёт с внутренним номером ${personalAccountId}: квитанцию не собрать, ${why}`,
  bar: 'Квитанции [{bar}] {value} из {total}, {rate} в секунду, осталось {eta_formatted}',
  progress: ({ bills, total, rate, left }: Record<'bills' | 'total' | 'rate' | 'left', number>) =>
    `Квитанций ${bills} из ${total}, ${rate} в секунду, осталось ${left} с`,
  done: (made: { files: number; bills: number; skipped: number; folder: string }) =>
    `${made.folder}: файлов записано ${made.files}, квитанций ${made.bills}, из них уже были ${made.skipped}`,
  title: (month: PlainMonth) => `Квитанции за ${formatMonth(month)}`,
  heading: [
    'Файл',
    'Страница',
    'Страниц',
    'Лицевой счёт',
    'Квитанция',
    'К оплате, ₽',
    'Получатель',
    'Адрес',
  ],
  row: ({ bill, file, page, pages }: Indexed): (string | number)[] => {
    const { subscriber, closingKopecks, number } = bill;
    const { lastName, firstName, middleName, address } = subscriber;
    const name = [lastName, firstName, middleName].filter(Boolean).join(' ');
    const sum = formatKopecksPlain(Math.max(0, closingKopecks)).replace(/\s/g, '');
    return [file, page, pages, subscriber.number, number, sum, name, address].map(plainCell);
  },
};

/** A cell that begins like a formula would be one in a spreadsheet. */
const plainCell = (value: string | number): string | number =>
  typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;

const otherFolder = 'Укажите в --out другую папку';

type ExportTrouble = Extract<Exported, { ok: false }>['trouble'];

/** Why nothing may be written into a folder, and what to do. */
export function folderTroubleText(folder: string, trouble: ExportTrouble): string {
  switch (trouble.code) {
    case 'other_month': {
      const { month } = trouble.begun;
      return `В папке ${folder} лежат квитанции за ${formatMonth(month)} (--month ${month.slice(0, 7)}). ${otherFolder}`;
    }
    case 'other_choice':
      return `Папка ${folder} начата для другого: ${begunFor(trouble.begun)}. ${otherFolder} или повторите с теми же параметрами`;
    case 'other_size':
      return `Папка ${folder} начата с --per-file ${trouble.begun.perFile}: с другим числом часть квитанций пропала бы или удвоилась. Повторите с --per-file ${trouble.begun.perFile} или укажите в --out другую папку`;
    case 'closed_anew':
      return `Папка ${folder} начата до того, как месяц закрыли заново: квитанции в ней прежние. ${otherFolder}`;
    case 'no_note':
      return `В папке ${folder} уже есть квитанции, но нет файла ochag-bills.json о том, как их записывали. ${otherFolder}`;
    case 'note_unreadable':
      return `Файл ochag-bills.json в папке ${folder} испорчен: как записывали квитанции, не узнать. ${otherFolder}`;
    case 'other_bills':
      return `В файле ${folder}/${trouble.file} не те квитанции, которые должны в нём быть: его правили или с тех пор добавилась квитанция. ${otherFolder}`;
  }
}

function begunFor({ choice, perFile }: FolderNote): string {
  if (choice === 'all') return 'каждая квитанция своим файлом, без --per-file';
  return `--per-file ${perFile}${choice === 'came-back' ? ' --came-back' : ' без --came-back'}`;
}
