/**
 * The layout of the supplier's register: headings exactly as its billing writes them.
 * `of` says whether a column belongs to the personal account (all lines of one personal account
 * must agree on it), to the meter of this line, or to the balance at the first appearance.
 */
export const registerColumns = [
  { key: 'number', heading: 'Лицевой счёт', of: 'personalAccount' },
  { key: 'unifiedNumber', heading: 'ЕЛС', of: 'personalAccount' },
  { key: 'lastName', heading: 'Фамилия', of: 'personalAccount' },
  { key: 'firstName', heading: 'Имя', of: 'personalAccount' },
  { key: 'middleName', heading: 'Отчество', of: 'personalAccount' },
  { key: 'address', heading: 'Адрес', of: 'personalAccount' },
  { key: 'fiasId', heading: 'ФИАС', of: 'personalAccount' },
  { key: 'residents', heading: 'Проживает', of: 'personalAccount' },
  { key: 'heatedArea', heading: 'Отапливаемая площадь', of: 'personalAccount' },
  { key: 'stove', heading: 'Плита', of: 'personalAccount' },
  { key: 'waterHeater', heading: 'Водонагреватель', of: 'personalAccount' },
  { key: 'heating', heading: 'Отопление', of: 'personalAccount' },
  { key: 'centralHotWater', heading: 'ЦГВС', of: 'personalAccount' },
  { key: 'opened', heading: 'Открыт', of: 'personalAccount' },
  { key: 'closed', heading: 'Закрыт', of: 'personalAccount' },
  { key: 'model', heading: 'Модель счётчика', of: 'meter' },
  { key: 'serial', heading: 'Заводской номер', of: 'meter' },
  { key: 'digits', heading: 'Разрядность', of: 'meter' },
  { key: 'place', heading: 'Место установки', of: 'meter' },
  { key: 'thermocompensation', heading: 'Термокоррекция', of: 'meter' },
  { key: 'zone', heading: 'Зона', of: 'meter' },
  { key: 'commissioned', heading: 'Дата ввода', of: 'meter' },
  { key: 'sealed', heading: 'Дата пломбы', of: 'meter' },
  { key: 'verifiedUntil', heading: 'Поверка до', of: 'meter' },
  { key: 'reading', heading: 'Последнее показание', of: 'meter' },
  { key: 'readingDate', heading: 'Дата показания', of: 'meter' },
  { key: 'balance', heading: 'Сальдо', of: 'personalAccount' },
  { key: 'penalty', heading: 'Пени', of: 'personalAccount' },
  { key: 'debtSince', heading: 'Долг с', of: 'personalAccount' },
  { key: 'lastBill', heading: 'Сумма последней квитанции', of: 'personalAccount' },
  { key: 'pin', heading: 'ПИН', of: 'personalAccount' },
] as const;

export type RegisterColumn = (typeof registerColumns)[number]['key'];

export const readingsColumns = [
  { key: 'number', heading: 'Лицевой счёт' },
  { key: 'serial', heading: 'Заводской номер' },
  { key: 'readingDate', heading: 'Дата' },
  { key: 'reading', heading: 'Показание' },
  { key: 'source', heading: 'Источник' },
] as const;

export type ReadingsColumn = (typeof readingsColumns)[number]['key'];

/** Added to the file of refused lines; a corrected file may be imported with them still there. */
export const errorsColumns = ['Строка', 'Колонка', 'Значение', 'Что сделать'] as const;

/** Events have a «Значение» of their own, which must come back as it was: ours gives way. */
export const whatStoodThere = 'Что стояло';

export const errorsColumnsBeside = (columns: readonly { heading: string }[]): readonly string[] =>
  errorsColumns.map((name) =>
    columns.some(({ heading }) => heading === name) ? whatStoodThere : name,
  );

/** The words that the columns of a choice may hold, in lower case. */
export const flagWords: Readonly<Record<string, boolean>> = {
  '1': true,
  '0': false,
  да: true,
  нет: false,
};
export const placeWords: Readonly<Record<string, boolean>> = { снаружи: true, внутри: false };

/** «Источник» of a reading → how we keep it. */
export const sourceWords = {
  кабинет: 'cabinet',
  приложение: 'api',
  телефон: 'phone',
  офис: 'office',
  контролёр: 'inspector',
  контролер: 'inspector',
  инспектор: 'inspector',
  банк: 'bank',
  квитанция: 'bill',
  телеметрия: 'telemetry',
  реестр: 'register',
  прочее: 'other',
} as const;
