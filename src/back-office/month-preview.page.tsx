import type { NextClose } from '#src/billing/ask-to-close.ts';
import type { ClosePreview, Outlier, OutlierKind } from '#src/billing/preview-close.ts';
import { outlierKinds } from '#src/billing/preview-close.ts';
import type { RangeTotals } from '#src/billing/range-totals.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { Form } from '#src/ui/form.tsx';
import {
  formatKopecksPlain,
  formatMoney,
  formatMonth,
  formatVolume,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { closeRefusalTexts, outlierNames } from './months.ru.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

type PreviewProps = {
  context: PageContext;
  desk: Desk;
  next: NextClose;
  /** Null: not reckoned. */
  preview: ClosePreview | null;
  mayClose: boolean;
};

/** What closing the month now would come to, before it is closed. */
export function MonthPreviewPage(props: PreviewProps) {
  const { context, desk, next, preview, mayClose } = props;
  const { month, refused, isRunning } = next;
  const title = month ? `Проба: ${formatMonth(month)}` : 'Проба закрытия';
  return (
    <StaffPage context={context} desk={desk} title={title} section="months">
      <header class="shead">
        <div>
          <h1>{title}</h1>
          <p>Посчитано тем же, чем месяц закрывается. Ничего не записано.</p>
        </div>
        {preview && <Totals totals={preview.totals} />}
      </header>
      <Panel id="m-close" title="Закрыть">
        {refused && closeRefusalTexts(refused).map((text) => <p key={text}>{text}</p>)}
        {isRunning && <p>Месяц уже закрывается.</p>}
        {!preview && !refused && !isRunning && (
          <p>
            Счетов слишком много, чтобы посчитать за десять секунд. Пробу делает инженер:{' '}
            <span class="code">ochag close-month --dry-run</span>.
          </p>
        )}
        {month && !refused && mayClose && (
          <p class="hint">
            После закрытия показания и оплаты за {formatMonth(month)} войдут в следующий месяц.
          </p>
        )}
        <div class="actions">
          {month && !refused && mayClose && (
            <Form action={href('staffMonthClosing')} context={context} layout="inline">
              <input type="hidden" name="month" value={month} />
              <Button>Закрыть месяц</Button>
            </Form>
          )}
          <LinkButton href={href('staffMonths')} variant="secondary">
            К месяцам
          </LinkButton>
        </div>
      </Panel>
      {preview &&
        outlierKinds.map((kind) => (
          <OutlierPanel key={kind} kind={kind} {...preview.outliers[kind]} />
        ))}
    </StaffPage>
  );
}

function Totals({ totals }: { totals: RangeTotals }) {
  const figures: [string, string][] = [
    ['Счетов', totals.accounts.toLocaleString('ru-RU')],
    ['Без показаний', totals.estimatedAccounts.toLocaleString('ru-RU')],
    ['Объём', formatVolume((totals.volumeMilliM3 / 1000).toFixed(3))],
    ['Начислено', formatMoney(totals.chargedKopecks)],
    ['Перерасчёт', formatMoney(totals.recalculatedKopecks)],
    ['Пени', formatMoney(totals.penaltyKopecks)],
    ['Оплачено', formatMoney(totals.paidKopecks)],
    ['Исходящее сальдо', formatMoney(totals.closingKopecks)],
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

type OutlierProps = { kind: OutlierKind; count: number; first: Outlier[] };

function OutlierPanel({ kind, count, first }: OutlierProps) {
  const title =
    kind === 'biggest'
      ? outlierNames[kind]
      : `${outlierNames[kind]}: ${count.toLocaleString('ru-RU')}`;
  return (
    <Panel id={`o-${kind}`} title={title}>
      {first.length === 0 ? (
        <p class="hint">Таких нет.</p>
      ) : (
        <StaffTable
          label={outlierNames[kind]}
          columns={[
            { label: 'Счёт', align: 'start' },
            { label: 'Начислено, ₽' },
            { label: 'Перерасчёт, ₽' },
            { label: 'Объём, м³' },
            { label: 'Год назад, ₽' },
          ]}
          rows={first.map((one) => ({
            cells: [
              <a class="num" href={href('staffAccount', { number: one.number })}>
                {one.number}
              </a>,
              <b>{formatKopecksPlain(one.chargedKopecks)}</b>,
              one.recalculatedKopecks === 0 ? null : formatKopecksPlain(one.recalculatedKopecks),
              formatVolumePlain(one.volumeM3),
              one.lastYearKopecks === null ? null : formatKopecksPlain(one.lastYearKopecks),
            ],
          }))}
        />
      )}
    </Panel>
  );
}
