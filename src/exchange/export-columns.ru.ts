import type { ReadingSource } from '#src/meters/reading-types.ts';
import type { ExportKind } from './export-queries.ts';
import { readingsColumns } from './register-columns.ru.ts';

/** Headings of the files that we write, exactly. */
export const exportHeadings: Readonly<Record<ExportKind, readonly string[]>> = {
  charges: [
    'Лицевой счёт',
    'Месяц',
    'Метод',
    'Пункт',
    'С',
    'По',
    'Объём',
    'Коэффициент',
    'Цена',
    'Сумма',
  ],
  balances: [
    'Лицевой счёт',
    'Месяц',
    'Входящее сальдо',
    'Начислено',
    'Перерасчёт',
    'Пени',
    'Оплачено',
    'Исходящее сальдо',
  ],
  readings: readingsColumns.map(({ heading }) => heading),
};

/** «Источник» of a reading that is written out; each is read back (register-columns.ru.ts). */
export const exportedSources = {
  register: 'реестр',
  cabinet: 'кабинет',
  api: 'приложение',
  phone: 'телефон',
  office: 'офис',
  inspector: 'контролёр',
  bank: 'банк',
  bill: 'квитанция',
  telemetry: 'телеметрия',
  other: 'прочее',
} satisfies Record<ReadingSource, string>;
