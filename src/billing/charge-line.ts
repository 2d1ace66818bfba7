import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { NormUse } from './rates.ts';

/** How a volume came about, by precedence for each day of a month. */
export const chargeMethods = [
  'METER',
  'AVG_P31',
  'NORM_P31',
  'AVG_P30',
  'NORM_P30',
  'NORM_P28_REPORTED',
  'NORM_P28_INSPECTION',
  'NORM_EXPIRED',
  'NORM_NO_METER',
  'NORM_NO_ACCESS',
  'PRIVILEGE',
] as const;
export type ChargeMethod = (typeof chargeMethods)[number];

/** What a volume was made of: enough to tell it in words and to add it up again. */
export type LineBasis =
  | {
      kind: 'readings';
      /** Null where an imported start of the counter is not a reading of ours. */
      from: BasisReading;
      to: BasisReading;
      isRollover: boolean;
      /** m³ between the two, of which this line has its share. */
      differenceM3: string;
      /** The months that share it equally, this one among them: 1 with readings each month. */
      gapMonths: number;
      /** Of the month's share so many days only: for the others a norm is charged. Absent: all of it. */
      part?: { days: number; ofDays: number };
    }
  | {
      kind: 'average';
      /** Metered in so many months, and what a month of them has. */
      totalM3: string;
      months: number;
      monthlyM3: string;
      days: number;
      daysInMonth: number;
      /** Which month in a row it is: three at most. */
      monthInRow: number;
    }
  | {
      kind: 'norm';
      /** One part for cooking and hot water, one for heating. */
      parts: {
        use: NormUse;
        normId: number;
        normM3: string;
        unit: 'person' | 'm2';
        /** Persons or m²; with an absence or a change within the month a fraction. */
        quantity: string;
      }[];
      monthlyM3: string;
      days: number;
      daysInMonth: number;
      /** Of several meters each answers for an equal part. */
      meters: number;
    }
  | { kind: 'privilege'; privilegeId: number; share: string; ofKopecks: number }
  /** Takes back a line of an earlier month. */
  | { kind: 'reversal'; of: LineBasis };

export type ReadingsBasis = Extract<LineBasis, { kind: 'readings' }>;

export type BasisReading = { readingId: number; value: string; takenOn: PlainDate };

/** One sum of a bill. `kind`: of the month itself, or changing what an earlier one had charged. */
export type ChargeLine = {
  kind: 'charge' | 'recalculation';
  chargedMonth: PlainMonth;
  method: ChargeMethod;
  /** Half-open: `to` is the first day that it no longer holds. */
  from: PlainDate;
  to: PlainDate;
  meterId: number | null;
  /** Before the coefficient, 3 decimals; of a reversal negative. */
  measuredM3: string;
  coefficient: string;
  volumeM3: string;
  tariffId: number;
  pricePerM3: string;
  /** Rounded once, half up. */
  amountKopecks: number;
  /** The event that caused it. */
  eventId: number | null;
  basis: LineBasis;
};
