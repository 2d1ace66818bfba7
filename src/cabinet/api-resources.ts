import Big from 'big.js';
import type { z } from 'zod';
import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { MonthlyVolume } from '#src/meters/consumption.ts';
import type { MeterCard } from '#src/meters/list-meters.ts';
import type { ReadingEntry } from '#src/meters/list-readings.ts';
import { improbableText } from '#src/meters/meters.ru.ts';
import type { ReadingPreview } from '#src/meters/reading-types.ts';
import type { ReadingReceipt } from '#src/meters/submit-reading.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type {
  balanceSchema,
  consumptionSchema,
  meterSchema,
  personalAccountSchema,
  problemDetailsSchema,
  readingPreviewSchema,
  readingReceiptSchema,
  readingSchema,
} from './api-schemas.ts';

/**
 * Ours → theirs, field by field: what is not named here never leaves. Ids of rows stay inside;
 * programs know accounts, meters and readings by the numbers that people see.
 */

export type ProblemDetails = z.output<typeof problemDetailsSchema>;

/** `2026-12-01` → `2026-12` */
export const monthOf = (month: PlainMonth): string => month.slice(0, 7);

/** A former resident keeps what had been theirs; the new holder's name and household are not. */
const isFormer = (personalAccount: PersonalAccount, today: PlainDate): boolean =>
  personalAccount.visibleUntil !== null && personalAccount.visibleUntil <= today;

export function personalAccountResource(
  known: PersonalAccount,
  today: PlainDate,
): z.output<typeof personalAccountSchema> {
  const isTheirs = !isFormer(known, today);
  return {
    number: known.number,
    unifiedNumber: known.unifiedNumber,
    address: known.address,
    ownName: known.ownName,
    holder: isTheirs
      ? {
          lastName: known.holderLastName,
          firstName: known.holderFirstName,
          middleName: known.holderMiddleName,
        }
      : null,
    gasUse: isTheirs
      ? {
          residents: known.residents,
          heatedAreaM2: known.heatedAreaM2 && new Big(known.heatedAreaM2).toFixed(),
          hasStove: known.hasStove,
          hasWaterHeater: known.hasWaterHeater,
          hasHeating: known.hasHeating,
          hasCentralHotWater: known.hasCentralHotWater,
        }
      : null,
    openedOn: known.openedOn,
    closedOn: known.closedOn,
    visibleUntil: known.visibleUntil,
  };
}

export const balanceResource = (
  balance: AccountBalance,
  { known, today }: { known: PersonalAccount; today: PlainDate },
): z.output<typeof balanceSchema> => ({
  totalKopecks: balance.totalKopecks,
  balanceKopecks: balance.totalKopecks - balance.penaltyKopecks,
  penaltyKopecks: balance.penaltyKopecks,
  asOf: balance.source === 'register' ? known.openingBalanceOn : today,
  source: balance.source,
  lastMonth: balance.lastMonth && monthOf(balance.lastMonth.month),
  dueOn: balance.dueOn,
});

export const meterResource = (meter: MeterCard): z.output<typeof meterSchema> => ({
  meterSerial: meter.serialNumber,
  model: meter.model,
  integerDigits: meter.integerDigits,
  decimalDigits: meter.decimalDigits,
  isOutdoor: meter.isOutdoor,
  isThermocompensated: meter.isThermocompensated,
  commissionedOn: meter.commissionedOn,
  sealedOn: meter.sealedOn,
  verifiedUntil: meter.verifiedUntil,
  verification: meter.verification,
  removedOn: meter.removedOn,
  isRemoved: meter.isRemoved,
  lastReading: meter.lastReading && seenReading(meter.lastReading),
});

export const readingResource = (entry: ReadingEntry): z.output<typeof readingSchema> => ({
  confirmationNumber: entry.confirmation,
  meterSerial: entry.meterSerial,
  value: entry.value,
  takenOn: entry.takenOn,
  billingMonth: monthOf(entry.billingMonth),
  volumeM3: entry.volumeM3,
  previous: entry.previous && seenReading(entry.previous),
  isRollover: entry.isRollover,
  source: entry.source,
  status: entry.status,
  notCountedReason: entry.notCountedReason,
  receivedAt: entry.receivedAt.toISOString(),
  isCorrection: entry.correctsReadingId !== null,
  canChange: entry.canChange,
});

export const receiptResource = (
  receipt: ReadingReceipt,
): z.output<typeof readingReceiptSchema> => ({
  confirmationNumber: receipt.confirmation,
  accountNumber: receipt.number,
  meterSerial: receipt.meterSerial,
  value: receipt.value,
  takenOn: receipt.takenOn,
  billingMonth: monthOf(receipt.billingMonth),
  volumeM3: receipt.volumeM3,
  status: receipt.status,
  notCountedReason: receipt.notCountedReason,
  receivedAt: receipt.receivedAt,
  isRepeat: receipt.isRepeat,
});

export function previewResource(
  preview: ReadingPreview,
  repeatsConfirmationNumber: string | null = null,
): z.output<typeof readingPreviewSchema> {
  const { sameMonthLastYear, previous, outcome } = preview;
  return {
    meterSerial: preview.meter.serialNumber,
    value: preview.value,
    takenOn: preview.takenOn,
    billingMonth: monthOf(preview.billingMonth),
    volumeM3: preview.volumeM3,
    previous: previous && seenReading(previous),
    days: preview.days,
    volumePerDayM3: preview.volumePerDayM3,
    sameMonthLastYear: sameMonthLastYear && {
      month: monthOf(sameMonthLastYear.month),
      volumeM3: sameMonthLastYear.volumeM3,
    },
    isRollover: preview.isRollover,
    outcome,
    improbable: preview.improbable,
    question: outcome === 'improbable' ? improbableText(preview) : null,
    notCountedReason: preview.notCountedReason,
    repeatsConfirmationNumber,
    basis: preview.basis,
  };
}

export function consumptionResource(
  months: readonly MonthlyVolume[],
  { from, to }: { from: PlainMonth; to: PlainMonth },
): z.output<typeof consumptionSchema> {
  const total = months.reduce((sum, { volumeM3 }) => sum.plus(volumeM3 ?? 0), new Big(0));
  return {
    from: monthOf(from),
    to: monthOf(to),
    months: months.map(({ month, volumeM3, basis }) => ({
      month: monthOf(month),
      volumeM3,
      basis,
    })),
    totalM3: total.toFixed(),
  };
}

/** What a counter showed and when: all that is told of a reading beside the one in question. */
export const seenReading = ({ value, takenOn }: { value: string; takenOn: PlainDate }) => ({
  value,
  takenOn,
});
