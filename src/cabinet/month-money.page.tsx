import { channelText, differenceText } from '#src/billing/charges.ru.ts';
import { penaltyOfDays } from '#src/billing/explain-line.ts';
import type { ExplainedMonth, MonthComparison } from '#src/billing/get-account-month.ts';
import type { PenaltyLine } from '#src/billing/money-entry.ts';
import type { BillingRules } from '#src/billing/rates.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { Card } from '#src/ui/card.tsx';
import {
  formatDate,
  formatDateWithYear,
  formatDays,
  formatMoney,
  formatMonth,
  formatMonthIn,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import { Clauses, periodText } from './charge-parts.page.tsx';

/** «Первые 30 дней после срока пеней нет. С 31-го дня …» */
function rulesText(rules: BillingRules['penaltySteps'][number] | undefined): string {
  if (!rules) return '';
  const parts = rules.steps.map(({ fromDay, divisor }, index) =>
    index === 0
      ? `С ${fromDay}-го дня начисляем 1/${divisor} ключевой ставки за каждый день`
      : `с ${fromDay}-го 1/${divisor}`,
  );
  return `Первые ${formatDays(rules.freeDays)} после срока пеней нет. ${parts.join(', ')}.`;
}

/** Each late debt with its days: debt × rate ÷ part × days. */
export function Penalties(props: {
  penalties: readonly PenaltyLine[];
  total: number;
  /** As the law has them on the last day of the month. */
  steps: BillingRules['penaltySteps'][number] | undefined;
}) {
  const { penalties, total, steps } = props;
  if (penalties.length === 0) return null;
  return (
    <Card title="Пени" headingId="penalties" aside={<b class="num">{formatMoney(total)}</b>}>
      <p class="muted">
        {rulesText(steps)} Ставка не выше той, что установило Правительство. Дни складываем без
        округления, округляем один раз.
      </p>
      {penalties.map((line) => (
        <section key={line.debtMonth} class="calc" aria-labelledby={`penalty-${line.debtMonth}`}>
          <h3 id={`penalty-${line.debtMonth}`}>
            За долг по счёту за {formatMonth(line.debtMonth)}, срок {formatDate(line.dueOn)}
          </h3>
          <dl class="facts facts--tight">
            {line.spans.map((span) => (
              <div key={`${span.from}-${span.divisor}`}>
                <dt>
                  {periodText(span.from, span.to)}, {formatDays(span.days)}
                  <span class="sub">
                    {formatMoney(span.debtKopecks)} × {formatVolumePlain(span.percent)}
                    {'\u00a0% × '}1/{span.divisor} × {span.days}
                  </span>
                </dt>
                <dd class="num">{formatVolumePlain(penaltyOfDays(span), 4)}&nbsp;₽</dd>
              </div>
            ))}
            <div>
              <dt>Всего с начала просрочки</dt>
              <dd class="num">{formatMoney(line.totalKopecks)}</dd>
            </div>
            {line.postedBeforeKopecks !== 0 && (
              <div>
                <dt>Начислили раньше</dt>
                <dd class="num">{formatMoney(-line.postedBeforeKopecks)}</dd>
              </div>
            )}
            <div class="is-total">
              <dt>В этом месяце</dt>
              <dd class="num">{formatMoney(line.amountKopecks)}</dd>
            </div>
          </dl>
        </section>
      ))}
      <Clauses of={['zhk155']} />
    </Card>
  );
}

export function Payments({
  payments,
  corrections,
}: Pick<ExplainedMonth, 'payments' | 'corrections'>) {
  if (payments.length === 0 && corrections.length === 0) return null;
  return (
    <Card title="Оплачено в этом месяце" headingId="payments">
      <dl class="facts facts--tight">
        {payments.map((payment, index) => (
          <div key={index}>
            <dt>
              {formatDateWithYear(payment.paidOn)}
              <span class="sub">
                {channelText(payment.channel)}
                {payment.isPenalty && ', в счёт пеней'}
              </span>
            </dt>
            <dd class="num">{formatMoney(payment.amountKopecks)}</dd>
          </div>
        ))}
        {corrections.map(({ amountKopecks, cause }, index) => (
          <div key={`correction-${index}`}>
            <dt>
              Исправление<span class="sub">{cause}</span>
            </dt>
            <dd class="num">{formatMoney(amountKopecks)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

/** Signed parts that add up to the difference. */
export function Comparison({ month, known }: { month: PlainMonth; known: MonthComparison }) {
  const { with: other, sumKopecks, differenceKopecks, parts } = known;
  const isLastYear = other === addMonths(month, -12);
  const name = isLastYear
    ? `Год назад, в ${formatMonthIn(other)} ${other.slice(0, 4)}`
    : `В ${formatMonthIn(other)}`;
  return (
    <Card title={differenceHeading(differenceKopecks, isLastYear)} headingId={`against-${other}`}>
      <dl class="facts facts--tight">
        <div>
          <dt>{name}</dt>
          <dd class="num">{formatMoney(sumKopecks)}</dd>
        </div>
        {parts.map(({ reason, amountKopecks }) => (
          <div key={reason}>
            <dt>{differenceText[reason]}</dt>
            <dd class="num">{signed(amountKopecks)}</dd>
          </div>
        ))}
        <div class="is-total">
          <dt>В {formatMonthIn(month)}</dt>
          <dd class="num">{formatMoney(sumKopecks + differenceKopecks)}</dd>
        </div>
      </dl>
    </Card>
  );
}

function differenceHeading(kopecks: number, isLastYear: boolean): string {
  const than = isLastYear ? 'чем год назад' : 'чем месяц назад';
  if (kopecks === 0)
    return `Столько же, ${isLastYear ? 'сколько год назад' : 'сколько месяц назад'}`;
  const size = formatMoney(Math.abs(kopecks));
  return kopecks > 0 ? `На ${size} больше, ${than}` : `На ${size} меньше, ${than}`;
}

/** «+278,33 ₽»: which way it moved the sum. */
const signed = (kopecks: number): string =>
  kopecks > 0 ? `+${formatMoney(kopecks)}` : formatMoney(kopecks);
