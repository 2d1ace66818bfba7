import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import type { AccountMonth } from './account-month.ts';
import type { LineBasis } from './charge-line.ts';
import { findAccountMonths } from './charges-store.ts';
import { type ComparedMonth, compareMonths, type MonthDifference } from './compare-months.ts';
import { findImportedPayments, findLedgerEntries } from './entries-store.ts';
import {
  findMonthLines,
  findPenaltyLines,
  findReadingOrigins,
  type ReadingOrigin,
  type ToldLine,
} from './lines-store.ts';
import type { PenaltyLine } from './money-entry.ts';

/** Money that came in the month, and what else was entered by hand. Plus: money came in. */
export type MonthPayment = {
  paidOn: string;
  amountKopecks: number;
  channel: string;
  /** What the payer gave to the penalties stands by itself. */
  isPenalty: boolean;
};
export type MonthCorrection = { amountKopecks: number; cause: string; isPenalty: boolean };

export type MonthComparison = MonthDifference & { with: PlainMonth; sumKopecks: number };

/** All that a month of an account is made of. */
export type ExplainedMonth = AccountMonth & {
  lines: ToldLine[];
  penalties: PenaltyLine[];
  payments: MonthPayment[];
  corrections: MonthCorrection[];
  /** Who brought the readings that the lines name. */
  readingOrigins: Map<number, ReadingOrigin>;
  /** Against the month before, and against the same month of last year; of what is known. */
  comparisons: MonthComparison[];
};

type Place = { personalAccountId: number };

/** null: the month is not charged (yet), or the actor may not see it. */
export async function getAccountMonth(
  { db }: { db: Db },
  actor: Actor,
  { personalAccountId, month }: Place & { month: PlainMonth },
): Promise<ExplainedMonth | null> {
  const place = { personalAccountId };
  const [known] = await findAccountMonths(db, actor, { ...place, from: month, to: month });
  if (!known) return null;
  const [lines, penalties, money, others] = await Promise.all([
    findMonthLines(db, actor, { ...place, month }),
    findPenaltyLines(db, actor, { ...place, month }),
    moneyOf(db, actor, { ...place, known }),
    Promise.all([-1, -12].map((back) => comparedMonth(db, actor, place, addMonths(month, back)))),
  ]);
  const readingIds = [...new Set(lines.flatMap(({ basis }) => readingsOf(basis)))];
  const readingOrigins = await findReadingOrigins(db, actor, { ...place, readingIds });
  const now = { ...known, lines };
  const comparisons = others
    .filter((other) => other !== null)
    .map((other) => ({
      with: other.month,
      sumKopecks: other.chargedKopecks + other.recalculatedKopecks + other.penaltyKopecks,
      ...compareMonths(now, other),
    }));
  return { ...known, lines, penalties, ...money, readingOrigins, comparisons };
}

async function comparedMonth(
  db: Db,
  actor: Actor,
  place: Place,
  month: PlainMonth,
): Promise<(ComparedMonth & { month: PlainMonth }) | null> {
  const [known] = await findAccountMonths(db, actor, { ...place, from: month, to: month });
  return known ? { ...known, lines: await findMonthLines(db, actor, { ...place, month }) } : null;
}

async function moneyOf(
  db: Db,
  actor: Actor,
  { known, ...place }: Place & { known: AccountMonth },
): Promise<Pick<ExplainedMonth, 'payments' | 'corrections'>> {
  if (known.source === 'imported') {
    const period = { from: known.month, to: addMonths(known.month, 1) };
    const payments = await findImportedPayments(db, actor, { ...place, ...period });
    return { payments: payments.map((one) => ({ ...one, isPenalty: false })), corrections: [] };
  }
  const entries = await findLedgerEntries(db, actor, { ...place, month: known.month });
  return {
    payments: entries
      .filter(({ kind }) => kind === 'payment')
      .map(({ valueDate, amountKopecks, channel, isPenalty }) => ({
        paidOn: valueDate,
        amountKopecks: -amountKopecks,
        channel: channel ?? '',
        isPenalty,
      })),
    corrections: entries.filter(({ kind }) => kind === 'correction'),
  };
}

function readingsOf(basis: LineBasis): number[] {
  if (basis.kind === 'reversal') return readingsOf(basis.of);
  if (basis.kind !== 'readings') return [];
  return [basis.from.readingId, basis.to.readingId];
}
