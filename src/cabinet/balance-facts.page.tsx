import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { formatDateWithYear, formatMoney } from '#src/ui/format.ru.ts';

/** The balance as the supplier's register gave it; plus: the subscriber owes. */
export function BalanceFacts({ personalAccount }: { personalAccount: PersonalAccount }) {
  const { openingBalanceKopecks: balance, openingPenaltyKopecks: penalty } = personalAccount;
  const { openingBalanceOn, lastBillKopecks } = personalAccount;
  const total = balance + penalty;
  return (
    <>
      <dl class="facts">
        {lastBillKopecks !== null && (
          <div>
            <dt>Последняя квитанция</dt>
            <dd class="num">{formatMoney(lastBillKopecks)}</dd>
          </div>
        )}
        <div>
          <dt>{balance < 0 ? 'Аванс за газ' : 'За газ'}</dt>
          <dd class="num">{formatMoney(Math.abs(balance))}</dd>
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
      <p class="small muted">Данные поставщика на {formatDateWithYear(openingBalanceOn)}.</p>
    </>
  );
}
