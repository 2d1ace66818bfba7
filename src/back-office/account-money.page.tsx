import type { KnownEvent } from '#src/billing/account-events-store.ts';
import { totalsOf } from '#src/billing/account-month.ts';
import type { DebtsAsKnown, DebtsOnDay } from '#src/billing/debts-on-day.ts';
import { eventKindText } from '#src/billing/events.ru.ts';
import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { ListedMonth } from '#src/billing/list-account-months.ts';
import type { AccountAutopay } from '#src/payments/autopay/account-autopay-store.ts';
import type { HistoryEntry } from '#src/payments/history-store.ts';
import { href } from '#src/routes.ts';
import { Facts } from '#src/ui/facts.tsx';
import {
  formatDateShort,
  formatDays,
  formatKopecksPlain,
  formatMoney,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type { AccountProps } from './account.page.tsx';
import { eventValue, serialOf } from './event-facts.ru.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

export type AccountMoney = {
  balance: AccountBalance | null;
  debts: DebtsAsKnown;
  months: ListedMonth[];
  events: KnownEvent[];
  /** The newest of them. */
  payments: HistoryEntry[];
  autopay: AccountAutopay[];
};

/** «11.2026» */
const monthShort = (month: string): string => month.slice(0, 7).split('-').reverse().join('.');

/** Zero is no news in a column. */
const sumOr = (kopecks: number) => (kopecks === 0 ? null : formatKopecksPlain(kopecks));

export function ChargesPanel({ personalAccount, money }: AccountProps) {
  const { number } = personalAccount;
  const totals = totalsOf(money.months);
  if (!totals) {
    return (
      <Panel id="s-led" title="Начисления">
        <p class="hint">Месяцев ещё нет: первый закроют, когда он кончится.</p>
      </Panel>
    );
  }
  return (
    <Panel id="s-led" title="Начисления">
      <StaffTable
        label="Начисления по месяцам, новые сверху"
        columns={[
          { label: 'Месяц', align: 'start' },
          { label: 'Вход. сальдо' },
          { label: 'Объём, м³' },
          { label: 'Начислено' },
          { label: 'Перерасчёт' },
          { label: 'Пени' },
          { label: 'Исправлено' },
          { label: 'Оплачено' },
          { label: 'Исх. сальдо' },
        ]}
        rows={[
          ...money.months.map((month) => ({
            cells: [
              <a href={href('staffAccountMonth', { number, month: month.month.slice(0, 7) })}>
                {monthShort(month.month)}
              </a>,
              formatKopecksPlain(month.openingKopecks),
              <>
                {formatVolumePlain(month.volumeM3, 3)}
                {month.isEstimated && <span class="sub">без показаний</span>}
              </>,
              formatKopecksPlain(month.chargedKopecks),
              sumOr(month.recalculatedKopecks),
              sumOr(month.penaltyKopecks),
              sumOr(month.correctedKopecks),
              sumOr(-month.paidKopecks),
              <b>{formatKopecksPlain(month.closingKopecks)}</b>,
            ],
          })),
          {
            cells: [
              <b>Итого</b>,
              formatKopecksPlain(totals.openingKopecks),
              null,
              <b>{formatKopecksPlain(totals.chargedKopecks)}</b>,
              sumOr(totals.recalculatedKopecks),
              sumOr(totals.penaltyKopecks),
              sumOr(totals.correctedKopecks),
              sumOr(-totals.paidKopecks),
              <b>{formatKopecksPlain(totals.closingKopecks)}</b>,
            ],
          },
        ]}
      />
    </Panel>
  );
}

export function DebtsPanel({ personalAccount, money, may }: AccountProps) {
  const { number } = personalAccount;
  const { debts, ageing, advanceKopecks, penaltyBalanceKopecks } = money.debts;
  const { unpostedPenaltyKopecks, missing } = money.debts;
  if (money.balance?.source !== 'ledger') {
    return (
      <Panel id="s-debt" title="Долг по месяцам">
        <p class="hint">
          До первого закрытия сальдо знает только реестр, по месяцам оно не делится.
        </p>
      </Panel>
    );
  }
  return (
    <Panel
      id="s-debt"
      title="Долг по месяцам"
      links={
        may.correctLedger && (
          <>
            <a href={href('staffCorrection', { number })}>Исправить сальдо</a>{' '}
            <a href={href('staffRefund', { number })}>Вернуть платёж</a>
          </>
        )
      }
    >
      {debts.length === 0 ? (
        <p class="hint">
          {advanceKopecks > 0 ? `Аванс ${formatMoney(advanceKopecks)}.` : 'Долга за газ нет.'}
        </p>
      ) : (
        <StaffTable
          label="Долг по месяцам, старые сверху"
          columns={[
            { label: 'За месяц' },
            { label: 'Срок' },
            { label: 'Долг, ₽' },
            { label: 'Просрочен' },
            { label: 'Пени идут с' },
            { label: 'Пени, ₽' },
          ]}
          rows={debts.map((debt) => ({
            cells: [
              monthShort(debt.month),
              formatDateShort(debt.dueOn),
              <b>{formatKopecksPlain(debt.remainingKopecks)}</b>,
              debt.isOverdue ? <span class="late">{formatDays(debt.daysLate)}</span> : 'нет',
              formatDateShort(debt.penaltyFrom),
              sumOr(debt.penaltyKopecks),
            ],
          }))}
        />
      )}
      {missing?.kind === 'key_rate' && (
        <p class="hint">
          Нет ключевой ставки на {formatDateShort(missing.on)}: показаны только пени, которые уже
          начислены. Месяц без неё не закроется.
        </p>
      )}
      <Facts
        isTight
        items={[
          ...(
            [
              ['Срок не наступил', ageing.notDueKopecks],
              ['Просрочено до 30 дней', ageing.upTo30Kopecks],
              ['31–90 дней', ageing.upTo90Kopecks],
              ['Больше 90 дней', ageing.over90Kopecks],
            ] as const
          )
            .filter(([, kopecks]) => kopecks > 0)
            .map(([term, kopecks]) => ({ term, value: formatMoney(kopecks), isNumber: true })),
          {
            term: 'Пени начислены и не оплачены',
            value: formatMoney(penaltyBalanceKopecks),
            isNumber: true,
          },
          ...(unpostedPenaltyKopecks === 0
            ? []
            : [
                {
                  term: 'Пени набежали с прошлого закрытия',
                  value: formatMoney(unpostedPenaltyKopecks),
                  isNumber: true,
                },
              ]),
        ]}
      />
    </Panel>
  );
}

/** A few of the newest: the rest is a page of its own. */
const EVENTS_SHOWN = 5;

export function EventsPanel({ personalAccount, money, meters, may }: AccountProps) {
  const { number } = personalAccount;
  const events = money.events.filter(({ cancelledAt }) => cancelledAt === null);
  return (
    <Panel
      id="s-events"
      title="События и льготы"
      links={
        <a href={href('staffEvents', { number })}>{may.recordEvents ? 'Все и внести' : 'Все'}</a>
      }
    >
      {events.length === 0 ? (
        <p class="hint">Событий не было.</p>
      ) : (
        <StaffTable
          label="Последние события"
          columns={[
            { label: 'Событие', align: 'start' },
            { label: 'С', align: 'start' },
            { label: 'По', align: 'start' },
            { label: 'О чём', align: 'start' },
          ]}
          rows={events.slice(0, EVENTS_SHOWN).map((event) => ({
            cells: [
              eventKindText[event.kind],
              formatDateShort(event.startsOn),
              event.endsOn && formatDateShort(event.endsOn),
              eventValue(event) ?? serialOf(event.meterId, meters),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

/** The oldest of them: from that day on something is unpaid. */
function firstOverdueDay({ debts }: DebtsOnDay): string | null {
  const days = debts.flatMap((debt) =>
    debt.isOverdue && debt.remainingKopecks > 0 ? [debt.dueOn] : [],
  );
  return days.sort()[0] ?? null;
}

/** The first two figures of the head: what is owed now, and by when. */
export function MoneyFigures({ personalAccount, money: { balance, debts } }: AccountProps) {
  const total = balance?.totalKopecks ?? personalAccount.openingBalanceKopecks;
  const isOfRegister = balance?.source !== 'ledger';
  const overdueSince = isOfRegister ? null : firstOverdueDay(debts);
  return (
    <>
      <div>
        <dt>{total < 0 ? 'Аванс' : 'Сальдо сейчас'}</dt>
        <dd>
          {formatMoney(Math.abs(total))}{' '}
          {isOfRegister && (
            <small>по реестру {formatDateShort(personalAccount.openingBalanceOn)}</small>
          )}
        </dd>
      </div>
      <div>
        <dt>Просрочено</dt>
        <dd class={debts.overdueKopecks > 0 ? 'late' : undefined}>
          {isOfRegister ? '—' : formatMoney(debts.overdueKopecks)}{' '}
          {overdueSince && <small>срок был {formatDateShort(overdueSince)}</small>}
        </dd>
      </div>
    </>
  );
}
