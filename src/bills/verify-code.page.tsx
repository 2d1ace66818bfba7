import { href } from '#src/routes.ts';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { Phone } from '#src/ui/contacts.page.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { TextField } from '#src/ui/text-field.tsx';
import { waitText } from '#src/ui/wait-text.ru.ts';
import { codeExample } from './verify.ru.ts';

type CodeProps = { context: PageContext; typed: string; errors: readonly FieldError[] };

const TITLE = 'Проверка документа';

/** Where a code is typed from paper. */
export function TypeCodePage(props: CodeProps) {
  const { context, errors } = props;
  return (
    <Page context={context} title={TITLE} hasErrors={errors.length > 0}>
      <PageHead title={TITLE} />
      <ErrorSummary errors={errors} />
      <Card title="Настоящая ли квитанция" headingId="code-form">
        <p>
          На каждой нашей квитанции и справке внизу напечатан адрес для проверки, в конце адреса —
          код. По коду мы скажем, выпускали ли такой документ и что в нём написано.
        </p>
        <CodeForm {...props} />
      </Card>
    </Page>
  );
}

function CodeForm({ context, typed, errors }: CodeProps) {
  return (
    <Form action={href('verify')} method="get" context={context}>
      <TextField
        name="code"
        label="Код с документа"
        hint={`20 букв и цифр, например ${codeExample}. Тире можно не ставить.`}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        size={28}
        value={typed}
        error={errorOf(errors, 'code')}
      />
      <Actions>
        <Button>Проверить</Button>
      </Actions>
    </Form>
  );
}

/** The same for a mistyped code, a guessed one and one that was never ours. */
export function UnknownPaperPage(props: CodeProps) {
  const { context, errors } = props;
  return (
    <Page context={context} title="Такого документа нет" hasErrors={errors.length > 0}>
      <PageHead title="Такого документа нет" />
      <ErrorSummary errors={errors} />
      <Card title="Что проверить" headingId="unknown">
        <p>
          Сверьте код с нижней строкой документа. Если всё совпадает, документ выпустили не мы. Не
          платите по такой квитанции и позвоните нам: <Phone {...context.supplier.contacts.phone} />
          .
        </p>
        <CodeForm {...props} />
      </Card>
    </Page>
  );
}

/** Nothing in it depends on the code that was asked for. */
export function TooManyCodesPage(props: { context: PageContext; retryAfterSeconds: number }) {
  const { context, retryAfterSeconds } = props;
  const title = 'Слишком много неверных кодов';
  return (
    <Page context={context} title={title}>
      <PageHead title={title} />
      <Card title="Что делать" headingId="wait">
        <p>
          С вашего адреса в интернете много раз ввели коды, которых нет на наших документах. Чтобы
          их нельзя было подобрать, мы пока не проверяем отсюда никакие коды, даже верные.
        </p>
        <p>
          Попробуйте ещё раз <b>{waitText(retryAfterSeconds)}</b>.{' '}
          {context.user
            ? 'Квитанции ваших лицевых счетов есть в кабинете.'
            : 'Не хотите ждать — войдите: квитанции ваших лицевых счетов есть в кабинете.'}{' '}
          Подлинный ли документ, скажем и по телефону:{' '}
          <Phone {...context.supplier.contacts.phone} />.
        </p>
        <Actions>
          {context.user ? (
            <LinkButton href={href('accounts')}>К моим лицевым счетам</LinkButton>
          ) : (
            <LinkButton href={href('login')}>Войти</LinkButton>
          )}
        </Actions>
      </Card>
    </Page>
  );
}
