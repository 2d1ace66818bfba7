import type { ChargeLine } from '#src/billing/charge-line.ts';
import { methodText } from '#src/billing/charges.ru.ts';
import { recalculationsByMonth } from '#src/billing/explain-line.ts';
import type { ChargePreview } from '#src/billing/preview-charge.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import {
  formatMoney,
  formatMonth,
  formatMonthName,
  formatRoubles,
  formatVolume,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import { countOfMonths } from './charge-parts.page.tsx';

/** What the month will cost with this reading, line by line, by the engine that makes the bill. */
export function ReadingCharge({ charge, meterId }: { charge: ChargePreview; meterId: number }) {
  const charges = charge.lines.filter(({ kind }) => kind === 'charge');
  const own = charges.filter((line) => line.meterId === meterId);
  const privilege = charges.filter(({ method }) => method === 'PRIVILEGE');
  const others = charges.filter((line) => !own.includes(line) && !privilege.includes(line));
  const recalculated = recalculationsByMonth(charge.lines);
  return (
    <>
      {own.map((line, index) => (
        <LineFact key={index} line={line} />
      ))}
      {others.length > 0 && (
        <div>
          <dt>
            Остальное за этот месяц <span class="sub">по тому, что известно сегодня</span>
          </dt>
          <dd class="num">{formatMoney(sumOf(others))}</dd>
        </div>
      )}
      {privilege.length > 0 && (
        <div>
          <dt>Льгота</dt>
          <dd class="num">{formatMoney(sumOf(privilege))}</dd>
        </div>
      )}
      {recalculated.length > 0 && (
        <div>
          <dt>
            Перерасчёт
            <span class="sub">{recalculationText(recalculated.map(({ month }) => month))}</span>
          </dt>
          <dd class="num">{formatMoney(charge.recalculatedKopecks)}</dd>
        </div>
      )}
      <div class="is-total">
        <dt>
          Начислим за {formatMonth(charge.month)}
          <span class="sub">
            <a href={href('rules')}>По каким правилам</a>
          </span>
        </dt>
        <dd class="num big">{formatMoney(charge.totalKopecks)}</dd>
      </div>
    </>
  );
}

const sumOf = (lines: readonly ChargeLine[]): number =>
  lines.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);

/** «По счётчику: 182 м³ × 1,03 = 187,46 м³ × 9,624 ₽» */
function LineFact({ line }: { line: ChargeLine }) {
  const { basis, coefficient, measuredM3, volumeM3, pricePerM3 } = line;
  const isShared = basis.kind === 'readings' && basis.gapMonths > 1;
  const k =
    coefficient === '1' ? '' : ` × ${formatVolumePlain(coefficient)} = ${formatVolume(volumeM3)}`;
  return (
    <div>
      <dt>
        {methodText[line.method]}
        <span class="sub">
          {formatVolume(measuredM3)}
          {k} × {formatVolumePlain(pricePerM3)}&nbsp;₽
        </span>
        {isShared && (
          <span class="sub">
            {formatVolume(basis.differenceM3)} поделили поровну на {countOfMonths(basis.gapMonths)}
          </span>
        )}
      </dt>
      <dd class="num">{formatMoney(line.amountKopecks)}</dd>
    </div>
  );
}

function recalculationText(months: readonly PlainMonth[]): string {
  const [first] = months;
  const last = months.at(-1);
  if (!first || !last) return '';
  const period =
    first === last
      ? formatMonthName(first)
      : `${formatMonthName(first)} – ${formatMonthName(last)}`;
  return `${period}: было без показаний, станет по счётчику`;
}

/** What is charged instead of a reading that does not count. */
export function NormCost({ charge }: { charge: ChargePreview }) {
  return (
    <div class="is-total">
      <dt>
        За {formatMonth(charge.month)} начислим по нормативу
        <span class="sub">если до конца месяца ничего не изменится</span>
      </dt>
      <dd class="num big">около {formatRoubles(charge.totalKopecks)}</dd>
    </div>
  );
}
