import type { GasUses } from '#src/billing/billing-facts.ts';
import type { ChargeMethod } from '#src/billing/charge-line.ts';
import { normUsesOf } from '#src/billing/norm-volume.ts';
import type { Norm } from '#src/billing/rates.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { NormUse, TariffCategory } from '#src/supplier/billing-rules.ts';

/** Справочная информация of приказ 43/пр: what it would be without a meter, and by whose order. */
export type BillReference = {
  norms: readonly ReferenceNorm[];
  tariffs: readonly { category: TariffCategory; pricePerM3: string; source: string }[];
};

/** m³ a month for one person, or for one heated m². */
export type ReferenceNorm = {
  use: NormUse;
  volumeM3: string;
  unit: 'person' | 'm2';
  isExample: boolean;
};

export type ExampleNumber = 'tariff' | 'norm' | 'coefficient';

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

type PricedLine = {
  method: ChargeMethod;
  pricePerM3: string;
  tariff: { category: TariffCategory; isExample: boolean; source: string };
  hasExampleNorm: boolean;
  hasExampleCoefficient: boolean;
};

/** Each price of the month once, with who set it. */
export function pricesOf(lines: readonly PricedLine[]): BillReference['tariffs'] {
  const priced = lines.filter(({ method }) => method !== 'PRIVILEGE');
  const byPrice = new Map(
    priced.map(({ tariff, pricePerM3 }) => [
      `${tariff.category} ${pricePerM3}`,
      { category: tariff.category, pricePerM3, source: tariff.source },
    ]),
  );
  return [...byPrice.values()];
}

/** Numbers of a line that are not the supplier's own. */
export function examplesOf(line: Omit<PricedLine, 'method' | 'pricePerM3'>): ExampleNumber[] {
  const { tariff, hasExampleNorm, hasExampleCoefficient } = line;
  const marks: [ExampleNumber, boolean][] = [
    ['norm', hasExampleNorm],
    ['coefficient', hasExampleCoefficient],
    ['tariff', tariff.isExample],
  ];
  return marks.filter(([, is]) => is).map(([name]) => name);
}
