import { cancelTextAtDesk } from '#src/payments/cancel-reasons.ru.ts';
import type { HistoryEntry } from '#src/payments/history-store.ts';
import { howOf, penaltyText } from '#src/payments/payments.ru.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import {
  formatDateShort,
  formatDateTimeShort,
  formatKopecksPlain,
  formatTime,
} from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import type { AccountProps } from './account.page.tsx';
import { AccountHeading } from './account-lead.page.tsx';
import { nameOf } from './account-panels.page.tsx';
import { autopayText, receiptAtDesk, stageAtDesk } from './payment-facts.ru.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

/** What is asked on the telephone: where is my money, and what will be taken by itself. */
export function PaymentsPanel({ context, personalAccount, money }: AccountProps) {
  const { number } = personalAccount;
  const { timeZone } = context.supplier;
  return (
    <Panel id="s-pay" title="Платежи" links={<a href={href('staffPayments', { number })}>Все</a>}>
      <PaymentsTable entries={money.payments} timeZone={timeZone} />
      {money.autopay.map((autopay) => (
        <p key={autopay.userId}>
          <b>Автоплатёж</b>, {nameOf(autopay)}: {autopayText(autopay, timeZone)}.
        </p>
      ))}
    </Panel>
  );
}

type PaymentsProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  entries: readonly HistoryEntry[];
  /** The key to go on from; null: this is all. */
  nextKey: string | null;
};

/** Every payment of an account, whatever way it came, also such as were begun and did not come off. */
export function PaymentsPage({ context, desk, personalAccount, entries, nextKey }: PaymentsProps) {
  const { number } = personalAccount;
  return (
    <StaffPage context={context} desk={desk} title="Платежи" section="accounts">
      <AccountHeading title="Платежи" personalAccount={personalAccount} />
      <section class="spanel" aria-label="Все платежи счёта">
        <PaymentsTable entries={entries} timeZone={context.supplier.timeZone} />
        {nextKey !== null && (
          <p>
            <a href={`${href('staffPayments', { number })}?after=${encodeURIComponent(nextKey)}`}>
              Показать более ранние
            </a>
          </p>
        )}
      </section>
    </StaffPage>
  );
}

function PaymentsTable({
  entries,
  timeZone,
}: {
  entries: readonly HistoryEntry[];
  timeZone: string;
}) {
  if (entries.length === 0) return <p class="hint">Платежей ещё не было.</p>;
  return (
    <StaffTable
      label="Платежи, новые сверху"
      columns={[
        { label: 'Дата', align: 'start' },
        { label: 'Сумма, ₽' },
        { label: 'Как', align: 'start' },
        { label: 'Стадия', align: 'start' },
        { label: 'Чек', align: 'start' },
      ]}
      rows={entries.map((entry) => ({
        id: `p-${entry.key}`,
        cells: [
          <DayCell entry={entry} timeZone={timeZone} />,
          <>
            <b>{formatKopecksPlain(entry.amountKopecks)}</b>
            {entry.penaltyKopecks !== 0 && <span class="sub">{penaltyText(entry)}</span>}
          </>,
          howOf(entry),
          <>
            {stageAtDesk(entry)}
            {entry.state === 'canceled' && (
              <span class="sub">{cancelTextAtDesk(entry.reason)}</span>
            )}
          </>,
          receiptAtDesk(entry),
        ],
      }))}
    />
  );
}

/** Of one that was begun here the minute, too: who has paid twice by mistake is found by it. */
function DayCell({ entry, timeZone }: { entry: HistoryEntry; timeZone: string }) {
  const { day, begunAt } = entry;
  const format =
    begunAt && dateInZone(begunAt, timeZone) === day ? formatTime : formatDateTimeShort;
  return (
    <span class="num">
      {formatDateShort(day)}
      {begunAt && <span class="sub">начат {format(begunAt, timeZone)}</span>}
    </span>
  );
}
