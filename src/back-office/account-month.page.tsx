import { channelText, methodText } from '#src/billing/charges.ru.ts';
import type { ExplainedMonth } from '#src/billing/get-account-month.ts';
import type { ToldLine } from '#src/billing/lines-store.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { addDays } from '#src/plain-date.ts';
import {
  formatDateShort,
  formatKopecksPlain,
  formatMoney,
  formatMonth,
  formatReading,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { Tag } from '#src/ui/tag.tsx';
import { AccountLead } from './account-lead.page.tsx';
import { Panel, StaffTable } from './staff-parts.page.tsx';

type MonthProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  month: ExplainedMonth;
};

/** What a month of an account is made of: the codes of the rules, the numbers, the causes. */
export function AccountMonthPage({ context, desk, personalAccount, month }: MonthProps) {
  const title = formatMonth(month.month);
  return (
    <StaffPage context={context} desk={desk} title={title} section="accounts">
      <header class="shead">
        <div>
          <h1>Начисления: {title}</h1>
          <p>
            <AccountLead personalAccount={personalAccount} />
          </p>
        </div>
        <div class="shead__tags">
          {month.source === 'imported' && <Tag color="neutral">из прежней системы</Tag>}
          {month.isEstimated && <Tag color="warning">без показаний</Tag>}
        </div>
        <Figures month={month} />
      </header>
      <Panel id="l-lines" title="Строки начисления">
        {month.lines.length === 0 ? (
          <p class="hint">
            {month.source === 'imported' ? 'Прежняя система строк не передала.' : 'Строк нет.'}
          </p>
        ) : (
          <LinesTable lines={month.lines} />
        )}
      </Panel>
      {month.penalties.length > 0 && <PenaltiesPanel month={month} />}
      {month.payments.length + month.corrections.length > 0 && <MoneyPanel month={month} />}
    </StaffPage>
  );
}

function Figures({ month }: Pick<MonthProps, 'month'>) {
  const figures: [string, string][] = [
    ['Входящее сальдо', formatMoney(month.openingKopecks)],
    ['Начислено', formatMoney(month.chargedKopecks)],
    ['Перерасчёт', formatMoney(month.recalculatedKopecks)],
    ['Пени', formatMoney(month.penaltyKopecks)],
    ['Исправлено', formatMoney(month.correctedKopecks)],
    ['Оплачено', formatMoney(-month.paidKopecks)],
    ['Исходящее сальдо', formatMoney(month.closingKopecks)],
  ];
  return (
    <dl class="kpis">
      {figures.map(([term, value]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function LinesTable({ lines }: { lines: readonly ToldLine[] }) {
  return (
    <StaffTable
      label="Строки начисления"
      columns={[
        { label: 'За месяц', align: 'start' },
        { label: 'Способ', align: 'start' },
        { label: 'Дни', align: 'start' },
        { label: 'Счётчик и показания', align: 'start' },
        { label: 'м³ по счётчику' },
        { label: 'k' },
        { label: 'Объём, м³' },
        { label: 'Цена' },
        { label: 'Сумма, ₽' },
      ]}
      rows={lines.map((line) => ({
        isMarked: line.kind === 'recalculation',
        cells: [
          <>
            {formatMonth(line.chargedMonth)}
            {line.kind === 'recalculation' && <span class="sub">перерасчёт</span>}
          </>,
          <>
            {methodText[line.method]}
            <span class="sub code">{line.method}</span>
          </>,
          `${formatDateShort(line.from)} – ${formatDateShort(addDays(line.to, -1))}`,
          <Grounds line={line} />,
          formatVolumePlain(line.measuredM3, 3),
          line.coefficient === '1' ? null : formatVolumePlain(line.coefficient),
          formatVolumePlain(line.volumeM3, 3),
          formatVolumePlain(line.pricePerM3),
          <b>{formatKopecksPlain(line.amountKopecks)}</b>,
        ],
      }))}
    />
  );
}

/** The readings that it lies between, or the paper that caused it. */
function Grounds({ line }: { line: ToldLine }) {
  const basis = line.basis.kind === 'reversal' ? line.basis.of : line.basis;
  return (
    <>
      {line.meterSerial && `№ ${line.meterSerial}`}
      {basis.kind === 'readings' && (
        <span class="sub">
          {formatReading(basis.from.value)} – {formatReading(basis.to.value)},{' '}
          {formatDateShort(basis.to.takenOn)}
        </span>
      )}
      {line.event && (
        <span class="sub">{line.event.document || formatDateShort(line.event.startsOn)}</span>
      )}
    </>
  );
}

function PenaltiesPanel({ month }: Pick<MonthProps, 'month'>) {
  return (
    <Panel id="l-penalties" title="Пени">
      <StaffTable
        label="Пени по долгам"
        columns={[
          { label: 'Долг за', align: 'start' },
          { label: 'Срок', align: 'start' },
          { label: 'Дни, долг и ставка', align: 'start' },
          { label: 'Всего, ₽' },
          { label: 'Начислено раньше, ₽' },
          { label: 'В этом месяце, ₽' },
        ]}
        rows={month.penalties.map((line) => ({
          cells: [
            formatMonth(line.debtMonth),
            formatDateShort(line.dueOn),
            line.spans.map((span) => (
              <span key={span.from} class="sub">
                {formatDateShort(span.from)} – {formatDateShort(addDays(span.to, -1))}:{' '}
                {formatMoney(span.debtKopecks)} × {formatVolumePlain(span.percent)}
                {'\u00a0% × '}1/{span.divisor} × {span.days}
              </span>
            )),
            formatKopecksPlain(line.totalKopecks),
            formatKopecksPlain(line.postedBeforeKopecks),
            <b>{formatKopecksPlain(line.amountKopecks)}</b>,
          ],
        }))}
      />
    </Panel>
  );
}

function MoneyPanel({ month: { payments, corrections } }: Pick<MonthProps, 'month'>) {
  return (
    <Panel id="l-money" title="Оплаты и исправления">
      <StaffTable
        label="Оплаты и исправления"
        columns={[
          { label: 'Что', align: 'start' },
          { label: 'День', align: 'start' },
          { label: 'Как', align: 'start' },
          { label: 'Сумма, ₽' },
        ]}
        rows={[
          ...payments.map((payment) => ({
            cells: [
              payment.isPenalty ? 'Оплата пеней' : 'Оплата',
              formatDateShort(payment.paidOn),
              channelText(payment.channel),
              formatKopecksPlain(-payment.amountKopecks),
            ],
          })),
          ...corrections.map((one) => ({
            cells: [
              one.isPenalty ? 'Исправление пеней' : 'Исправление',
              null,
              one.cause,
              formatKopecksPlain(one.amountKopecks),
            ],
          })),
        ]}
      />
    </Panel>
  );
}
