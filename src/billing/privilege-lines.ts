import Big from 'big.js';
import { daysBetween } from '#src/plain-date.ts';
import type { Privilege } from './billing-facts.ts';
import type { ChargeLine } from './charge-line.ts';
import { formatM3, wholeKopecks } from './rounding.ts';

/** A privilege's part of each line, for the days that both hold: of what is taken back likewise. */
export function privilegeLines(
  lines: readonly ChargeLine[],
  privileges: readonly Privilege[],
): ChargeLine[] {
  if (privileges.length === 0) return [];
  const inOrder = privileges.toSorted((a, b) =>
    a.from === b.from ? a.privilegeId - b.privilegeId : a.from < b.from ? -1 : 1,
  );
  return lines.flatMap((line) => inOrder.flatMap((privilege) => lineOf(line, privilege) ?? []));
}

function lineOf(line: ChargeLine, privilege: Privilege): ChargeLine | null {
  const { privilegeId, share } = privilege;
  const from = line.from > privilege.from ? line.from : privilege.from;
  const to = privilege.to !== null && privilege.to < line.to ? privilege.to : line.to;
  if (from >= to || line.amountKopecks === 0) return null;
  const days = daysBetween(from, to);
  const part = new Big(line.amountKopecks).times(share).times(days);
  return {
    ...line,
    method: 'PRIVILEGE',
    from,
    to,
    measuredM3: formatM3(new Big(0)),
    coefficient: '1',
    volumeM3: formatM3(new Big(0)),
    amountKopecks: 0 - wholeKopecks(part.div(daysBetween(line.from, line.to))),
    eventId: null,
    basis: { kind: 'privilege', privilegeId, share, ofKopecks: line.amountKopecks },
  };
}
