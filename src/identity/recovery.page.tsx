import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { Phone } from '#src/ui/contacts.page.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { MailAway } from './register.page.tsx';

export function ForgotPage(props: {
  context: PageContext;
  values: { login?: string };
  errors: FieldError[];
}) {
  const { context, values, errors } = props;
  return (
    <Page context={context} title="Забыли пароль?" hasErrors={errors.length > 0}>
      <div class="auth">
        <div class="stack">
          <ErrorSummary errors={errors} />
          <section class="card stack" aria-labelledby="h">
            <h1 id="h">Забыли пароль?</h1>
            <p>Пришлём на почту кабинета ссылку, по которой можно задать новый.</p>
            <Form action={href('passwordForgot')} context={context}>
              <TextField
                name="login"
                value={values.login}
                error={errorOf(errors, 'login')}
                label="Электронная почта или телефон"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
              />
              <Button isWide>Получить ссылку</Button>
            </Form>
            <p class="auth__new">
              Вспомнили? <a href={href('login')}>Войти</a>
            </p>
          </section>
        </div>
      </div>
    </Page>
  );
}

export function ForgotSentPage(props: { context: PageContext; isMailAway: boolean }) {
  const { context, isMailAway } = props;
  const { phone } = context.supplier.contacts;
  return (
    <Page context={context} title="Проверьте почту">
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">Проверьте почту</h1>
          <p>
            Если кабинет с такой почтой или телефоном есть, ссылка уже идёт на его почту. Она
            действует один час.
          </p>
          {isMailAway && <MailAway />}
          <p class="muted">
            Письма нет и в «Спаме»? <a href={href('passwordForgot')}>Запросите ещё раз</a> или
            позвоните: <Phone {...phone} />.
          </p>
        </section>
      </div>
    </Page>
  );
}

export function ResetPage(props: { context: PageContext; token: string; errors: FieldError[] }) {
  const { context, token, errors } = props;
  return (
    <Page
      context={context}
      title="Новый пароль"
      hasErrors={errors.length > 0}
      scripts={['show-password.js']}
    >
      <div class="auth">
        <div class="stack">
          <ErrorSummary errors={errors} />
          <section class="card stack" aria-labelledby="h">
            <h1 id="h">Задайте новый пароль</h1>
            <p>После этого на всех устройствах нужно будет войти заново.</p>
            <Form action={href('passwordReset', { token })} context={context}>
              <PasswordField
                name="newPassword"
                error={errorOf(errors, 'newPassword')}
                label="Новый пароль"
                hint="Не короче 8 знаков, любые буквы и пробелы"
                autoComplete="new-password"
              />
              <Button isWide>Сохранить пароль</Button>
            </Form>
          </section>
        </div>
      </div>
    </Page>
  );
}
