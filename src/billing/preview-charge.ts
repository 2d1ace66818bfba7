import type { Actor } from '#src/actor.ts';
import type { ReadingPreview } from '#src/meters/reading-types.ts';
import {
  chargeOpenMonths,
  type Forecast,
  type ForecastDeps,
  loadOpenMonths,
} from './open-months.ts';
import { withoutVerification, withReading } from './suppose.ts';

export type ChargePreview = Extract<Forecast, { ok: true }>;

/**
 * What the month will cost with this reading: by the engine of the close, with the recalculation of
 * what had been estimated. A reading that does not count leaves the norm. null: a rate is not known,
 * or the account cannot be charged in that month.
 */
export async function previewCharge(
  deps: ForecastDeps,
  actor: Actor,
  {
    personalAccountId,
    preview,
    correctsReadingId = null,
  }: {
    personalAccountId: number;
    preview: ReadingPreview;
    correctsReadingId?: number | null;
  },
): Promise<ChargePreview | null> {
  const { billingMonth: month, meter, notCountedReason } = preview;
  const open = await loadOpenMonths(deps, actor, { personalAccountId, month });
  if (!open) return null;
  const reading = {
    meterId: meter.meterId,
    value: preview.value,
    takenOn: preview.takenOn,
    billingMonth: month,
    isRollover: preview.isRollover,
    correctsReadingId,
  };
  const forecast = chargeOpenMonths(open, (facts, one) => {
    if (one !== month) return facts;
    return notCountedReason ? withoutVerification(facts, month) : withReading(facts, reading);
  });
  return forecast.ok ? forecast : null;
}
