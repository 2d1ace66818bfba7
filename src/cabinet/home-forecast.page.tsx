import { methodRemark } from '#src/billing/charges.ru.ts';
import type { AccountForecast } from '#src/billing/forecast-account.ts';
import { dayOf, type PlainDate } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { Card } from '#src/ui/card.tsx';
import { formatDate, formatMoney, formatMonthName, formatRoubles } from '#src/ui/format.ru.ts';

type ForecastProps = {
  forecast: AccountForecast;
  supplier: SupplierProfile;
  today: PlainDate;
};

/** What comes next and what not acting costs. Sums that may still change are «около». */
export function ForecastCard({ forecast, supplier, today }: ForecastProps) {
  const { likely, penalties } = forecast;
  if (!likely && !penalties) return null;
  return (
    <Card title="Что будет дальше" headingId="forecast">
      <dl class="facts facts--tight">
        {likely && (
          <div>
            <dt>
              Счёт за {formatMonthName(likely.month)}, если посчитать сегодня
              <span class="sub">{howLikely(forecast)}</span>
            </dt>
            <dd class="num">около {formatRoubles(likely.totalKopecks)}</dd>
          </div>
        )}
        <WithoutReading forecast={forecast} supplier={supplier} today={today} />
        {penalties && (
          <div>
            <dt>
              Пени, если не оплатить до {formatDate(penalties.until)}
              <span class="sub">
                {penalties.freeUntil >= today
                  ? `до ${formatDate(penalties.freeUntil)} пеней нет`
                  : 'пени уже идут'}
              </span>
            </dt>
            <dd class="num">около {formatMoney(penalties.totalKopecks)}</dd>
          </div>
        )}
      </dl>
    </Card>
  );
}

/** By what the sum is made: a reading of this month, or without one. */
function howLikely({ likely }: AccountForecast): string {
  const charges = likely?.lines.filter(({ kind }) => kind === 'charge') ?? [];
  const remarks = charges.flatMap(({ method }) => methodRemark[method] ?? []);
  if (charges.length === 0) return 'начислять пока нечего';
  return remarks.length === 0 ? 'по последнему показанию' : [...new Set(remarks)].join(', ');
}

/** What the month costs when nobody reads the counter: told while it can still be helped. */
function WithoutReading({ forecast, supplier, today }: ForecastProps) {
  const { likely, withoutReading } = forecast;
  const { cutOffDay } = supplier.calendar;
  if (!likely || !withoutReading || dayOf(today) > cutOffDay) return null;
  const lines = withoutReading.lines.filter(({ method }) => method.endsWith('_P31'));
  const isByNorm = lines.some(({ method }) => method === 'NORM_P31');
  const isMissing = likely.lines.some(({ method }) => method.endsWith('_P31'));
  // Sent already, or charged without readings anyhow.
  if (lines.length === 0 || !isMissing) return null;
  const day = formatDate(`${today.slice(0, 8)}${String(cutOffDay).padStart(2, '0')}`);
  return (
    <div>
      <dt>
        Если не передать показание до {day}
        <span class="sub">
          {isByNorm
            ? 'посчитаем по нормативу: показаний нет больше трёх месяцев'
            : 'посчитаем по среднему, а потом пересчитаем'}
        </span>
      </dt>
      <dd class="num">около {formatRoubles(withoutReading.totalKopecks)}</dd>
    </div>
  );
}
