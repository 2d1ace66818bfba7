import { formatFileSize } from '#src/ui/format.ru.ts';

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
