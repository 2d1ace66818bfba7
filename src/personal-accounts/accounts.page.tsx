import { href } from '#src/routes.ts';
import { LinkButton } from '#src/ui/button.tsx';
import { formatAccountNumber, formatMoney } from '#src/ui/format.ru.ts';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { RequestList } from './link.page.tsx';
import type { LinkingRequest } from './linking-requests.ts';

type AccountsProps = { context: PageContext; requests: LinkingRequest[] };

export function AccountsPage({ context, requests }: AccountsProps) {
  const list = context.personalAccounts;
  if (list.length === 0) return <NoAccounts context={context} requests={requests} />;
  return (
    <Page context={context} title="Лицевые счета">
      <div class="page-head">
        <h1>Лицевые счета</h1>
      </div>
      <section class="card" aria-label="Ваши лицевые счета">
        <ul class="links">
          {list.map((summary) => (
            <li key={summary.number}>
              <a href={href('account', { number: summary.number })}>
                <span>
                  <span class="acct__name">{summary.ownName ?? summary.address}</span>
                  <span class="acct__sub">
                    {summary.ownName ? `${summary.address} · ` : ''}
                    {formatAccountNumber(summary.number)}
                    {summary.balanceKopecks === null
                      ? ''
                      : ` · ${balanceText(summary.balanceKopecks)}`}
                  </span>
                </span>
              </a>
            </li>
          ))}
        </ul>
      </section>
      <p>
        <LinkButton href={href('accountLink')} variant="secondary">
          Добавить лицевой счёт
        </LinkButton>
      </p>
      <RequestList context={context} requests={requests} />
    </Page>
  );
}

/** As the home page of the account says it. */
function balanceText(kopecks: number): string {
  if (kopecks === 0) return 'долга нет';
  return kopecks > 0 ? `к оплате ${formatMoney(kopecks)}` : `аванс ${formatMoney(-kopecks)}`;
}

function NoAccounts({ context, requests }: AccountsProps) {
  return (
    <Page context={context} title="Лицевые счета">
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">Добавьте лицевой счёт</h1>
        <p>
          Пока здесь пусто. Понадобятся номер счёта, фамилия того, на кого он записан, и одно из
          трёх: номер счётчика, ПИН или сумма последней квитанции.
        </p>
        <p>
          <LinkButton href={href('accountLink')}>Добавить лицевой счёт</LinkButton>
        </p>
      </section>
      <RequestList context={context} requests={requests} />
    </Page>
  );
}
