import type { PlainMonth } from '#src/plain-date.ts';
import { formatFileSize, formatKopecksPlain, formatMonth } from '#src/ui/format.ru.ts';
import type { BillData } from './bill-data.ts';

export const billTexts = {
  badMonth: (text: string) => `«${text}» — не месяц. Напишите так: 2026-10`,
  noAccount: (number: string) => `Лицевого счёта ${number} в базе нет`,
  month_not_charged: (month: string) =>
    `За ${month} начислений по этому счёту нет: месяц не закрыт или счёт тогда не обслуживался`,
  month_imported: (month: string) =>
    `${month} считала прежняя система: строк, из которых сложить квитанцию, у нас нет`,
  of_other_holder: (month: string) => `За ${month} квитанция прежнего владельца счёта`,
  notWritten: (file: string, why: string) => `Не удалось записать ${file}: ${why}`,
  written: (file: string, number: string, bytes: number) =>
    `${file}: квитанция № ${number}, PDF, ${formatFileSize(bytes)}`,
};

type Indexed = { bill: BillData; file: string; page: number; pages: number };

export const bundleTexts = {
  notClosed: (month: string) =>
    `Месяц ${month} не закрыт, квитанций за него нет. Сначала: ochag close-month ${month}`,
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
