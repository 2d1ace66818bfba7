import { Phone } from '#src/ui/contacts.page.tsx';
import { formatDateWithYear } from '#src/ui/format.ru.ts';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { type ConsentEdition, consentOperator } from './consent-document.ru.ts';

export function ConsentPage(props: { context: PageContext; edition: ConsentEdition }) {
  const { context, edition } = props;
  return (
    <Page context={context} title={edition.title}>
      <article class="card stack">
        <h1>{edition.title}</h1>
        <p class="muted">Редакция от {formatDateWithYear(edition.version)} года</p>
        {edition.paragraphs.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <p>{consentOperator(context.supplier)}</p>
      </article>
    </Page>
  );
}

export function RequisitesPage({ context }: { context: PageContext }) {
  const { legalName, requisites, contacts, isExample } = context.supplier;
  const facts: [string, string][] = [
    ['Организация', legalName],
    ['ИНН', requisites.inn],
    ['КПП', requisites.kpp],
    ['Расчётный счёт', requisites.settlementAccount],
    ['Банк', requisites.bankName],
    ['БИК', requisites.bic],
    ['Корреспондентский счёт', requisites.correspondentAccount],
    ['Адрес', requisites.address],
    ['Офис', `${contacts.officeAddress}, ${contacts.officeHours}`],
    ['Почта', contacts.email],
  ];
  return (
    <Page context={context} title="Кто мы и реквизиты">
      <article class="card stack">
        <h1>Кто мы и реквизиты</h1>
        {isExample && <p>Реквизиты и телефоны на этой странице вымышлены: это пример.</p>}
        <dl class="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          <div>
            <dt>Телефон</dt>
            <dd>
              <Phone {...contacts.phone} />
            </dd>
          </div>
        </dl>
      </article>
    </Page>
  );
}
