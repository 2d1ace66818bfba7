import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import type { ContactKind } from './contact-changes.ts';

const texts = {
  email: { title: 'Новая почта кабинета', what: 'Новый адрес' },
  phone: { title: 'Новый телефон кабинета', what: 'Новый номер' },
} as const;

/** The letter's link shows a button: what opens links by itself changes nothing. */
export function ConfirmContactPage(props: {
  context: PageContext;
  token: string;
  kind: ContactKind;
  /** Shown to the owner alone: whoever opened a stray letter learns nothing new. */
  value: string | null;
  errors: FieldError[];
}) {
  const { context, token, kind, value, errors } = props;
  const { title, what } = texts[kind];
  return (
    <Page
      context={context}
      title={title}
      hasErrors={errors.length > 0}
      scripts={value === null ? ['show-password.js'] : []}
    >
      <div class="auth">
        <div class="stack">
          <ErrorSummary errors={errors} />
          <section class="card stack" aria-labelledby="h">
            <h1 id="h">{title}</h1>
            {value !== null && (
              <p>
                {what}: <b>{value}</b>
              </p>
            )}
            <p>
              Нажмите кнопку, и кабинет запомнит новые данные. На других устройствах нужно будет
              войти заново.
            </p>
            <Form action={href('contactConfirmation', { token })} context={context}>
              {value === null && (
                <PasswordField
                  name="password"
                  error={errorOf(errors, 'password')}
                  label="Пароль"
                  hint="Вы здесь не вошли, поэтому нужен пароль от кабинета"
                  autoComplete="current-password"
                />
              )}
              <Button isWide>Подтвердить</Button>
            </Form>
          </section>
        </div>
      </div>
    </Page>
  );
}

/** Where a sign-in asks for a second factor, a link and a password are no way around it. */
export function SignInToConfirmPage({
  context,
  kind,
}: {
  context: PageContext;
  kind: ContactKind;
}) {
  const { title } = texts[kind];
  return (
    <Page context={context} title={title}>
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">{title}</h1>
          <p>
            Вход в этот кабинет подтверждается, поэтому одного пароля здесь мало. Войдите в кабинет
            в этом браузере, потом откройте ссылку из письма ещё раз.
          </p>
          <p>
            <a href={href('login')}>Войти</a>
          </p>
        </section>
      </div>
    </Page>
  );
}

/** Somebody else's by now. */
export function ContactTakenPage({ context, text }: { context: PageContext; text: string }) {
  return (
    <Page context={context} title="Не получилось">
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">Не получилось</h1>
          <p>{text}.</p>
          <p>
            <a href={href('profile')}>Открыть профиль</a>
          </p>
        </section>
      </div>
    </Page>
  );
}
