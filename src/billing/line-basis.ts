import type { BasisReading, LineBasis } from './charge-line.ts';

/** As JSON, and for the line of most households by hand: dates and numbers need no escapes. */
export function encodeBasis(basis: LineBasis): string {
  if (basis.kind !== 'readings' || basis.from === null || basis.part) return JSON.stringify(basis);
  const { from, to, isRollover, differenceM3, gapMonths } = basis;
  return `{"kind":"readings","from":${encodeReading(from)},"to":${encodeReading(to)},"isRollover":${isRollover},"differenceM3":"${differenceM3}","gapMonths":${gapMonths}}`;
}

const encodeReading = ({ readingId, value, takenOn }: BasisReading): string =>
  `{"readingId":${readingId},"value":"${value}","takenOn":"${takenOn}"}`;
