import { recalculationsByMonth } from '#src/billing/explain-line.ts';
import type { ExplainedMonth } from '#src/billing/get-account-month.ts';
import type { BillingRules } from '#src/billing/rates.ts';
import { addDays, addMonths, type PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { FileLink } from '#src/ui/file-link.tsx';
import {
  formatDate,
  formatDateWithYear,
  formatMoney,
  formatMonth,
  formatMonthName,
  formatVolume,
} from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { ChargeSteps } from './charge-steps.page.tsx';
import { Comparison, Payments, Penalties } from './month-money.page.tsx';
import { Recalculations } from './month-recalculation.page.tsx';

type MonthProps = {
  context: PageContext;
  number: string;
  month: PlainMonth;
  known: ExplainedMonth;
  vat: BillingRules['vat'];
};

/** One month, to the last kopeck: what came in, what was charged and why, what it came to. */
export function ChargesMonthPage({ context, number, month, known, vat }: MonthProps) {
  const charges = known.lines.filter(({ kind }) => kind === 'charge');
  const title = `Начисления за ${formatMonth(month)}`;
  return (
    <Page context={context} title={title} section="charges">
      <p class="on-screen">
        <a href={listOf(number, month)}>История начислений</a>
      </p>
      <PageHead title={title} />
      <div class="several">
        <Strip month={month} known={known} />
        {known.comparisons.map((one) => (
          <Comparison key={one.with} month={month} known={one} />
        ))}
      </div>
      {charges.length > 0 && (
        <Card
          title={`Как получилось ${formatMoney(known.chargedKopecks)} за ${formatMonthName(month)}`}
          headingId="charged"
        >
          {charges.map((line, index) => (
            <ChargeSteps
              key={index}
              line={line}
              readingOrigins={known.readingOrigins}
              vat={vat}
              isOnly={charges.length === 1}
            />
          ))}
        </Card>
      )}
      {known.source === 'imported' && (
        <Card title="Этот месяц считала прежняя система" headingId="charged">
          <p>
            Её суммы мы показываем как есть и не пересчитываем. Показаний и тарифа, из которых они
            получились, она не передала.
          </p>
        </Card>
      )}
      <Recalculations
        months={recalculationsByMonth(known.lines)}
        totalKopecks={known.recalculatedKopecks}
      />
      <Penalties
        penalties={known.penalties}
        total={known.penaltyKopecks}
        steps={context.supplier.billing.penaltySteps.findLast(
          ({ from }) => from < addMonths(month, 1),
        )}
      />
      <Payments {...known} />
      <p class="row">
        {known.source === 'closed' && (
          <FileLink href={href('bill', { number, month: month.slice(0, 7) })}>
            Скачать квитанцию (PDF)
          </FileLink>
        )}
        {known.source === 'closed' && (
          <FileLink href={href('monthPaper', { number, month: month.slice(0, 7) })}>
            Скачать подробный расчёт (PDF)
          </FileLink>
        )}
        <FileLink href={href('chargesMonthCsv', { number, month: month.slice(0, 7) })}>
          Скачать строки месяца (CSV)
        </FileLink>
        <a href={href('rules')}>По каким правилам считаем</a>
        <a href={href('support')}>Спросить про это начисление</a>
      </p>
    </Page>
  );
}

const listOf = (number: string, month: PlainMonth): string =>
  `${href('charges', { number })}?year=${month.slice(0, 4)}`;

function Strip({ month, known }: { month: PlainMonth; known: ExplainedMonth }) {
  const { closingKopecks, dueOn } = known;
  const lastDay = addDays(addMonths(month, 1), -1);
  return (
    <Card title="Из чего сложился остаток" headingId="strip">
      <dl class="facts facts--tight">
        <Fact term={`На начало, ${formatDate(month)}`} kopecks={known.openingKopecks} />
        <Fact
          term="Начислено за газ"
          note={formatVolume(known.volumeM3)}
          kopecks={known.chargedKopecks}
        />
        <Fact term="Перерасчёт" kopecks={known.recalculatedKopecks} />
        <Fact term="Пени" kopecks={known.penaltyKopecks} />
        {known.correctedKopecks !== 0 && (
          <Fact term="Исправления" kopecks={known.correctedKopecks} />
        )}
        <Fact term="Оплачено" kopecks={-known.paidKopecks || 0} />
        <div class="is-total">
          <dt>
            {closingKopecks > 0 ? 'К оплате' : closingKopecks < 0 ? 'Аванс' : 'Долга нет'}
            <span class="sub">
              на конец, {formatDate(lastDay)}
              {dueOn && closingKopecks > 0 && `; оплатить до ${formatDateWithYear(dueOn)}`}
            </span>
          </dt>
          <dd class="num big">{formatMoney(Math.abs(closingKopecks))}</dd>
        </div>
      </dl>
    </Card>
  );
}

function Fact({ term, note, kopecks }: { term: string; note?: string; kopecks: number }) {
  return (
    <div>
      <dt>
        {term}
        {note && <span class="sub">{note}</span>}
      </dt>
      <dd class="num">{formatMoney(kopecks)}</dd>
    </div>
  );
}

/** The month runs or has just ended: there is nothing to explain yet. */
export function WaitingMonthPage(props: {
  context: PageContext;
  number: string;
  month: PlainMonth;
  note: string;
}) {
  const { context, number, month, note } = props;
  const title = `Начисления за ${formatMonth(month)}`;
  return (
    <Page context={context} title={title} section="charges">
      <PageHead title={title} />
      <Card title="Месяц ещё не сформирован" headingId="waiting">
        <p>
          За {formatMonth(month)} {note}. Что будет, если посчитать сегодня, видно на главной.
        </p>
        <p>
          <a href={href('charges', { number })}>История начислений</a>
        </p>
      </Card>
    </Page>
  );
}
