import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { LinkButton } from '#src/ui/button.tsx';
import { Card, CardFoot } from '#src/ui/card.tsx';
import { DataTable } from '#src/ui/data-table.tsx';
import { FileLink } from '#src/ui/file-link.tsx';
import { formatDateShort, formatMoney } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { HistoryEntry } from './history-store.ts';
import { howOf, penaltyText, receiptText, stageText } from './payments.ru.ts';

type HistoryProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  entries: readonly HistoryEntry[];
  /** The key to go on from; null: this is all. */
  nextKey: string | null;
};

/** Every payment of the account, whatever way it came, with the stage where it is. */
export function HistoryPage({ context, personalAccount, entries, nextKey }: HistoryProps) {
  const { number, visibleUntil } = personalAccount;
  return (
    <Page context={context} title="История платежей" section="payment">
      <PageHead title="История платежей">
        {visibleUntil === null && (
          <LinkButton href={href('payment', { number })} variant="secondary">
            Оплатить
          </LinkButton>
        )}
      </PageHead>
      <Card title="Платежи" headingId="payments">
        {entries.length === 0 ? (
          <p class="muted">Здесь появятся ваши платежи: из кабинета, из банка, из кассы.</p>
        ) : (
          <Payments number={number} entries={entries} />
        )}
        {entries.length > 0 && (
          <CardFoot>
            <FileLink href={href('paymentsCsv', { number })}>Скачать все (CSV)</FileLink>
          </CardFoot>
        )}
        {nextKey !== null && (
          <p>
            <a href={`${href('payments', { number })}?after=${encodeURIComponent(nextKey)}`}>
              Более ранние
            </a>
          </p>
        )}
      </Card>
    </Page>
  );
}

function Payments({ number, entries }: { number: string; entries: readonly HistoryEntry[] }) {
  return (
    <DataTable
      caption="Платежи, новые сверху"
      isCaptionHidden
      columns={[
        { label: 'Дата', align: 'start' },
        { label: 'Сумма', onPhone: 'head' },
        { label: 'Как', align: 'start' },
        { label: 'Стадия', align: 'start' },
        { label: 'Чек', align: 'start' },
        { label: 'Подтверждение', align: 'start' },
      ]}
      rows={entries.map((entry) => ({
        cells: [
          <DayCell key="day" entry={entry} />,
          <SumCell key="sum" entry={entry} />,
          howOf(entry),
          stageText(entry),
          receiptText(entry),
          entry.paperEntryId === null ? null : (
            <a href={href('paymentPaper', { number, entryId: entry.paperEntryId })}>
              Скачать&nbsp;PDF
            </a>
          ),
        ],
      }))}
    />
  );
}

function DayCell({ entry }: { entry: HistoryEntry }) {
  const text = formatDateShort(entry.day);
  if (entry.publicId === null) return <>{text}</>;
  return <a href={href('paymentState', { paymentId: entry.publicId })}>{text}</a>;
}

function SumCell({ entry }: { entry: HistoryEntry }) {
  return (
    <>
      {formatMoney(entry.amountKopecks)}
      {entry.penaltyKopecks !== 0 && <span class="sub">{penaltyText(entry)}</span>}
    </>
  );
}
