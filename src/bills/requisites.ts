/** Requisites to pay by, and the check digits that tell a typing mistake before a bank does. */

export type PaymentRequisites = {
  inn: string;
  kpp: string;
  settlementAccount: string;
  bankName: string;
  bic: string;
  correspondentAccount: string;
};

export type RequisitesFault =
  | 'inn_wrong'
  | 'kpp_wrong'
  | 'bic_wrong'
  | 'settlement_account_wrong'
  | 'correspondent_account_wrong';

/** null: every check digit agrees. */
export function findRequisitesFault(requisites: PaymentRequisites): RequisitesFault | null {
  const { inn, kpp, bic, settlementAccount, correspondentAccount } = requisites;
  if (!isInn(inn)) return 'inn_wrong';
  if (!/^\d{9}$/.test(kpp)) return 'kpp_wrong';
  if (!/^04\d{7}$/.test(bic)) return 'bic_wrong';
  if (!isAccountOf(bic.slice(-3), settlementAccount)) return 'settlement_account_wrong';
  if (!isAccountOf(`0${bic.slice(4, 6)}`, correspondentAccount)) {
    return 'correspondent_account_wrong';
  }
  return null;
}

const INN_WEIGHTS = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

/** Of an organisation ten digits, of a sole trader twelve; the last of them check the others. */
function isInn(inn: string): boolean {
  if (!/^(\d{10}|\d{12})$/.test(inn)) return false;
  const checked = inn.length === 10 ? [9] : [10, 11];
  return checked.every((place) => {
    const weights = INN_WEIGHTS.slice(INN_WEIGHTS.length - place);
    return (weightedSum(inn.slice(0, place), weights) % 11) % 10 === Number(inn[place]);
  });
}

const ACCOUNT_WEIGHTS = [7, 1, 3];

/**
 * The check of the Bank of Russia: three digits of the bank before twenty of the account, by weights
 * 7, 1, 3 over and over, end in a zero.
 */
function isAccountOf(bank: string, number: string): boolean {
  if (!/^\d{20}$/.test(number)) return false;
  const digits = bank + number;
  const weights = [...digits].map((_, place) => ACCOUNT_WEIGHTS[place % 3] ?? 0);
  return weightedSum(digits, weights) % 10 === 0;
}

const weightedSum = (digits: string, weights: readonly number[]): number =>
  weights.reduce((sum, weight, place) => sum + weight * Number(digits[place]), 0);
