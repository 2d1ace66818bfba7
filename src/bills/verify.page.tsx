import { href } from '#src/routes.ts';
import { Actions, LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { formatDateWithYear, formatMoney, formatMonth, maskedNumber } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { StoredBill } from './bills-store.ts';
import { OldBillAlert } from './old-bill.page.tsx';
import { checkedFacts, paperName } from './papers/paper-words.ru.ts';
import type { StoredPaper } from './papers/papers-store.ts';

type VerifiedProps = {
  context: PageContext;
  bill: StoredBill;
  /** false: the month was closed anew, and another version of it holds. */
  isCurrent: boolean;
  /** A bill of a later month says what is owed by now. */
  isOld: boolean;
};

/** Enough to compare with the paper in one's hand, too little to learn who lives where. */
export function VerifiedBillPage({ context, bill, isCurrent, isOld }: VerifiedProps) {
  const { data } = bill;
  const { closingKopecks } = data;
  return (
    <Page context={context} title="Квитанция подлинная">
      <PageHead title="Квитанция подлинная" />
      <Columns asideLabel="Отпечатки" aside={<Hashes of={bill} where="внизу квитанции" />}>
        {isOld && <OldBillAlert />}
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
          {isCurrent && closingKopecks > 0 && (
            <Actions>
              <LinkButton
                href={href('guestPayment', { code: bill.verifyCode })}
                variant={isOld ? 'secondary' : 'primary'}
              >
                {isOld ? 'Заплатить по старой квитанции' : 'Оплатить эту квитанцию'}
              </LinkButton>
            </Actions>
          )}
        </Card>
      </Columns>
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

/** What any other paper says, without whose it is. */
export function VerifiedPaperPage(props: {
  context: PageContext;
  paper: StoredPaper;
  isCurrent: boolean;
}) {
  const { context, paper, isCurrent } = props;
  const { data } = paper;
  return (
    <Page context={context} title="Документ подлинный">
      <PageHead title="Документ подлинный" />
      <Columns asideLabel="Отпечатки" aside={<Hashes of={paper} where="внизу документа" />}>
        <Card title={paperName[paper.kind]} headingId="facts">
          <p>
            {isCurrent
              ? 'Этот документ выпустили мы. Сравните его с тем, что на бумаге.'
              : 'Этот документ выпустили мы, но потом о том же выдали другой: данные изменились. Спросите новый.'}
          </p>
          <dl class="facts">
            <Fact term="Поставщик" text={data.supplier.legalName} />
            <Fact term="Выдан" text={formatDateWithYear(data.madeOn)} />
            <Fact term="Лицевой счёт" text={maskedNumber(data.subscriber.number)} />
            {checkedFacts(data.body).map(([term, text]) => (
              <Fact key={term} term={term} text={text} />
            ))}
          </dl>
        </Card>
      </Columns>
    </Page>
  );
}

function Hashes({
  of,
  where,
}: {
  of: { sha256: string; pdf: { sha256: string } | null };
  where: string;
}) {
  return (
    <Card title="Отпечатки" headingId="hashes">
      <p>
        Начало первого напечатано {where}. Второй есть у файла PDF: по нему видно, что в файле не
        изменили ни знака.
      </p>
      <dl class="hashes">
        <dt>Данные, SHA-256</dt>
        <dd>
          <code class="hash">{of.sha256}</code>
        </dd>
        <dt>Файл PDF, SHA-256</dt>
        <dd>{of.pdf ? <code class="hash">{of.pdf.sha256}</code> : 'файл ещё никто не скачивал'}</dd>
      </dl>
    </Card>
  );
}
