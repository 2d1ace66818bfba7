import { stringify } from 'csv-stringify/sync';
import { type ZipEntry, zipFile } from '#src/zip-file.ts';
import type { gatherOwnData } from './own-data.ts';

type OwnData = NonNullable<Awaited<ReturnType<typeof gatherOwnData>>>;
type Account = OwnData['accounts'][number];
type Cell = string | number | boolean | Date | null | undefined;

/** The document for programs, and tables of each account for a spreadsheet. */
export function ownDataZip(data: OwnData, modifiedAt: Date): Buffer {
  const file = (name: string, text: string): ZipEntry => ({
    name,
    data: Buffer.from(text),
    modifiedAt,
  });
  const tables = data.accounts.flatMap((personalAccount) =>
    tablesOf(personalAccount).map(([name, rows]) =>
      file(`${personalAccount.number}/${name}.csv`, csv(rows)),
    ),
  );
  return zipFile([
    file('own-data.json', JSON.stringify(data, null, 2)),
    file('letters.csv', csv(lettersOf(data))),
    file('record.csv', csv(recordOf(data))),
    ...tables,
  ]);
}

const tablesOf = (personalAccount: Account): [name: string, rows: Cell[][]][] => [
  ['readings', readingsOf(personalAccount)],
  ['charges', chargesOf(personalAccount)],
  ['ledger', ledgerOf(personalAccount)],
  ['bills', billsOf(personalAccount)],
  ['papers', papersOf(personalAccount)],
];

const readingsOf = ({ readings }: Account): Cell[][] => [
  ['Счётчик', 'Показание', 'Снято', 'Состояние', 'Откуда', 'Подтверждение'],
  ...readings.map((one) => [
    one.meterSerial,
    decimal(one.value),
    one.takenOn,
    one.status,
    one.source,
    one.confirmationNumber,
  ]),
];

const chargesOf = ({ charges }: Account): Cell[][] => [
  ['Месяц', 'На начало', 'Объём, м³', 'Начислено', 'Перерасчёт', 'Пени', 'Оплачено', 'На конец'],
  ...charges.map((one) => [
    one.month,
    money(one.openingKopecks),
    decimal(one.volumeM3),
    money(one.chargedKopecks),
    money(one.recalculatedKopecks),
    money(one.penaltyKopecks),
    money(one.paidKopecks),
    money(one.closingKopecks),
  ]),
];

const ledgerOf = ({ ledger }: Account): Cell[][] => [
  ['Вид', 'Месяц', 'За месяц', 'Пени', 'Сумма', 'Дата', 'Как', 'Основание'],
  ...ledger.map((one) => [
    one.kind,
    one.month,
    one.forMonth,
    one.isPenalty ? 'да' : 'нет',
    money(one.amountKopecks),
    one.valueDate,
    one.channel,
    one.cause,
  ]),
];

const billsOf = ({ bills }: Account): Cell[][] => [
  ['Номер', 'Месяц', 'Версия', 'Сформирована', 'SHA-256 файла'],
  ...bills.map((one) => [one.number, one.month, one.version, one.madeAt, one.pdfSha256]),
];

const papersOf = ({ papers }: Account): Cell[][] => [
  ['Номер', 'Документ', 'О чём', 'Выдан', 'SHA-256 файла'],
  ...papers.map((one) => [one.number, one.kind, one.about, one.madeAt, one.pdfSha256]),
];

const lettersOf = ({ letters }: OwnData): Cell[][] => [
  ['Письмо', 'Кому', 'Состояние', 'Создано', 'Отправлено'],
  ...letters.map((one) => [one.kind, one.to, one.state, one.createdAt, one.sentAt]),
];

const recordOf = ({ record }: OwnData): Cell[][] => [
  ['Когда', 'Кто', 'Что'],
  ...record.map((one) => [one.at, one.by, one.action]),
];

/** As a spreadsheet of ours reads numbers: a comma, no spaces. */
const money = (kopecks: number): string => (kopecks / 100).toFixed(2).replace('.', ',');
const decimal = (value: string): string => value.replace('.', ',');

/** The mark at the start makes spreadsheets read it as UTF-8. */
const csv = (rows: Cell[][]): string =>
  `\ufeff${stringify(
    rows.map((row) => row.map(cellText)),
    { delimiter: ';' },
  )}`;

/** A text that begins like a formula is marked as text; a number with its minus is no formula. */
function cellText(cell: Cell): string {
  if (cell instanceof Date) return cell.toISOString();
  const text = String(cell ?? '');
  return /^[=+\-@\t\r]/.test(text) && !/^-\d+(,\d+)?$/.test(text) ? `'${text}` : text;
}
