import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { PageHead } from '#src/ui/layout.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import { staffRoleName } from './staff.ru.ts';
import { StaffFrame } from './staff-frame.page.tsx';
import type { SignedInStaff } from './staff-session-hook.ts';

const SCRIPTS = ['show-password.js'];

function NewPassword({ errors }: { errors: FieldError[] }) {
  return (
    <PasswordField
      name="newPassword"
      error={errorOf(errors, 'newPassword')}
      label="Новый пароль"
      hint="Не короче 8 знаков, любые буквы и пробелы"
      autoComplete="new-password"
    />
  );
}

/** By the link of a letter; a button, since mail scanners open links. */
export function InvitationPage(props: {
  context: PageContext;
  token: string;
  name: string;
  errors: FieldError[];
}) {
  const { context, token, name, errors } = props;
  const hasErrors = errors.length > 0;
  return (
    <StaffFrame context={context} title="Задайте пароль" hasErrors={hasErrors} scripts={SCRIPTS}>
      <div class="auth">
        <div class="stack">
          <ErrorSummary errors={errors} />
          <section class="card stack" aria-labelledby="h">
            <h1 id="h">Задайте пароль</h1>
            <p>{name}, придумайте пароль для входа на рабочее место.</p>
            <Form action={href('staffInvitation', { token })} context={context}>
              <NewPassword errors={errors} />
              <Button isWide>Сохранить пароль</Button>
            </Form>
          </section>
        </div>
      </div>
    </StaffFrame>
  );
}

export function InvitationGonePage({ context }: { context: PageContext }) {
  return (
    <StaffFrame context={context} title="Ссылка больше не действует">
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">Ссылка больше не действует</h1>
          <p>
            Она действует сутки и только один раз. Попросите администратора прислать новую. Если
            пароль уже задан, войдите.
          </p>
          <LinkButton href={href('staffLogin')}>Войти</LinkButton>
        </section>
      </div>
    </StaffFrame>
  );
}

/** What a member of staff may change of their own. */
export function StaffProfilePage(props: {
  context: PageContext;
  staff: SignedInStaff;
  notice: string;
  errors: FieldError[];
}) {
  const { context, staff, notice, errors } = props;
  const hasErrors = errors.length > 0;
  return (
    <StaffFrame context={context} title="Мой вход" hasErrors={hasErrors} scripts={SCRIPTS}>
      <PageHead title="Мой вход" />
      <div class="stack">
        <ErrorSummary errors={errors} />
        {notice === 'password-changed' && (
          <div class="ds-alert notice" data-color="success" role="status">
            <p>Пароль изменён. На других устройствах вход завершён.</p>
          </div>
        )}
        <p>
          {staff.name}, {staffRoleName[staff.actor.role]}
        </p>
        <Card title="Пароль" headingId="password-card" isStack>
          <Form action={href('staffPassword')} context={context}>
            <PasswordField
              name="password"
              error={errorOf(errors, 'password')}
              label="Нынешний пароль"
              autoComplete="current-password"
            />
            <NewPassword errors={errors} />
            <Button variant="secondary">Сменить пароль</Button>
          </Form>
        </Card>
        <Card title="Подтверждение входа" headingId="factors-card">
          <p>Приложение с кодами, ключи доступа и коды восстановления.</p>
          <LinkButton href={href('staffFactors')} variant="secondary">
            Вход с подтверждением
          </LinkButton>
        </Card>
        <Card title="Выход" headingId="sign-out">
          <Form action={href('staffLogout')} context={context}>
            <Button variant="secondary">Выйти</Button>
          </Form>
        </Card>
      </div>
    </StaffFrame>
  );
}
