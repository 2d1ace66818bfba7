import type { Actor } from '#src/actor.ts';
import { monthSumsOf } from '#src/billing/account-month.ts';
import { clausesOf } from '#src/billing/explain-line.ts';
import { type ExplainedMonth, getAccountMonth } from '#src/billing/get-account-month.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { isOfHolder } from '../bill-data.ts';
import { findSubscriberAtClose } from '../bill-facts-store.ts';
import { assertMonthAddsUp, type MonthBody } from './paper-data.ts';
import type { Gathered, Known, PaperDeps } from './paper-wish.ts';

/** A month to the last line, as it was charged. */
export async function gatherMonth(
  deps: PaperDeps,
  actor: Actor,
  known: Known,
  { month }: { month: PlainMonth },
): Promise<Gathered> {
  const { personalAccountId } = known;
  const explained = await getAccountMonth(deps, actor, { personalAccountId, month });
  if (!explained) return { ok: false, code: 'month_not_charged' };
  if (explained.source === 'imported') return { ok: false, code: 'month_imported' };
  if (actor.kind === 'resident' && !isOfHolder(month, known.holderSince)) {
    return { ok: false, code: 'of_other_holder' };
  }
  const { residents, heatedAreaM2 } = await findSubscriberAtClose(deps.db, {
    personalAccountId,
    month,
  });
  const body = monthBody(explained, { residents, heatedAreaM2 });
  assertMonthAddsUp(body);
  const isExample = explained.lines.some(
    (line) => line.tariff.isExample || line.hasExampleNorm || line.hasExampleCoefficient,
  );
  return { ok: true, body, isExample };
}

function monthBody(
  explained: ExplainedMonth,
  household: Pick<MonthBody, 'residents' | 'heatedAreaM2'>,
): MonthBody {
  const { month, closingPenaltyKopecks, dueOn } = explained;
  return {
    kind: 'month',
    month,
    ...household,
    lines: explained.lines.map((line) => ({
      kind: line.kind,
      chargedMonth: line.chargedMonth,
      category: line.tariff.category,
      method: line.method,
      clauses: clausesOf(line),
      from: line.from,
      to: line.to,
      meterSerial: line.meterSerial,
      measuredM3: line.measuredM3,
      coefficient: line.coefficient,
      volumeM3: line.volumeM3,
      pricePerM3: line.pricePerM3,
      amountKopecks: line.amountKopecks,
      basis: line.basis,
    })),
    penalties: explained.penalties,
    payments: explained.payments,
    corrections: explained.corrections.map(({ amountKopecks, cause }) => ({
      amountKopecks,
      cause,
    })),
    ...monthSumsOf(explained),
    closingPenaltyKopecks,
    dueOn,
  };
}
