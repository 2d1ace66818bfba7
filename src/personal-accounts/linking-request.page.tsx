import { href } from '#src/routes.ts';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { TextArea } from '#src/ui/text-area.tsx';
import { TextField } from '#src/ui/text-field.tsx';

/** For a person who has nothing to prove with: staff look into it. */
export function RequestPage(props: {
  context: PageContext;
  values: Record<string, string>;
  errors: FieldError[];
}) {
  const { context, values, errors } = props;
  const field = (name: string) => ({ name, value: values[name], error: errorOf(errors, name) });
  return (
    <Page context={context} title="Подтвердить нечем" hasErrors={errors.length > 0}>
      <ErrorSummary errors={errors} />
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">Подтвердить нечем</h1>
        <p>
          Отправьте данные сотруднику: он проверит и добавит счёт. Что решили, будет видно в разделе{' '}
          <a href={href('support')}>«Обращения»</a>.
        </p>
        <Form action={href('accountLinkRequest')} context={context}>
          <TextField
            {...field('accountNumber')}
            label="Номер лицевого счёта"
            hint="Есть в любой квитанции. Подойдёт и ЕЛС"
            autoComplete="off"
          />
          <TextField
            {...field('holderLastName')}
            label="Фамилия"
            hint="Того, на кого записан счёт"
            autoComplete="off"
          />
          <RequestComment {...field('comment')} />
          <Actions>
            <Button>Отправить сотруднику</Button>
            <LinkButton href={href('accountLink')} variant="secondary">
              Назад
            </LinkButton>
          </Actions>
        </Form>
      </section>
    </Page>
  );
}

export function RequestComment(props: { value?: string; error?: string }) {
  return (
    <TextArea
      {...props}
      name="comment"
      label="Что важно знать"
      hint="Например: купили квартиру в октябре, счёт ещё на прежнем владельце"
    />
  );
}
