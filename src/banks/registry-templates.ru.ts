import { z } from 'zod';

/** Where a column stands, counted from 1. */
const place = z.int().min(1).max(100);

/**
 * What a bank's file of payments looks like; data, since each agreement has its own. A file without a
 * trailer cannot be proved whole and is not taken.
 */
export const templateSchema = z.strictObject({
  encoding: z.enum(['windows-1251', 'utf-8', 'cp866']),
  delimiter: z.string().length(1),
  /** Lines at the beginning that hold no payment. */
  headerLines: z.int().min(0).max(50),
  columns: z.strictObject({
    txnId: place,
    accountNumber: place,
    amount: place,
    paidOn: place,
  }),
  /** Columns of a line of payments, no fewer and no more. */
  columnsCount: place,
  /** Digits stand in these places; dots, dashes or nothing between them. */
  dateForm: z.enum(['DD.MM.YYYY', 'YYYY-MM-DD', 'DD-MM-YYYY', 'YYYYMMDD', 'DD/MM/YYYY']),
  decimalSign: z.enum([',', '.']),
  trailer: z.strictObject({
    /** The text that the last line begins with. */
    mark: z.string().min(1),
    count: place,
    total: place,
    /** What the bank transfers, its fee taken off; without it, the whole. */
    transferred: place.optional(),
  }),
});
export type RegistryTemplate = z.infer<typeof templateSchema>;

/** Those that come with the product; `--template FILE.json` gives another. */
export const registryTemplates: Readonly<Record<string, RegistryTemplate>> = {
  // Дата;время;отделение;терминал;номер операции;лицевой счёт;ФИО;сумма;перечислено;комиссия
  // =число;сумма;перечислено;комиссия;номер поручения;дата поручения
  sber: {
    encoding: 'windows-1251',
    delimiter: ';',
    headerLines: 0,
    columns: { txnId: 5, accountNumber: 6, amount: 8, paidOn: 1 },
    columnsCount: 10,
    dateForm: 'DD-MM-YYYY',
    decimalSign: ',',
    trailer: { mark: '=', count: 1, total: 2, transferred: 3 },
  },
  // txn_id;txn_date;account;sum, as a network of terminals compares a day
  terminals: {
    encoding: 'utf-8',
    delimiter: ';',
    headerLines: 1,
    columns: { txnId: 1, accountNumber: 3, amount: 4, paidOn: 2 },
    columnsCount: 4,
    dateForm: 'YYYY-MM-DD',
    decimalSign: '.',
    trailer: { mark: 'TOTAL', count: 2, total: 3 },
  },
  // Номер перевода|дата приёма|лицевой счёт|сумма|отделение
  // ИТОГО|число|сумма
  post: {
    encoding: 'cp866',
    delimiter: '|',
    headerLines: 1,
    columns: { txnId: 1, accountNumber: 3, amount: 4, paidOn: 2 },
    columnsCount: 5,
    dateForm: 'DD.MM.YYYY',
    decimalSign: ',',
    trailer: { mark: 'ИТОГО', count: 2, total: 3 },
  },
};
