import { href } from '#src/routes.ts';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';

/** A button and not the link itself: mail scanners open links, and would use the token up. */
export function ActivatePage(props: {
  context: PageContext;
  token: string;
  /** Not the browser of the registration: the password shows that it is the same person. */
  isOtherBrowser: boolean;
  errors: FieldError[];
}) {
  const { context, token, isOtherBrowser, errors } = props;
  return (
    <Page
      context={context}
      title="Активация кабинета"
      hasErrors={errors.length > 0}
      scripts={isOtherBrowser ? ['show-password.js'] : []}
    >
      <div class="auth">
        <div class="stack">
          <ErrorSummary errors={errors} />
          <section class="card stack" aria-labelledby="h">
            <h1 id="h">Остался один шаг</h1>
            <p>Нажмите кнопку: почта подтвердится, и кабинет откроется.</p>
            <Form action={href('activate', { token })} context={context}>
              {isOtherBrowser && (
                <PasswordField
                  name="password"
                  error={errorOf(errors, 'password')}
                  label="Пароль"
                  hint="Тот, что вы придумали при регистрации"
                  autoComplete="current-password"
                />
              )}
              <Button isWide>Активировать</Button>
            </Form>
          </section>
        </div>
      </div>
    </Page>
  );
}

type Purpose = 'activation' | 'password_reset' | 'contact_change';

const goneText: Record<
  Purpose,
  { lead: string; action: string; to: 'register' | 'passwordForgot' | 'profile' }
> = {
  activation: {
    lead: 'Если вы уже активировали кабинет, просто войдите. Если нет, зарегистрируйтесь ещё раз: это займёт две минуты.',
    action: 'Зарегистрироваться',
    to: 'register',
  },
  password_reset: {
    lead: 'Ссылка действует час и только один раз. Получите новую.',
    action: 'Получить ссылку',
    to: 'passwordForgot',
  },
  contact_change: {
    lead: 'Ссылка действует сутки и только один раз, а новая просьба отменяет прежнюю. Какие почта и телефон у кабинета сейчас, видно в профиле.',
    action: 'Открыть профиль',
    to: 'profile',
  },
};

export function TokenGonePage({ context, purpose }: { context: PageContext; purpose: Purpose }) {
  const { lead, action, to } = goneText[purpose];
  return (
    <Page context={context} title="Ссылка больше не действует">
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">Ссылка больше не действует</h1>
          <p>{lead}</p>
          <Actions>
            <LinkButton href={href('login')}>Войти</LinkButton>
            <LinkButton href={href(to)} variant="secondary">
              {action}
            </LinkButton>
          </Actions>
        </section>
      </div>
    </Page>
  );
}
