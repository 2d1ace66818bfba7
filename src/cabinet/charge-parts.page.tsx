import { clauseText } from '#src/billing/charges.ru.ts';
import type { Clause } from '#src/billing/explain-line.ts';
import { addDays, addMonths, type PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { formatDate, formatMonthIn, plural } from '#src/ui/format.ru.ts';

/** Where the rule itself can be read. */
export function Clauses({ of: those }: { of: readonly Clause[] }) {
  if (those.length === 0) return null;
  return (
    <p class="small">
      Основание:{' '}
      {those.map((clause, index) => (
        <>
          {index > 0 && ', '}
          <a href={`${href('rules')}#${clause}`}>{clauseText[clause]}</a>
        </>
      ))}
      {those.every((clause) => clause !== 'zhk155') && ' Правил поставки газа'}
    </p>
  );
}

export const countOfMonths = (months: number): string =>
  `${months}\u00a0${plural(months, ['месяц', 'месяца', 'месяцев', 'месяца'])}`;

/** «1–14 апреля», «весь апрель» is said by the page already. */
export function periodText(from: PlainDate, to: PlainDate): string {
  const last = addDays(to, -1);
  if (from === last) return formatDate(from);
  if (from.endsWith('-01') && to === addMonths(from, 1))
    return `за весь месяц, в ${formatMonthIn(from)}`;
  if (from.slice(0, 7) === last.slice(0, 7)) return `${Number(from.slice(8))}–${formatDate(last)}`;
  return `${formatDate(from)} – ${formatDate(last)}`;
}
