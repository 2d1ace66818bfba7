import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { formatDateWithYear, formatMoney, formatMonth } from '#src/ui/format.ru.ts';

/** What is owed now and what it is made of. Plus: the subscriber owes. */
export function BalanceFacts(props: { personalAccount: PersonalAccount; balance: AccountBalance }) {
  const { balance, personalAccount } = props;
  const { totalKopecks: total, penaltyKopecks: penalty, lastMonth } = balance;
  const gas = total - penalty;
  const { openingBalanceOn, lastBillKopecks } = personalAccount;
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
      <p class="small muted">
        {lastMonth
          ? `Начислено по ${formatMonth(lastMonth.month)} включительно, платежи по сегодняшний день.`
          : `Данные поставщика на ${formatDateWithYear(openingBalanceOn)}.`}
      </p>
    </>
  );
}
