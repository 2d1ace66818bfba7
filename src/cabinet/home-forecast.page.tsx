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
export function ForecastCard(props: ForecastProps) {
  const { likely, penalties } = props.forecast;
  if (!likely && !penalties) return null;
  return (
    <Card title="Что будет дальше" headingId="forecast">
      <dl class="facts">
        {likely && <NextBill {...props} likely={likely} />}
        {penalties && <Penalties {...props} penalties={penalties} />}
      </dl>
    </Card>
  );
}

type Likely = NonNullable<AccountForecast['likely']>;

/** The bill that is being made: by the readings that are there, or by what stands in for them. */
function NextBill({ likely, supplier, today }: ForecastProps & { likely: Likely }) {
  const month = formatMonthName(likely.month);
  const charges = likely.lines.filter(({ kind }) => kind === 'charge');
  const methods = charges.map(({ method }) => method);
  const isMissing = methods.some((method) => method.endsWith('_P31'));
  const remarks = [...new Set(methods.flatMap((method) => methodRemark[method] ?? []))];
  return (
    <div>
      <dt>
        {isMissing
          ? missingText(month, { supplier, today })
          : `Счёт за ${month}, если посчитать сегодня`}
        <span class="sub">
          {isMissing ? standInText(likely) : remarks.join(', ') || howRead(charges.length)}
        </span>
      </dt>
      <dd class="num">около {formatRoubles(likely.totalKopecks)}</dd>
    </div>
  );
}

function missingText(
  month: string,
  { supplier, today }: Pick<ForecastProps, 'supplier' | 'today'>,
): string {
  const { cutOffDay } = supplier.calendar;
  if (dayOf(today) > cutOffDay) return `Счёт за ${month}, если не передать показание`;
  const day = formatDate(`${today.slice(0, 8)}${String(cutOffDay).padStart(2, '0')}`);
  return `Счёт за ${month}, если не передать показание до ${day}`;
}

function standInText({ lines, isUsageUnknown }: Likely): string {
  if (isUsageUnknown) return 'по нормативу: для среднего расхода показаний пока не хватает';
  return lines.some(({ kind, method }) => kind === 'charge' && method === 'NORM_P31')
    ? 'по нормативу: показаний нет больше трёх месяцев'
    : 'по среднему расходу; придёт показание — пересчитаем';
}

const howRead = (lines: number): string =>
  lines === 0 ? 'начислять пока нечего' : 'по последнему показанию';

function Penalties(
  props: ForecastProps & { penalties: NonNullable<AccountForecast['penalties']> },
) {
  const { penalties, today } = props;
  const { until, freeUntil, growthKopecks } = penalties;
  if (growthKopecks === null) return <UnknownPenalties freeUntil={freeUntil} today={today} />;
  if (growthKopecks <= 0) return null;
  return (
    <div>
      <dt>
        Пени, если не платить до {formatDate(until)}
        <span class="sub">
          {freeUntil >= today
            ? `до ${formatDate(freeUntil)} пеней нет`
            : 'пени уже идут, растут каждый день'}
        </span>
      </dt>
      <dd class="num">около {formatMoney(growthKopecks)}</dd>
    </div>
  );
}

/** A rate that nobody has brought yet is our gap: it must not hide that not paying costs something. */
function UnknownPenalties({ freeUntil, today }: { freeUntil: PlainDate; today: PlainDate }) {
  return (
    <div>
      <dt>
        {freeUntil >= today
          ? `Пени, если не платить после ${formatDate(freeUntil)}`
          : 'Пени за просрочку'}
        <span class="sub">
          посчитаем, когда у нас появится ключевая ставка Банка России на эти дни
        </span>
      </dt>
      <dd>пока неизвестны</dd>
    </div>
  );
}
