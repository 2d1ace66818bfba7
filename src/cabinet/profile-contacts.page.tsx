import type { ContactKind } from '#src/identity/contact-changes.ts';
import { href } from '#src/routes.ts';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';

type ContactProps = {
  context: PageContext;
  kind: ContactKind;
  /** What was typed. */
  value: string;
  /** The present one. */
  email: string;
  errors: FieldError[];
};

export function ContactPage({ context, kind, value, email, errors }: ContactProps) {
  const isEmail = kind === 'email';
  const title = isEmail ? 'Новая почта' : 'Новый телефон';
  return (
    <Page
      context={context}
      title={title}
      section="profile"
      hasErrors={errors.length > 0}
      scripts={['show-password.js']}
    >
      <ErrorSummary errors={errors} />
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">{title}</h1>
        {isEmail ? (
          <p>
            Пришлём письмо на новый адрес, а на {email} — предупреждение. Почта сменится, когда вы
            откроете ссылку из письма и нажмёте кнопку.
          </p>
        ) : (
          <p>
            Пришлём письмо на {email}. Телефон сменится, когда вы откроете ссылку из письма и
            нажмёте кнопку.
          </p>
        )}
        <p>После этого на других устройствах нужно будет войти заново.</p>
        <Form action={href(isEmail ? 'profileEmail' : 'profilePhone')} context={context}>
          {isEmail ? (
            <TextField
              name="email"
              value={value}
              error={errorOf(errors, 'email')}
              label="Новая электронная почта"
              type="email"
              autoComplete="email"
              autoCapitalize="none"
              spellCheck={false}
            />
          ) : (
            <TextField
              name="phone"
              value={value}
              error={errorOf(errors, 'phone')}
              label="Новый телефон"
              type="tel"
              autoComplete="tel"
            />
          )}
          <PresentPassword errors={errors} />
          <Actions>
            <Button>Отправить письмо</Button>
            <BackToProfile />
          </Actions>
        </Form>
      </section>
    </Page>
  );
}

export function PasswordPage({ context, errors }: { context: PageContext; errors: FieldError[] }) {
  return (
    <Page
      context={context}
      title="Новый пароль"
      section="profile"
      hasErrors={errors.length > 0}
      scripts={['show-password.js']}
    >
      <ErrorSummary errors={errors} />
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">Новый пароль</h1>
        <p>
          На других устройствах нужно будет войти заново, токены для программ будут отозваны. Здесь
          вы останетесь в кабинете.
        </p>
        <Form action={href('profilePassword')} context={context}>
          <PresentPassword errors={errors} />
          <PasswordField
            name="newPassword"
            error={errorOf(errors, 'newPassword')}
            label="Новый пароль"
            hint="Не короче 8 знаков, любые буквы и пробелы"
            autoComplete="new-password"
          />
          <Actions>
            <Button>Сохранить пароль</Button>
            <BackToProfile />
          </Actions>
        </Form>
        <p>
          <a href={href('passwordForgot')}>Не помню нынешний пароль</a>
        </p>
      </section>
    </Page>
  );
}

export function PresentPassword({ errors }: { errors: FieldError[] }) {
  return (
    <PasswordField
      name="password"
      error={errorOf(errors, 'password')}
      label="Нынешний пароль"
      hint="Чтобы этого не сделал тот, кому попало в руки ваше устройство"
      autoComplete="current-password"
    />
  );
}

function BackToProfile() {
  return (
    <LinkButton href={href('profile')} variant="secondary">
      Назад
    </LinkButton>
  );
}
