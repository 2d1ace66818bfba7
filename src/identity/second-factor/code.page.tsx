import { Button } from '#src/ui/button.tsx';
import { Details } from '#src/ui/details.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { TextField } from '#src/ui/text-field.tsx';
import { CodeField } from './app-set-up.page.tsx';
import type { FactorSurface } from './factor-surface.ts';
import { PassKey } from './pass-key.page.tsx';

type CodeProps = {
  Frame: FactorSurface['Frame'];
  context: PageContext;
  action: string;
  /** The first step of the sign-in. */
  signIn: string;
  hasApp: boolean;
  /** null: no passkeys. */
  passkeyOptions: string | null;
  /** Sentence for who has lost everything. */
  lost: string;
  errors: FieldError[];
  /** The demo's application, which everybody has. */
  demoCode?: string | null;
};

/** The second page of a sign-in: any one of what the person has. */
export function CodePage(props: CodeProps) {
  const { Frame, context, action, hasApp, passkeyOptions, errors, demoCode } = props;
  const isRecovering = errorOf(errors, 'recoveryCode') !== undefined;
  return (
    <Frame
      context={context}
      title="Код подтверждения"
      hasErrors={errors.length > 0}
      scripts={passkeyOptions === null ? [] : ['pass-key.js']}
    >
      <div class="auth">
        <div class="stack">
          <ErrorSummary errors={errors} />
          <section class="card stack" aria-labelledby="h">
            <h1 id="h">Код подтверждения</h1>
            <p>Пароль подошёл. Осталось подтвердить, что это вы.</p>
            {passkeyOptions !== null && (
              <Form action={action} context={context}>
                <div id="passkey" tabIndex={-1}>
                  <PassKey
                    act="sign-in"
                    options={passkeyOptions}
                    variant={hasApp ? 'secondary' : 'primary'}
                  >
                    Войти по ключу доступа
                  </PassKey>
                </div>
              </Form>
            )}
            {hasApp && (
              <Form action={action} context={context}>
                <CodeField errors={errors} />
                <Button isWide>Подтвердить</Button>
              </Form>
            )}
            <Details summary="Нет телефона или ключа под рукой" isOpen={isRecovering}>
              <Form action={action} context={context}>
                <TextField
                  name="recoveryCode"
                  label="Код восстановления"
                  hint="16 знаков, например: k7mp-29xw-hd4c-vt8e"
                  error={errorOf(errors, 'recoveryCode')}
                  autoComplete="off"
                  autoCapitalize="none"
                  spellCheck={false}
                />
                <Button variant="secondary">Войти по коду восстановления</Button>
              </Form>
              <p>{props.lost}</p>
            </Details>
            <p class="auth__new">
              <a href={props.signIn}>Начать вход заново</a>
            </p>
          </section>
        </div>
        {demoCode && <DemoCode code={demoCode} />}
      </div>
    </Frame>
  );
}

/** In demo mode alone: nobody who tries the product out has its telephone. */
function DemoCode({ code }: { code: string }) {
  return (
    <aside class="without" aria-labelledby="demo">
      <h2 id="demo">Это демонстрация</h2>
      <p>
        Код приложения сейчас: <strong class="num">{code}</strong>. Он меняется каждые 30 секунд и
        подходит один раз: если уже использован, обновите страницу чуть позже.
      </p>
    </aside>
  );
}
