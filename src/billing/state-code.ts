import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { BillingState, MeterState, OpenDebt } from './billing-state.ts';
import type { ChargeLine } from './charge-line.ts';
import { type Fraction, ZERO } from './fraction.ts';
import type { PenaltySpan } from './money-entry.ts';

/**
 * The state as it is kept in `account_months.state`: a million of them are read and written at each
 * close, so they are places in a list and not names. 0 stands for what is absent.
 */
type Coded = [
  version: 2,
  meters: CodedMeter[],
  debts: CodedDebt[],
  advanceKopecks: number,
  penaltyBalanceKopecks: number,
  lateUntil: PlainDate | 0,
];
type CodedMeter = [
  meterId: number,
  anchor: [readingId: number, value: string, takenOn: PlainDate, month: PlainMonth] | 0,
  missedMonths: number,
  removedMonths: number,
  metered: string[],
  estimated: ChargeLine[],
  stillMonths: PlainMonth[] | 0,
  normDays: { month: PlainMonth; days: number }[] | 0,
];
type CodedDebt = [
  month: PlainMonth,
  dueOn: PlainDate,
  accruesFrom: PlainDate | 0,
  remainingKopecks: number,
  settledPenalty: Fraction | 0,
  postedKopecks: number,
  settledSpans: PenaltySpan[] | 0,
];

export function encodeState({ consumption, debts: money }: BillingState): string {
  let meters = '';
  for (const meter of consumption.meters) meters += `${meters && ','}${encodeMeter(meter)}`;
  let debts = '';
  for (const debt of money.debts) debts += `${debts && ','}${encodeDebt(debt)}`;
  const { advanceKopecks, penaltyBalanceKopecks, lateUntil } = money;
  const late = lateUntil ? `"${lateUntil}"` : 0;
  return `[2,[${meters}],[${debts}],${advanceKopecks},${penaltyBalanceKopecks},${late}]`;
}

/** Dates and numbers need no escapes, so only what is rare is left to JSON. */
function encodeMeter(meter: MeterState): string {
  const { meterId, anchor, missedMonths, removedMonths, metered, estimated } = meter;
  const at = anchor
    ? `[${anchor.readingId},"${anchor.value}","${anchor.takenOn}","${anchor.month}"]`
    : 0;
  const year = metered.length > 0 ? `["${metered.join('","')}"]` : '[]';
  const lines = estimated.length > 0 ? JSON.stringify(estimated) : '[]';
  const still = meter.stillMonths ? JSON.stringify(meter.stillMonths) : 0;
  const days = meter.normDays ? JSON.stringify(meter.normDays) : 0;
  return `[${meterId},${at},${missedMonths},${removedMonths},${year},${lines},${still},${days}]`;
}

function encodeDebt(debt: OpenDebt): string {
  const { month, dueOn, accruesFrom, remainingKopecks, settledPenalty, postedKopecks } = debt;
  const from = accruesFrom ? `"${accruesFrom}"` : 0;
  const settled = settledPenalty === ZERO ? 0 : `"${settledPenalty}"`;
  const spans = debt.settledSpans ? JSON.stringify(debt.settledSpans) : 0;
  return `["${month}","${dueOn}",${from},${remainingKopecks},${settled},${postedKopecks},${spans}]`;
}

export function decodeState(text: string): BillingState {
  const parsed: Coded | BillingState = JSON.parse(text);
  // Months closed by releases before 0.4 keep their states by name.
  if (!Array.isArray(parsed)) return parsed;
  const [version, meters, debts, advanceKopecks, penaltyBalanceKopecks, lateUntil] = parsed;
  if (version !== 2) throw new Error(`a state in code ${version}, which is of a later release`);
  return {
    consumption: { meters: meters.map(decodeMeter) },
    debts: {
      debts: debts.map(decodeDebt),
      advanceKopecks,
      penaltyBalanceKopecks,
      ...(lateUntil ? { lateUntil } : {}),
    },
  };
}

function decodeMeter(coded: CodedMeter): MeterState {
  const [meterId, at, missedMonths, removedMonths, metered, estimated, still, normDays] = coded;
  return {
    meterId,
    anchor: at ? { readingId: at[0], value: at[1], takenOn: at[2], month: at[3] } : null,
    missedMonths,
    removedMonths,
    metered,
    estimated,
    ...(still ? { stillMonths: still } : {}),
    ...(normDays ? { normDays } : {}),
  };
}

function decodeDebt(coded: CodedDebt): OpenDebt {
  const [month, dueOn, from, remainingKopecks, settled, postedKopecks, settledSpans] = coded;
  return {
    month,
    dueOn,
    accruesFrom: from || null,
    remainingKopecks,
    settledPenalty: settled || ZERO,
    postedKopecks,
    ...(settledSpans ? { settledSpans } : {}),
  };
}
