import type { GasUses } from '#src/billing/billing-facts.ts';
import { normUsesOf } from '#src/billing/norm-volume.ts';
import type { Norm } from '#src/billing/rates.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { ReferenceNorm } from './bill-data.ts';

/** What would be charged by without a meter, on that day. `norms`: in the order of their days. */
export function referenceNorms(
  norms: readonly Norm[],
  uses: GasUses | undefined,
  on: PlainDate,
): ReferenceNorm[] {
  if (!uses) return [];
  return normUsesOf(uses).flatMap((use) => {
    const norm = norms.findLast((one) => one.use === use && one.validFrom <= on);
    if (!norm) return [];
    const { volumeM3, unit, isExample } = norm;
    return [{ use, volumeM3, unit, isExample }];
  });
}
