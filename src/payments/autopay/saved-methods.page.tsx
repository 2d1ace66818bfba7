import { dateInZone } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatAccountNumber, formatDateWithYear } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import type { SavedMethod } from './autopay-rule.ts';

type Props = {
  context: PageContext;
  methods: readonly SavedMethod[];
  /** Numbers of the personal accounts that each pays for, by its id. */
  accountNumbersByMethod: ReadonlyMap<number, readonly string[]>;
  isRemoved: boolean;
  /** Whose autopay ended with what was removed. */
  unpaidAccountNumbers: readonly string[];
};

export function SavedMethodsPage(props: Props) {
  const { context, methods, accountNumbersByMethod } = props;
  const title = 'Сохранённые способы оплаты';
  return (
    <Page context={context} title={title} section="profile">
      <PageHead title={title} />
      <Removed {...props} />
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
                <Row
                  key={method.savedMethodId}
                  context={context}
                  method={method}
                  accountNumbers={accountNumbersByMethod.get(method.savedMethodId) ?? []}
                />
              ))}
            </ul>
          </>
        )}
      </Card>
    </Page>
  );
}

function Removed({ isRemoved, unpaidAccountNumbers }: Props) {
  if (!isRemoved) return null;
  return (
    <div class="ds-alert" data-color="success" role="status">
      <p>
        {unpaidAccountNumbers.length === 0
          ? 'Удалили. Новых списаний этим способом не будет.'
          : `Удалили. Автоплатёж по ${accountsText(unpaidAccountNumbers)} выключен: дальше за газ платите сами.`}
      </p>
    </div>
  );
}

type OneMethod = { context: PageContext; method: SavedMethod; accountNumbers: readonly string[] };

function Row({ context, method, accountNumbers }: OneMethod) {
  const { savedMethodId, title, savedAt } = method;
  const day = dateInZone(savedAt, context.supplier.timeZone);
  return (
    <li>
      <p>{title}</p>
      <p class="small muted">
        Сохранили {formatDateWithYear(day)}
        {accountNumbers.length > 0 && <>. Автоплатёж по {accountsText(accountNumbers)}</>}
      </p>
      <LinkButton
        href={href('paymentMethodRemoval', { methodId: savedMethodId })}
        variant="tertiary"
      >
        Удалить<span class="ds-sr-only">: {title}</span>
      </LinkButton>
    </li>
  );
}

/** «счёту 390 014 587 201», «счетам …, …» */
const accountsText = (accountNumbers: readonly string[]): string =>
  `${accountNumbers.length === 1 ? 'счёту' : 'счетам'}\u00a0${accountNumbers.map(formatAccountNumber).join(', ')}`;

/** What is gone is had again only by paying with it anew: so it is asked first. */
export function RemovalPage(props: OneMethod & { isBeingCharged: boolean }) {
  const { context, method, accountNumbers, isBeingCharged } = props;
  const { savedMethodId } = method;
  const title = `Удалить способ оплаты «${method.title}»?`;
  return (
    <Page context={context} title={title} section="profile">
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">{title}</h1>
        {accountNumbers.length > 0 && (
          <p>
            Выключится автоплатёж по {accountsText(accountNumbers)}: дальше за газ платите сами.
          </p>
        )}
        {isBeingCharged && <p>Списание, которое уже ушло в банк, этим не отменить.</p>}
        <p>
          Чтобы пользоваться этим способом снова, его понадобится сохранить заново. Платить картой
          или через СБП без сохранения можно и дальше.
        </p>
        <Form
          action={href('paymentMethodRemoval', { methodId: savedMethodId })}
          context={context}
          layout="actions"
        >
          <Button variant="secondary">Удалить</Button>
          <LinkButton href={href('paymentMethods')}>Оставить</LinkButton>
        </Form>
      </section>
    </Page>
  );
}
