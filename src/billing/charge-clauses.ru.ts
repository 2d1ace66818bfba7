import type { ChargeMethod } from './charge-line.ts';

/** Where the rules of ПП РФ № 549 say so, by the way in which a volume came about. */
const clauses = {
  METER: 'п. 26',
  AVG_P31: 'п. 31',
  NORM_P31: 'п. 31',
  AVG_P30: 'п. 30',
  NORM_P30: 'п. 30',
  NORM_P28_REPORTED: 'п. 28',
  NORM_P28_INSPECTION: 'п. 28',
  NORM_EXPIRED: 'п. 25',
  NORM_NO_METER: 'п. 32',
  NORM_NO_ACCESS: 'п. 62',
  PRIVILEGE: 'льгота',
} satisfies Record<ChargeMethod, string>;

/** The clause of a charge line as papers, pages and files name it. */
export const clauseOf = (method: ChargeMethod): string => clauses[method];
