import { averageOf } from './average-volume.ts';
import type { MeterFacts } from './billing-facts.ts';
import type { MeterState } from './billing-state.ts';
import type { ChargeLine, ChargeMethod } from './charge-line.ts';
import type { DayRule } from './day-state.ts';
import { averageLine, normLine } from './line.ts';
import { chargeMetered } from './metered-month.ts';
import type { MonthDays } from './month-days.ts';
import { type Piece, piecesOf, type Slice } from './month-slices.ts';
import { normBasis } from './norm-volume.ts';
import type { RateTable } from './rate-lookup.ts';
import { isReplaceable } from './rebase.ts';

type Input = {
  meter: MeterFacts;
  /** Which of the states of a slice are this meter's. */
  index: number;
  before: MeterState;
  slices: readonly Slice[];
  month: MonthDays;
  rates: RateTable;
};

/** One meter's month: each day by what it comes under, the measured ones by reading, average, norm. */
export function chargeMeter(input: Input): { lines: ChargeLine[]; state: MeterState } {
  const { meter, before, slices, month, rates, index } = input;
  const estimate = estimateFor(before, rates);
  const pieces = piecesOf(slices, (slice) => slice.states[index] ?? null, estimate.isByNorm);
  const measuring = pieces.filter(({ state }) => state.rule === 'MEASURING');
  const rest = pieces.filter(({ state }) => !['MEASURING', 'OFF'].includes(state.rule));
  const away = rest.filter(({ state }) => state.rule === 'REMOVED');
  const hasNorm = rest.length > away.length;
  const running = rest.filter(({ state }) => isRunning(state.rule));
  const days = { measuring, running, hasNorm };
  const metered = chargeMetered({ meter, before, month, rates, slices, ...days });
  const estimated = metered ? [] : measuring.map((piece) => estimate.line(piece, input));
  const lines = [
    ...(metered?.lines ?? []),
    ...estimated,
    ...rest.map((piece) => estimate.line(piece, input)),
  ];
  const state = metered?.state ?? withoutReading(input, estimated, { isStill: !hasNorm, running });
  return {
    lines: lines.sort(byDays),
    state: { ...state, removedMonths: away.length > 0 ? before.removedMonths + 1 : 0 },
  };
}

/** A norm is charged, and yet the counter goes on: what it shows of these days is in the norm. */
const isRunning = (rule: DayRule): boolean => rule === 'NORM_EXPIRED' || rule === 'NORM_NO_ACCESS';

/** Charges first, then what they change of earlier months; each in the order of days. */
function byDays(a: ChargeLine, b: ChargeLine): number {
  if (a.kind !== b.kind) return a.kind === 'charge' ? -1 : 1;
  return a.from < b.from ? -1 : a.from > b.from ? 1 : 0;
}

/** Average for three months in a row, then norm; norm at once where there is nothing to average. */
function estimateFor(before: MeterState, rates: RateTable) {
  const average = averageOf(before.metered);
  const most = rates.rules.estimatedMonthsMost;
  const inRow = (rule: DayRule) =>
    rule === 'REMOVED' ? before.removedMonths : before.missedMonths;
  const isAverage = (rule: DayRule): boolean =>
    (rule === 'REMOVED' || rule === 'MEASURING') && average !== null && inRow(rule) < most;
  const methods: Partial<Record<DayRule, [average: ChargeMethod, norm: ChargeMethod]>> = {
    MEASURING: ['AVG_P31', 'NORM_P31'],
    REMOVED: ['AVG_P30', 'NORM_P30'],
  };
  return {
    isByNorm: (rule: DayRule): boolean => !isAverage(rule),
    line(piece: Piece, { meter, month }: Input): ChargeLine {
      const { rule, eventId } = piece.state;
      const [byAverage, byNorm] = methods[rule] ?? [];
      const of = { month, piece, meterId: meter.meterId, eventId };
      if (average && byAverage && isAverage(rule)) {
        return averageLine({ ...of, method: byAverage }, average, inRow(rule) + 1);
      }
      const method = byNorm ?? (rule as ChargeMethod);
      return normLine({ ...of, method }, normBasis(piece, month, rates));
    },
  };
}

function withoutReading(
  { before, month, rates }: Input,
  estimated: readonly ChargeLine[],
  { isStill, running }: { isStill: boolean; running: readonly Piece[] },
): MeterState {
  const toReplace = estimated.filter((line) => isReplaceable(line, rates.rules));
  const isMissed = estimated.length > 0;
  const still = !isMissed && isStill && before.anchor ? [month.month] : [];
  const stillMonths = [...(before.stillMonths ?? []), ...still];
  const days = running.reduce((sum, { from, to }) => sum + to - from, 0);
  const normDays = [
    ...(before.normDays ?? []),
    ...(isMissed && days > 0 ? [{ month: month.month, days }] : []),
  ];
  return {
    ...before,
    missedMonths: before.missedMonths + (isMissed ? 1 : 0),
    estimated: [...before.estimated, ...toReplace],
    stillMonths: stillMonths.length > 0 ? stillMonths : undefined,
    normDays: normDays.length > 0 ? normDays : undefined,
  };
}
