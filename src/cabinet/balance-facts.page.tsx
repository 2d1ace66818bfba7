import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { formatDateWithYear, formatMoney, formatMonth } from '#src/ui/format.ru.ts';

type BalanceProps = { personalAccount: PersonalAccount; balance: AccountBalance };

/** What is owed now and what it is made of. Plus: the subscriber owes. */
export function BalanceFacts(props: BalanceProps) {
  const { balance, personalAccount } = props;
  const { totalKopecks: total, penaltyKopecks: penalty } = balance;
  const gas = total - penalty;
  const { lastBillKopecks } = personalAccount;
  return (
    <>
      <dl class="facts">
        {balance.source === 'register' && lastBillKopecks !== null && (
          <div>
            <dt>Последняя квитанция</dt>
            <dd class="num">{formatMoney(lastBillKopecks)}</dd>
          </div>
        )}
        <div>
          <dt>{gas < 0 ? 'Аванс за газ' : 'За газ'}</dt>
          <dd class="num">{formatMoney(Math.abs(gas))}</dd>
        </div>
        <div>
          <dt>Пени</dt>
          <dd class="num">{formatMoney(penalty)}</dd>
        </div>
        <div class="is-total">
          <dt>{total < 0 ? 'Аванс на счёте' : 'К оплате'}</dt>
          <dd class="num big">{formatMoney(Math.abs(total))}</dd>
        </div>
      </dl>
      <p class="small muted">{asOf(props)}</p>
    </>
  );
}

/** The last month of a former holder is theirs to see; what is owed is told all the same. */
function asOf({ personalAccount, balance }: BalanceProps): string {
  const { source, lastMonth } = balance;
  if (source === 'register') {
    return `Данные поставщика на ${formatDateWithYear(personalAccount.openingBalanceOn)}.`;
  }
  return lastMonth
    ? `Начислено по ${formatMonth(lastMonth.month)} включительно, платежи по сегодняшний день.`
    : 'Вместе с остатком до переоформления счёта, платежи по сегодняшний день.';
}
