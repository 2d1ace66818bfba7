import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { FileLink } from '#src/ui/file-link.tsx';
import { formatDate, formatMoney, formatMonthName } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { BalanceFacts } from './balance-facts.page.tsx';
import { type LedgerProps, LedgerTable } from './ledger-table.page.tsx';
import { noneChosenErrors, SeveralBills } from './several-bills.page.tsx';

export type ChargesProps = Omit<LedgerProps, 'holderSince'> & {
  context: PageContext;
  personalAccount: PersonalAccount;
  /** Newest first; the statement shows one of them. */
  years: readonly number[];
  /** null for a former resident: what is true now is somebody else's. */
  balance: AccountBalance | null;
  /** An archive of bills was asked for with nothing ticked. */
  isNoneChosen: boolean;
};

export function ChargesPage(props: ChargesProps) {
  const { context, personalAccount, years, year, balance, months } = props;
  const { number } = personalAccount;
  const hasMonths = years.length > 0;
  const { holderSince } = personalAccount;
  const errors = props.isNoneChosen ? noneChosenErrors({ months, holderSince }) : [];
  return (
    <Page
      context={context}
      title="История начислений"
      section="charges"
      hasErrors={errors.length > 0}
    >
      <PageHead title="История начислений">
        {years.length > 1 && <Years number={number} years={years} year={year} />}
      </PageHead>
      <ErrorSummary errors={errors} />
      {balance && !hasMonths && (
        <Card title="Сальдо" headingId="balance">
          <BalanceFacts personalAccount={personalAccount} balance={balance} />
        </Card>
      )}
      {(hasMonths || props.waiting.length > 0) && (
        <section class="card" aria-label={`Начисления за ${year} год`}>
          <LedgerTable {...props} holderSince={holderSince} />
        </section>
      )}
      {!hasMonths && props.waiting.length === 0 && (
        <p class="muted">Начислений, которые вам видны, нет.</p>
      )}
      {hasMonths && (
        <div class="narrow">
          <p class="muted">
            Все суммы в рублях, числа складываются по строке. Минус на конец месяца значит, что вы
            переплатили: зачтём в следующем.{' '}
            {balance && months[0]?.month === balance.lastMonth?.month && (
              <Since balance={balance} />
            )}
          </p>
          <p class="row">
            <FileLink href={href('chargesCsv', { number })}>Скачать всю таблицу (CSV)</FileLink>
            <a href={href('papers', { number })}>Справки и документы</a>
            {personalAccount.visibleUntil === null && (
              <a href={href('billDelivery', { number })}>Как получать квитанцию</a>
            )}
          </p>
        </div>
      )}
      <SeveralBills {...props} holderSince={holderSince} />
    </Page>
  );
}

function Years(props: { number: string; years: readonly number[]; year: number }) {
  const { number, years, year } = props;
  return (
    <nav class="seg" aria-label="Год">
      {years.map((one, index) => (
        <a
          key={one}
          href={href('charges', { number }) + (index === 0 ? '' : `?year=${one}`)}
          aria-current={one === year ? 'page' : undefined}
        >
          {one}
        </a>
      ))}
    </nav>
  );
}

/** What came after the last row, and what is owed with it. */
function Since({ balance }: { balance: AccountBalance }) {
  const { since, totalKopecks } = balance;
  const sum =
    totalKopecks > 0
      ? `сейчас к оплате ${formatMoney(totalKopecks)}`
      : totalKopecks < 0
        ? `сейчас на счёте аванс ${formatMoney(-totalKopecks)}`
        : 'сейчас долга нет';
  const paid = since.filter(({ kind }) => kind === 'payment');
  const [only] = paid;
  if (since.length === 0) return null;
  if (since.length !== paid.length || !only) {
    return <>С тех пор были ещё записи, они попадут в следующую строку; {sum}.</>;
  }
  const total = formatMoney(-paid.reduce((all, { amountKopecks }) => all + amountKopecks, 0));
  const month = formatMonthName(only.billingMonth);
  return paid.length === 1 ? (
    <>
      Оплата {formatDate(only.valueDate)} ({total}) попадёт в строку за {month}, {sum}.
    </>
  ) : (
    <>
      С тех пор вы оплатили {total}: это попадёт в строку за {month}, {sum}.
    </>
  );
}
