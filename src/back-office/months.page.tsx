import type { NextClose } from '#src/billing/ask-to-close.ts';
import type { ListedClose } from '#src/billing/list-closes.ts';
import type { BillProgress } from '#src/bills/bill-ranges-store.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateTimeShort, formatKopecksPlain, formatMonth } from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { Tag, type TagColor } from '#src/ui/tag.tsx';
import { closeRefusalTexts, closeStateText } from './months.ru.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

type MonthsProps = {
  context: PageContext;
  desk: Desk;
  next: NextClose;
  closes: ListedClose[];
  /** What is done with the bills of a close, where it is begun. */
  bills: Map<number, BillProgress>;
  /** The last closed month, which alone may be opened again. */
  reopenable: PlainMonth | null;
  mayClose: boolean;
  notice: string | null;
  /** Why the month was not closed. */
  troubles: readonly string[];
};

/** The closed months with their sums, and the one whose turn it is. */
export function MonthsPage(props: MonthsProps) {
  const { context, desk, notice, troubles, closes, reopenable, mayClose } = props;
  return (
    <StaffPage context={context} desk={desk} title="Месяцы" section="months">
      <header class="shead">
        <div>
          <h1>Месяцы</h1>
          <p>Закрытый месяц не меняется: что узнали потом, пересчитываем в открытом.</p>
        </div>
      </header>
      {notice && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{notice}</p>
        </div>
      )}
      {troubles.length > 0 && (
        <Alert color="danger" title="Месяц не закрыть" isInset>
          {troubles.map((trouble) => (
            <p key={trouble}>{trouble}</p>
          ))}
        </Alert>
      )}
      <NextPanel {...props} />
      <Panel
        id="m-closed"
        title="Закрытые месяцы"
        links={
          mayClose &&
          reopenable && (
            <a href={href('staffMonthReopening')}>Открыть заново {formatMonth(reopenable)}</a>
          )
        }
      >
        {closes.length === 0 ? (
          <p class="hint">Ещё ни одного. Первое закрытие начнёт книги с сальдо из реестра.</p>
        ) : (
          <ClosesTable context={context} closes={closes} bills={props.bills} />
        )}
      </Panel>
    </StaffPage>
  );
}

function NextPanel({ context, next, closes, mayClose }: MonthsProps) {
  const { month, isRunning, refused } = next;
  if (month === null) {
    return (
      <Panel id="m-next" title="Следующий месяц">
        <p class="hint">Лицевых счетов ещё нет: сначала загрузите реестр.</p>
      </Panel>
    );
  }
  const running = closes.find(({ state }) => state === 'running');
  return (
    <Panel id="m-next" title={`Следующий: ${formatMonth(month)}`}>
      {running && <Progress close={running} />}
      {!refused && !isRunning && <p>Месяц кончился, его можно закрыть.</p>}
      {refused && closeRefusalTexts(refused).map((text) => <p key={text}>{text}</p>)}
      <div class="actions">
        {isRunning && mayClose && (
          <Form action={href('staffMonthClosing')} context={context} layout="inline">
            <input type="hidden" name="month" value={month} />
            <Button variant="secondary">Продолжить закрытие</Button>
          </Form>
        )}
        {!isRunning && (
          <LinkButton href={href('staffMonthPreview')} variant={refused ? 'secondary' : 'primary'}>
            {mayClose && !refused ? 'Посчитать и закрыть' : 'Посчитать без записи'}
          </LinkButton>
        )}
      </div>
    </Panel>
  );
}

function Progress({ close }: { close: ListedClose }) {
  const { ranges, rangesDone, accountsDone } = close;
  return (
    <>
      <p>
        Закрывается: частей {rangesDone} из {ranges}, счетов {accountsDone.toLocaleString('ru-RU')}.{' '}
        <a href={href('staffMonths')}>Обновить</a>
      </p>
      <progress value={rangesDone} max={Math.max(1, ranges)} aria-label="Сколько закрыто" />
      <p class="hint">
        Если счёт не растёт, закрытие остановилось: продолжите его, сделанное сохранено.
      </p>
    </>
  );
}

const stateColor = {
  running: 'info',
  closed: 'success',
  reversed: 'neutral',
} as const satisfies Record<ListedClose['state'], TagColor>;

function ClosesTable({
  context,
  closes,
  bills,
}: Pick<MonthsProps, 'context' | 'closes' | 'bills'>) {
  const { timeZone } = context.supplier;
  return (
    <StaffTable
      label="Закрытые месяцы, новые сверху"
      columns={[
        { label: 'Месяц', align: 'start' },
        { label: 'Счетов' },
        { label: 'Вход. сальдо, ₽' },
        { label: 'Начислено' },
        { label: 'Перерасчёт' },
        { label: 'Пени' },
        { label: 'Исправлено' },
        { label: 'Оплачено' },
        { label: 'Исх. сальдо' },
        { label: 'Кто и когда', align: 'start' },
        { label: 'Состояние', align: 'start' },
      ]}
      rows={closes.map((close) => ({
        id: `m${close.closeId}`,
        isMarked: close.state === 'running',
        cells: [
          formatMonth(close.month),
          ...sumsOf(close),
          <>
            {close.closedByName ?? 'Программа'}
            <span class="sub">
              {formatDateTimeShort(close.closedAt ?? close.startedAt, timeZone)}
            </span>
          </>,
          <>
            <Tag color={stateColor[close.state]}>{closeStateText[close.state]}</Tag>
            {close.reversedAt && (
              <span class="sub">
                {close.reversedByName ?? 'Программа'},{' '}
                {formatDateTimeShort(close.reversedAt, timeZone)}: {close.reversalReason}
              </span>
            )}
            <BillsDone progress={bills.get(close.closeId)} />
          </>,
        ],
      }))}
    />
  );
}

function BillsDone({ progress }: { progress: BillProgress | undefined }) {
  if (!progress) return null;
  const { ranges, frozen, drawn, bills } = progress;
  if (frozen < ranges) {
    return (
      <span class="sub">
        Квитанции готовятся: частей {frozen} из {ranges}
      </span>
    );
  }
  return (
    <span class="sub">
      Квитанций {bills.toLocaleString('ru-RU')}
      {drawn > 0 && drawn < ranges && `, PDF: частей ${drawn} из ${ranges}`}
    </span>
  );
}

function sumsOf({ totals }: ListedClose) {
  if (!totals) return [null, null, null, null, null, null, null, null];
  return [
    totals.accounts.toLocaleString('ru-RU'),
    formatKopecksPlain(totals.openingKopecks),
    formatKopecksPlain(totals.chargedKopecks),
    formatKopecksPlain(totals.recalculatedKopecks),
    formatKopecksPlain(totals.penaltyKopecks),
    formatKopecksPlain(totals.correctedKopecks),
    formatKopecksPlain(totals.paidKopecks),
    <b>{formatKopecksPlain(totals.closingKopecks)}</b>,
  ];
}
