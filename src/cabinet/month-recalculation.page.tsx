import { clauseText, methodText } from '#src/billing/charges.ru.ts';
import type { RecalculatedMonth } from '#src/billing/explain-line.ts';
import { clausesOf } from '#src/billing/explain-line.ts';
import type { ToldLine } from '#src/billing/lines-store.ts';
import { Card } from '#src/ui/card.tsx';
import { formatMoney, formatMonth, formatVolume, formatVolumePlain } from '#src/ui/format.ru.ts';
import { lowerFirst } from '#src/ui/letter-case.ts';
import { Clauses, countOfMonths, periodText } from './charge-parts.page.tsx';

/** What the bill changes in earlier months, month by month, with the reason. */
export function Recalculations(props: {
  months: readonly RecalculatedMonth<ToldLine>[];
  totalKopecks: number;
}) {
  const { months, totalKopecks } = props;
  if (months.length === 0) return null;
  return (
    <Card
      title="Перерасчёт прошлых месяцев"
      headingId="recalculation"
      aside={<b class="num">{formatMoney(totalKopecks)}</b>}
    >
      <p class="muted">{reasonOf(months.flatMap(({ lines }) => lines))}</p>
      {months.map(({ month, amountKopecks, lines }) => (
        <section key={month} aria-labelledby={`recalculation-${month}`} class="calc">
          <h3 id={`recalculation-${month}`}>За {formatMonth(month)}</h3>
          <dl class="facts facts--tight">
            {lines.map((line, index) => (
              <div key={index}>
                <dt>
                  {lineName(line)}
                  <span class="sub">{lineNumbers(line)}</span>
                </dt>
                <dd class="num">{formatMoney(line.amountKopecks)}</dd>
              </div>
            ))}
            <div class="is-total">
              <dt>Изменение за месяц</dt>
              <dd class="num">{formatMoney(amountKopecks)}</dd>
            </div>
          </dl>
        </section>
      ))}
      <Clauses of={[...new Set(months.flatMap(({ lines }) => lines.flatMap(clausesOf)))]} />
    </Card>
  );
}

function lineName(line: ToldLine): string {
  const how = lowerFirst(methodText[line.method].split(':')[0] ?? '');
  return line.basis.kind === 'reversal' ? `Сняли начисленное ${how}` : `Начислили ${how}`;
}

/** «68 м³ × 9,624 ₽»: enough to add it up again. */
function lineNumbers(line: ToldLine): string {
  const { measuredM3, coefficient, pricePerM3, from, to, chargedMonth } = line;
  const k = coefficient === '1' ? '' : ` × ${formatVolumePlain(coefficient)}`;
  const isWhole = from === chargedMonth && to.slice(0, 7) > chargedMonth.slice(0, 7);
  const period = isWhole ? '' : `, ${periodText(from, to)}`;
  return `${formatVolume(measuredM3)}${k} × ${formatVolumePlain(pricePerM3)}\u00a0₽${period}`;
}

function reasonOf(lines: readonly ToldLine[]): string {
  const gap = lines.flatMap(({ basis }) => (basis.kind === 'readings' ? [basis] : []))[0];
  if (gap && gap.gapMonths > 1) {
    return `Пришло показание: счётчик прошёл ${formatVolume(gap.differenceM3)} за ${countOfMonths(gap.gapMonths)}. Сняли то, что посчитали без показаний (${clauseText.p31}), и разделили настоящий расход поровну.`;
  }
  if (lines.some(({ event }) => event !== null)) {
    return 'Мы получили документ, который меняет прошлые месяцы, и посчитали их заново.';
  }
  if (lines.every(({ basis }) => basis.kind !== 'reversal')) {
    return 'Раньше этого за прошлые месяцы не начисляли, начислили сейчас.';
  }
  return 'Прошлые месяцы посчитали заново: сняли прежние строки и начислили новые.';
}
