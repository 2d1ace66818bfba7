import { href } from '#src/routes.ts';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatAccountNumber } from '#src/ui/format.ru.ts';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { TextField } from '#src/ui/text-field.tsx';

export function OwnNamePage(props: {
  context: PageContext;
  number: string;
  ownName: string;
  errors: FieldError[];
}) {
  const { context, number, ownName, errors } = props;
  return (
    <Page context={context} title="Название счёта" hasErrors={errors.length > 0}>
      <ErrorSummary errors={errors} />
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">Название счёта</h1>
        <Form action={href('accountName', { number })} context={context}>
          <TextField
            name="ownName"
            label="Как называть этот счёт"
            hint="Видите только вы, например: Мамина квартира. Пусто — будем показывать адрес"
            value={ownName}
            error={errorOf(errors, 'ownName')}
            autoComplete="off"
          />
          <Actions>
            <Button>Сохранить</Button>
            <LinkButton href={href('account', { number })} variant="secondary">
              Назад
            </LinkButton>
          </Actions>
        </Form>
      </section>
    </Page>
  );
}

export function UnlinkPage({ context, number }: { context: PageContext; number: string }) {
  return (
    <Page context={context} title="Убрать лицевой счёт">
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">Убрать счёт {formatAccountNumber(number)} из кабинета?</h1>
        <p>
          Показания и начисления останутся, но видеть их здесь вы не сможете. Чтобы вернуть счёт,
          понадобится подтвердить его заново.
        </p>
        <Form action={href('accountUnlink', { number })} context={context} layout="actions">
          <Button variant="secondary">Убрать счёт</Button>
          <LinkButton href={href('account', { number })}>Оставить</LinkButton>
        </Form>
      </section>
    </Page>
  );
}
