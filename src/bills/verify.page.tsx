import { Card } from '#src/ui/card.tsx';
import { formatDateWithYear, formatMoney, formatMonth } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { StoredBill } from './bills-store.ts';

type VerifiedProps = { context: PageContext; bill: StoredBill; isCurrent: boolean };

/** Enough to compare with the paper in one's hand, too little to learn who lives where. */
export function VerifiedBillPage({ context, bill, isCurrent }: VerifiedProps) {
  const { data } = bill;
  const { closingKopecks } = data;
  return (
    <Page context={context} title="Квитанция подлинная">
      <PageHead title="Квитанция подлинная" />
      <Card title="Что в ней написано" headingId="facts">
        <p>
          {isCurrent
            ? 'Эту квитанцию выпустили мы. Сравните её с тем, что на бумаге.'
            : 'Эту квитанцию выпустили мы, но её заменила новая: сумма за месяц изменилась.'}
        </p>
        <dl class="facts">
          <Fact term="Поставщик" text={data.supplier.legalName} />
          <Fact term="Период" text={formatMonth(data.month)} />
          <Fact term="Сформирована" text={formatDateWithYear(data.madeOn)} />
          <Fact term="Лицевой счёт" text={maskedNumber(data.subscriber.number)} />
          <Fact
            term={closingKopecks > 0 ? 'К оплате' : closingKopecks < 0 ? 'Аванс' : 'Долга нет'}
            text={formatMoney(Math.abs(closingKopecks))}
          />
        </dl>
      </Card>
      <Card title="Отпечатки" headingId="hashes">
        <p>
          Первый напечатан внизу квитанции. Второй есть у файла PDF: по нему видно, что в файле не
          изменили ни знака.
        </p>
        <dl>
          <dt>Данные, SHA-256</dt>
          <dd>
            <code class="hash">{bill.sha256}</code>
          </dd>
          <dt>Файл PDF, SHA-256</dt>
          <dd>
            {bill.pdf ? <code class="hash">{bill.pdf.sha256}</code> : 'файл ещё никто не скачивал'}
          </dd>
        </dl>
      </Card>
    </Page>
  );
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}

/** `••••7201`: told apart by whoever has the paper, found by nobody else. */
const maskedNumber = (number: string): string => `••••${number.slice(-4)}`;

/** The same for a mistyped code, a guessed one and one that was never ours. */
export function UnknownBillPage({ context }: { context: PageContext }) {
  return (
    <Page context={context} title="Такой квитанции нет">
      <PageHead title="Такой квитанции нет" />
      <Card title="Что проверить" headingId="unknown">
        <p>
          Сверьте адрес с нижней строкой квитанции: в коде 20 букв и цифр. Если всё совпадает,
          квитанцию выпустили не мы. Не платите по ней и позвоните нам:{' '}
          {context.supplier.contacts.phone.label}.
        </p>
      </Card>
    </Page>
  );
}
