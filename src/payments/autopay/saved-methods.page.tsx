import { dateInZone } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateWithYear } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { SavedMethod } from './autopay-rule.ts';

type Props = {
  context: PageContext;
  methods: readonly SavedMethod[];
  isRemoved: boolean;
};

export function SavedMethodsPage({ context, methods, isRemoved }: Props) {
  const title = 'Сохранённые способы оплаты';
  return (
    <Page context={context} title={title} section="profile">
      <PageHead title={title} />
      {isRemoved && (
        <div class="ds-alert" data-color="success" role="status">
          <p>Удалили. Автоплатёж этим способом выключен.</p>
        </div>
      )}
      <Card title="Карты и счета СБП" headingId="methods">
        {methods.length === 0 ? (
          <p class="muted">
            Сохранённых нет. Сохранить карту или счёт СБП можно при оплате, если отметить это в
            форме.
          </p>
        ) : (
          <>
            <p>
              Ими платит только автоплатёж. Удалите способ, и автоплатёж, который им платит,
              выключится.
            </p>
            <ul class="links">
              {methods.map((method) => (
                <Row key={method.savedMethodId} context={context} method={method} />
              ))}
            </ul>
          </>
        )}
      </Card>
    </Page>
  );
}

function Row({ context, method }: { context: PageContext; method: SavedMethod }) {
  const { savedMethodId, title, savedAt } = method;
  const day = dateInZone(savedAt, context.supplier.timeZone);
  return (
    <li>
      <p>{title}</p>
      <p class="small muted">Сохранили {formatDateWithYear(day)}</p>
      <Form action={href('paymentMethodRemoval', { methodId: savedMethodId })} context={context}>
        <Button variant="tertiary">
          Удалить<span class="ds-sr-only">: {title}</span>
        </Button>
      </Form>
    </li>
  );
}
