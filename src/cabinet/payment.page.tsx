import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Card } from '#src/ui/card.tsx';
import { formatDateWithYear } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { BalanceFacts } from './balance-facts.page.tsx';

/** How much and where to: any bank takes a payment by these requisites. */
export function PaymentPage(props: {
  context: PageContext;
  personalAccount: PersonalAccount;
  /** null for a former resident. */
  balance: AccountBalance | null;
}) {
  const { context, personalAccount, balance } = props;
  const { supplier } = context;
  const { requisites } = supplier;
  const { number, visibleUntil } = personalAccount;
  const facts: [string, string][] = [
    ['Получатель', supplier.legalName],
    ['ИНН', requisites.inn],
    ['КПП', requisites.kpp],
    ['Расчётный счёт', requisites.settlementAccount],
    ['Банк', requisites.bankName],
    ['БИК', requisites.bic],
    ['Корреспондентский счёт', requisites.correspondentAccount],
    ['Назначение', `Оплата за газ, лицевой счёт ${number}`],
  ];
  if (visibleUntil) return <FormerPayment context={context} visibleUntil={visibleUntil} />;
  return (
    <Page context={context} title="Оплата" section="payment">
      <PageHead title="Оплата" />
      <Columns
        asideLabel="Что важно"
        aside={
          <Card title="Что важно" headingId="note">
            <p>
              Обязательно укажите номер лицевого счёта <b class="num">{number}</b>: по нему мы
              узнаём ваш платёж.
            </p>
            {supplier.isExample && <p>Реквизиты здесь вымышлены, платить по ним нельзя.</p>}
          </Card>
        }
      >
        {balance && (
          <Card title="Сколько" headingId="sum">
            <BalanceFacts personalAccount={personalAccount} balance={balance} />
          </Card>
        )}
        <Card title="Куда: реквизиты для приложения банка" headingId="requisites">
          <dl class="facts">
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </Card>
      </Columns>
    </Page>
  );
}

/** Whoever pays by habit would pay for somebody else. */
function FormerPayment(props: { context: PageContext; visibleUntil: PlainDate }) {
  const { context, visibleUntil } = props;
  return (
    <Page context={context} title="Оплата" section="payment">
      <PageHead title="Оплата" />
      <Alert color="info" title={`Счёт переоформлен ${formatDateWithYear(visibleUntil)}`}>
        <p>
          Счёт записан на другого человека, и платит по нему он. Если за вами остался долг или
          переплата, позвоните нам: {context.supplier.contacts.phone.label}.
        </p>
      </Alert>
    </Page>
  );
}
