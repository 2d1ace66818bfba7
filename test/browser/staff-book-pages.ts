import { href } from '#src/routes.ts';
import type { StaffPageCase } from './staff-page-case.ts';

/** The pages of months and of money from banks. */
export const bookPages: readonly StaffPageCase[] = [
  {
    name: 'months',
    heading: 'Месяцы',
    route: 'staffMonths',
    role: 'accountant',
    isMain: true,
    open: () => href('staffMonths'),
  },
  {
    name: 'month tried out',
    heading: 'Проба',
    route: 'staffMonthPreview',
    role: 'accountant',
    isMain: true,
    open: () => href('staffMonthPreview'),
  },
  {
    name: 'reopening a month',
    heading: 'Открыть месяц заново',
    route: 'staffMonthReopening',
    role: 'accountant',
    open: () => href('staffMonthReopening'),
  },
  {
    name: 'banks',
    heading: 'Банки',
    route: 'staffBanks',
    role: 'accountant',
    isMain: true,
    open: () => href('staffBanks'),
  },
  {
    name: 'file of a bank',
    heading: 'Загрузить файл банка',
    route: 'staffBankFiles',
    role: 'accountant',
    open: () => href('staffBankFiles'),
  },
  {
    name: 'registry',
    heading: 'Реестр',
    route: 'staffRegistry',
    role: 'accountant',
    isMain: true,
    open: ({ registryId }) => href('staffRegistry', { registryId }),
  },
  {
    name: 'money of nobody',
    heading: 'Невыясненная сумма',
    route: 'staffUnidentified',
    role: 'accountant',
    open: ({ moneyId }) => href('staffUnidentified', { moneyId }),
  },
  {
    name: 'books that differ',
    heading: 'Расхождение',
    route: 'staffDifference',
    role: 'accountant',
    open: ({ differenceId }) => href('staffDifference', { differenceId }),
  },
  {
    name: 'a receipt that the till refuses',
    heading: 'Чек не оформлен',
    route: 'staffFiscalReceipt',
    role: 'accountant',
    open: ({ receiptId }) => href('staffFiscalReceipt', { receiptId }),
  },
];
