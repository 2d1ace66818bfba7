import { href } from '#src/routes.ts';
import { formatAccountNumber, formatAddress, formatMoney } from './format.ru.ts';
import { Icon } from './icon.tsx';
import type { AccountSummary } from './page-context.ts';

/** Which personal account the page is about; a list to change it when there are several. */
export function AccountSwitcher({ personalAccounts }: { personalAccounts: AccountSummary[] }) {
  const current = personalAccounts.find((one) => one.isCurrent);
  if (!current) return null;
  if (personalAccounts.length === 1) {
    return (
      <p class="acct acct--one">
        <Icon name="house" />
        <Names of={current} />
      </p>
    );
  }
  return (
    <details class="acct">
      <summary>
        <Icon name="house" />
        <Names of={current} />
        <Icon name="down" class="acct__open" />
        <span class="ds-sr-only">Сменить лицевой счёт</span>
      </summary>
      <ul>
        {personalAccounts.map((one) => (
          <li key={one.number}>
            <a
              href={href('account', { number: one.number })}
              aria-current={one.isCurrent ? 'true' : undefined}
            >
              <Names of={one} />
              {one.balanceKopecks !== null && <Balance kopecks={one.balanceKopecks} />}
            </a>
          </li>
        ))}
        <li>
          <a href={href('accountLink')}>
            <span class="acct__name">Добавить лицевой счёт</span>
            <Icon name="plus" />
          </a>
        </li>
      </ul>
    </details>
  );
}

function Names({ of: { ownName, address, number } }: { of: AccountSummary }) {
  const place = formatAddress(address);
  return (
    <span class="acct__names">
      <span class="acct__name">{ownName ?? place}</span>
      <span class="acct__sub">
        {ownName ? `${place} · ` : 'Лицевой счёт '}
        <span class="num">{formatAccountNumber(number)}</span>
      </span>
    </span>
  );
}

/** A minus alone would be a riddle in a list of sums to pay. */
function Balance({ kopecks }: { kopecks: number }) {
  const text = kopecks < 0 ? 'аванс' : 'к оплате';
  return (
    <span class="acct__sum num">
      {kopecks === 0 ? 'долга нет' : `${text} ${formatMoney(Math.abs(kopecks))}`}
    </span>
  );
}
