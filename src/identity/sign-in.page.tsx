import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { CheckboxField } from '#src/ui/checkbox-field.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';

const notices = new Map([
  ['signed-out', 'Вы вышли из кабинета.'],
  [
    'form-held',
    'Вход закончился, пока страница была открыта. Войдите: то, что вы заполнили, не пропадёт.',
  ],
  ['signed-out-everywhere', 'Вы вышли из кабинета на всех устройствах.'],
  ['email-changed', 'Почта кабинета изменена. Войдите с новой почтой и прежним паролем.'],
  ['phone-changed', 'Телефон кабинета изменён. Войдите.'],
  ['too-late', 'Время на подтверждение вышло. Введите пароль ещё раз.'],
  ['password-changed', 'Пароль изменён. Войдите с новым паролем.'],
]);

type SignInProps = {
  context: PageContext;
  values: Record<string, string>;
  errors: FieldError[];
  notice: string;
};

export function SignInPage({ context, values, errors, notice }: SignInProps) {
  return (
    <Page
      context={context}
      title="Вход"
      isSignIn
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
            <h1 id="h">Вход</h1>
            <Form action={href('login')} context={context}>
              {values.held && <input type="hidden" name="held" value={values.held} />}
              {values.next && <input type="hidden" name="next" value={values.next} />}
              <TextField
                name="login"
                value={values.login}
                error={errorOf(errors, 'login')}
                label="Электронная почта или телефон"
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
              <CheckboxField
                name="remember"
                value="yes"
                isChecked={values.remember === 'yes'}
                label="Не выходить 90 дней на этом устройстве"
                hint="Если не заходить 45 дней, войти нужно будет раньше"
              />
              <Button isWide>Войти</Button>
            </Form>
            <p class="auth__alt">
              <a href={href('passwordForgot')}>Забыли пароль?</a>
              <a href={href('register')}>Регистрация</a>
            </p>
          </section>
        </div>
        {context.isDemo ? <DemoSignIn /> : <GuestLinks />}
      </div>
    </Page>
  );
}

/** The sign-in that everybody knows: shown and accepted in demo mode alone. */
function DemoSignIn() {
  return (
    <aside class="without" aria-labelledby="demo">
      <h2 id="demo">Это демонстрация</h2>
      <p>Люди, счета и суммы здесь вымышлены. Войти можно так:</p>
      <dl class="facts facts--tight">
        <div>
          <dt>Почта</dt>
          <dd>anna@example.ru</dd>
        </div>
        <div>
          <dt>Пароль</dt>
          <dd>demo-ochag-2026</dd>
        </div>
        <div>
          <dt>Лицевой счёт</dt>
          <dd class="num">390014587201</dd>
        </div>
      </dl>
    </aside>
  );
}

function GuestLinks() {
  return (
    <nav class="without" aria-labelledby="wo">
      <h2 id="wo">Можно без входа</h2>
      <ul class="links">
        <li>
          <a href={href('help')}>Вопросы и ответы</a>
        </li>
        <li>
          <a href={href('feedback')}>Обратная связь</a>
        </li>
      </ul>
    </nav>
  );
}
