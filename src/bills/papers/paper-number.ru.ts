import type { PaperKind } from './paper-data.ts';

/** Справка, акт, показание, расчёт, оплата. */
const letters = {
  no_debt: 'С',
  reconciliation: 'А',
  reading: 'П',
  month: 'Р',
  payment: 'О',
} satisfies Record<PaperKind, string>;

/** «390014587201-С12»: the twelfth paper of the account. */
export const paperNumber = ({
  kind,
  accountNumber,
  paperNo,
}: {
  kind: PaperKind;
  accountNumber: string;
  paperNo: number;
}): string => `${accountNumber}-${letters[kind]}${paperNo}`;
