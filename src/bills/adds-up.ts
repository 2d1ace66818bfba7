import { closingOf, type MonthSums } from '#src/billing/account-month.ts';

export const sumOf = (parts: readonly { amountKopecks: number }[]): number =>
  parts.reduce((total, { amountKopecks }) => total + amountKopecks, 0);

type Part = readonly [name: string, ofLines: number, ofMonth: number];

/**
 * A paper whose numbers do not add up as read is worse than none.
 * @throws when its lines do not make the sums of the month, or those do not make the balance
 */
export function assertAddsUp(paper: string, month: MonthSums, parts: readonly Part[]): void {
  const balance: Part = ['balance', closingOf(month), month.closingKopecks];
  for (const [name, ofLines, ofMonth] of [...parts, balance]) {
    if (ofLines === ofMonth) continue;
    throw new Error(`${name} of ${paper} come to ${ofLines}, not ${ofMonth}`);
  }
}
