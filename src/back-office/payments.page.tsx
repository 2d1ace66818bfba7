import type { AccountAutopay } from '#src/payments/autopay/account-autopay-store.ts';
import { runText, whenText } from '#src/payments/autopay/autopay.ru.ts';
import type { HistoryEntry } from '#src/payments/history-store.ts';
import {
  cancelText,
  howOf,
  penaltyText,
  receiptText,
  stageText,
} from '#src/payments/payments.ru.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import {
  formatAccountNumber,
  formatDateShort,
  formatKopecksPlain,
  formatMoney,
} from '#src/ui/format.ru.ts';
import { lowerFirst } from '#src/ui/letter-case.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { type AccountProps, holderOf } from './account.page.tsx';
import { nameOf } from './account-panels.page.tsx';
import { Panel, StaffTable } from './staff-parts.page.tsx';

/** What is asked on the telephone: where is my money, and what will be taken by itself. */
export function PaymentsPanel({ personalAccount, money }: AccountProps) {
  const { number } = personalAccount;
  return (
    <Panel id="s-pay" title="Платежи" links={<a href={href('staffPayments', { number })}>Все</a>}>
      <PaymentsTable entries={money.payments} />
      {money.autopay.map((autopay) => (
        <p key={autopay.ruleId} class="hint">
          {autopayText(autopay)}
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
      <header class="shead">
        <div>
          <h1>
            Платежи <span class="num">{formatAccountNumber(number)}</span>
          </h1>
          <p>
            <a href={href('staffAccount', { number })}>{holderOf(personalAccount)}</a>,{' '}
            {personalAccount.address}
          </p>
        </div>
      </header>
      <section class="spanel" aria-label="Все платежи счёта">
        <PaymentsTable entries={entries} />
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

function PaymentsTable({ entries }: { entries: readonly HistoryEntry[] }) {
  if (entries.length === 0) return <p class="hint">Платежей ещё не было.</p>;
  return (
    <StaffTable
      label="Платежи, новые сверху"
      columns={[
        { label: 'Дата', align: 'start' },
        { label: 'Сумма, ₽' },
        { label: 'Как', align: 'start' },
        { label: 'Этап', align: 'start' },
        { label: 'Чек', align: 'start' },
      ]}
      rows={entries.map((entry) => ({
        cells: [
          <span class="num">{formatDateShort(entry.day)}</span>,
          <>
            <b>{formatKopecksPlain(entry.amountKopecks)}</b>
            {entry.penaltyKopecks !== 0 && <span class="sub">{penaltyText(entry)}</span>}
          </>,
          howOf(entry),
          <>
            {stageText(entry)}
            {entry.state === 'canceled' && <span class="sub">{cancelText(entry.reason)}</span>}
          </>,
          receiptText(entry),
        ],
      }))}
    />
  );
}

/** «Автоплатёж: Иванова Анна Петровна, СБП, каждый месяц 10 числа, не больше 5 000,00 ₽ в месяц.» */
function autopayText(autopay: AccountAutopay): string {
  const { method, when, capKopecks, lastRun } = autopay;
  const wish = [
    nameOf(autopay),
    method === 'sbp' ? 'СБП' : 'банковская карта',
    lowerFirst(whenText(when)),
    `не больше ${formatMoney(capKopecks)} в месяц`,
  ].join(', ');
  if (!lastRun) return `Автоплатёж: ${wish}. Списаний ещё не было.`;
  const sum = lastRun.kopecks === null ? '' : ` ${formatMoney(lastRun.kopecks)}`;
  const last = `${formatDateShort(lastRun.dueOn)}: ${lowerFirst(runText[lastRun.state])}${sum}`;
  return `Автоплатёж: ${wish}. ${last}.`;
}
