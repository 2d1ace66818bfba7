import type { AuditRecord } from '#src/audit/list-entries.ts';
import { href } from '#src/routes.ts';
import { staffRoleText } from '#src/staff/staff-roles.ru.ts';
import { Card } from '#src/ui/card.tsx';
import { Phone } from '#src/ui/contacts.page.tsx';
import { DataTable } from '#src/ui/data-table.tsx';
import { formatAccountNumber, formatDateTime } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { staffActionText } from './staff-actions.ru.ts';

type LooksProps = {
  context: PageContext;
  looks: AuditRecord[];
  /** What the next page begins before; null: this is the last. */
  next: number | null;
};

export function LooksPage({ context, looks, next }: LooksProps) {
  return (
    <Page context={context} title="Кто смотрел мои данные" section="profile">
      <PageHead title="Кто смотрел мои данные" />
      <Columns
        asideLabel="Что это"
        aside={
          <Card title="Что это" headingId="what">
            <p>
              Сотрудники видят ваш счёт, когда работают с ним. Каждый такой раз записывается, и
              стереть запись нельзя никому.
            </p>
            <p>
              Если что-то непонятно, позвоните: <Phone {...context.supplier.contacts.phone} />.
            </p>
          </Card>
        }
      >
        <Card title="Сотрудники" headingId="looks">
          {looks.length === 0 ? (
            <p class="muted">Никто из сотрудников ваши данные не смотрел.</p>
          ) : (
            <Looks context={context} looks={looks} />
          )}
          {next !== null && (
            <p>
              <a href={`${href('profileLooks')}?before=${next}`}>Показать более ранние</a>
            </p>
          )}
        </Card>
      </Columns>
    </Page>
  );
}

function Looks({ context, looks }: Pick<LooksProps, 'context' | 'looks'>) {
  return (
    <DataTable
      caption="Кто смотрел, новые сверху"
      isCaptionHidden
      columns={[
        { label: 'Когда', align: 'start' },
        { label: 'Кто', align: 'start' },
        { label: 'Что', align: 'start' },
        { label: 'Лицевой счёт', align: 'start' },
      ]}
      rows={looks.map((look) => ({
        cells: [
          formatDateTime(look.happenedAt, context.supplier.timeZone),
          [look.actorName, look.actorRole && staffRoleText[look.actorRole]]
            .filter(Boolean)
            .join(', '),
          staffActionText(look.action),
          look.number && <span class="num">{formatAccountNumber(look.number)}</span>,
        ],
      }))}
    />
  );
}
