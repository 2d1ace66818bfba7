import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { demoStaff } from './demo-staff.ru.ts';
import { staffRoleName } from './staff.ru.ts';
import { StaffFrame } from './staff-frame.page.tsx';

const notices = new Map([
  ['signed-out', 'Вы вышли.'],
  ['too-late', 'Время на подтверждение вышло. Введите пароль ещё раз.'],
  ['password-set', 'Пароль задан. Войдите с ним.'],
]);

type StaffLoginProps = {
  context: PageContext;
  values: Record<string, string>;
  errors: FieldError[];
  notice: string;
  demoCode: string | null;
};

export function StaffLoginPage({ context, values, errors, notice, demoCode }: StaffLoginProps) {
  return (
    <StaffFrame
      context={context}
      title="Вход для сотрудников"
      hasErrors={errors.length > 0}
      scripts={['show-password.js']}
    >
      <div class="auth">
        <div class="stack">
          <ErrorSummary errors={errors} />
          {notices.has(notice) && (
            <div class="ds-alert notice" data-color="success" role="status">
              <p>{notices.get(notice)}</p>
            </div>
          )}
          <section class="card stack" aria-labelledby="h">
            <h1 id="h">Вход для сотрудников</h1>
            <Form action={href('staffLogin')} context={context}>
              {values.next && <input type="hidden" name="next" value={values.next} />}
              <TextField
                name="email"
                type="email"
                value={values.email}
                error={errorOf(errors, 'email')}
                label="Рабочая электронная почта"
                autoComplete="username"
                autoCapitalize="none"
                spellCheck={false}
              />
              <PasswordField
                name="password"
                error={errorOf(errors, 'password')}
                label="Пароль"
                autoComplete="current-password"
              />
              <Button isWide>Войти</Button>
            </Form>
            <p class="muted">
              Забыли пароль? Попросите администратора прислать ссылку на рабочую почту.
            </p>
            <p class="auth__new">
              Вы абонент? <a href={href('login')}>Вход в личный кабинет</a>
            </p>
          </section>
        </div>
        {demoCode && <DemoStaff code={demoCode} />}
      </div>
    </StaffFrame>
  );
}

/** Known to everybody: shown and accepted in demo mode alone. */
function DemoStaff({ code }: { code: string }) {
  return (
    <aside class="without" aria-labelledby="demo">
      <h2 id="demo">Это демонстрация</h2>
      <p>Люди, счета и суммы здесь вымышлены. Войти можно так:</p>
      <ul class="links">
        {demoStaff.members.map(({ email, role }) => (
          <li key={email}>
            {email} <span class="small muted">{staffRoleName[role]}</span>
          </li>
        ))}
      </ul>
      <dl class="facts facts--tight">
        <div>
          <dt>Пароль</dt>
          <dd>{demoStaff.password}</dd>
        </div>
        <div>
          <dt>Код приложения сейчас</dt>
          <dd class="num">{code}</dd>
        </div>
      </dl>
      <p class="small">
        Код меняется каждые 30 секунд и подходит один раз. Ключ для своего приложения:{' '}
        <code class="token">{demoStaff.totpSecret}</code>
      </p>
    </aside>
  );
}
