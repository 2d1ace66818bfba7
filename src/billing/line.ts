import Big from 'big.js';
import { type Average, averageVolume } from './average-volume.ts';
import type { ChargeLine, ChargeMethod, LineBasis } from './charge-line.ts';
import { dateAt, type MonthDays } from './month-days.ts';
import type { Piece } from './month-slices.ts';
import { type NormBasis, normVolume } from './norm-volume.ts';
import type { Tariff } from './rates.ts';
import { formatM3, kopecksOf, roundM3 } from './rounding.ts';

type LineOf = {
  month: MonthDays;
  piece: { from: number; to: number; tariff: Tariff };
  method: ChargeMethod;
  meterId: number | null;
  eventId: number | null;
};

/** A line of the month itself. Its sum is rounded here, once. */
export function lineOf(
  { month, piece, method, meterId, eventId }: LineOf,
  measured: Big,
  coefficient: string,
  basis: LineBasis,
): ChargeLine {
  const { tariffId, pricePerM3 } = piece.tariff;
  const volume = roundM3(measured.times(coefficient));
  return {
    kind: 'charge',
    chargedMonth: month.month,
    method,
    from: dateAt(piece.from, month),
    to: dateAt(piece.to, month),
    meterId,
    measuredM3: formatM3(measured),
    coefficient,
    volumeM3: formatM3(volume),
    tariffId,
    pricePerM3,
    amountKopecks: kopecksOf(volume, pricePerM3),
    eventId,
    basis,
  };
}

/** A norm and an average are of gas as it is billed: k is in them already. */
export const NO_COEFFICIENT = '1';

export const normLine = (of: LineOf, basis: NormBasis): ChargeLine =>
  lineOf(of, normVolume(basis), NO_COEFFICIENT, basis);

export function averageLine(
  of: LineOf & { piece: Piece },
  average: Average,
  monthInRow: number,
): ChargeLine {
  const { piece, month } = of;
  const days = piece.to - piece.from;
  const basis = {
    kind: 'average' as const,
    ...average,
    days,
    daysInMonth: month.days,
    monthInRow,
  };
  return lineOf(of, averageVolume(basis), NO_COEFFICIENT, basis);
}

const opposite = (volumeM3: string): string => formatM3(new Big(0).minus(volumeM3));

/** Takes a line back, to the kopeck. */
export function reversalOf(line: ChargeLine): ChargeLine {
  const { measuredM3, volumeM3, amountKopecks, basis } = line;
  return {
    ...line,
    kind: 'recalculation',
    measuredM3: opposite(measuredM3),
    volumeM3: opposite(volumeM3),
    amountKopecks: 0 - amountKopecks,
    basis: { kind: 'reversal', of: basis },
  };
}
