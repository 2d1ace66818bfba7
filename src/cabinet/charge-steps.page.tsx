import { eventText, methodReason, methodText } from '#src/billing/charges.ru.ts';
import { clausesOf, vatInside } from '#src/billing/explain-line.ts';
import type { ToldLine } from '#src/billing/lines-store.ts';
import { tariffText } from '#src/billing/rates.ru.ts';
import type { BillingRules } from '#src/billing/rates.ts';
import { addDays } from '#src/plain-date.ts';
import {
  formatDate,
  formatDateWithYear,
  formatMoney,
  formatShare,
  formatVolume,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import { type BasisProps, BasisStep, Example, Step } from './charge-basis.page.tsx';
import { Clauses, periodText } from './charge-parts.page.tsx';

type StepsProps = BasisProps & {
  vat: BillingRules['vat'];
  /** How many lines the month has: one needs no name of its own. */
  isOnly: boolean;
};

/** One sum, from what was read to what is to be paid: each step leads to the next. */
export function ChargeSteps(props: StepsProps) {
  const { line, isOnly } = props;
  const { basis } = line;
  return (
    <section
      class="calc"
      aria-label={`${methodText[line.method]}: ${formatMoney(line.amountKopecks)}`}
    >
      {!isOnly && (
        <h3>
          {methodText[line.method]}, {periodText(line.from, line.to)}
        </h3>
      )}
      {methodReason[line.method] && (
        <p class="small">
          {methodReason[line.method]} <Event line={line} />
        </p>
      )}
      <ol class="steps">
        {basis.kind === 'privilege' ? (
          <Step
            name={`Доля льготы ${formatShare(basis.share)}`}
            value={formatMoney(line.amountKopecks)}
            isSum
          >
            От начисленного {formatMoney(basis.ofKopecks)}.
          </Step>
        ) : (
          <>
            <BasisStep {...props} basis={basis} />
            <CoefficientStep line={line} />
            <TariffStep {...props} />
          </>
        )}
      </ol>
      <Clauses of={clausesOf(line)} />
    </section>
  );
}

function CoefficientStep({ line }: { line: ToldLine }) {
  const { coefficient, volumeM3, basis } = line;
  if (coefficient === '1') return null;
  if (basis.kind !== 'readings' && basis.kind !== 'reversal') return null;
  return (
    <Step name={`Коэффициент × ${formatVolumePlain(coefficient)}`} value={formatVolume(volumeM3)}>
      Счётчик на улице и без термокорректора: холодный газ плотнее. Значение на месяц утвердил
      Росстандарт, применяем по пункту 26 Правил поставки газа.
      {line.hasExampleCoefficient && <Example />}
    </Step>
  );
}

function TariffStep({ line, vat }: StepsProps) {
  const { tariff, pricePerM3, amountKopecks } = line;
  const inside = vatInside(amountKopecks, addDays(line.to, -1), vat);
  return (
    <Step
      name={`Тариф × ${formatVolumePlain(pricePerM3)}\u00a0₽ за\u00a0м³`}
      value={formatMoney(amountKopecks)}
      isSum
    >
      {tariffText(tariff.category)}, с {formatDateWithYear(tariff.validFrom)}.
      {tariff.source && ` ${tariff.source}.`}
      {inside &&
        ` Внутри НДС ${formatVolumePlain(inside.percent)}\u00a0%: ${formatMoney(inside.amountKopecks)}.`}
      {tariff.isExample && <Example />}
    </Step>
  );
}

function Event({ line: { event } }: { line: ToldLine }) {
  if (!event) return null;
  const paper = event.document && `, ${event.document}`;
  return (
    <>
      {formatDate(event.startsOn)}: {eventText[event.kind]}
      {paper}.
    </>
  );
}
