import { AppSetUp } from '#src/identity/second-factor/app-set-up.page.tsx';
import type { AppOffer } from '#src/identity/second-factor/authenticator-app.ts';
import { PasskeyNameField } from '#src/identity/second-factor/factor-forms.page.tsx';
import { PassKey } from '#src/identity/second-factor/pass-key.page.tsx';
import type { TotpNames } from '#src/identity/second-factor/totp.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { StaffFrame } from './staff-frame.page.tsx';

/** Before the first session: one of two ways to confirm a sign-in. */
export function SetUpPage(props: {
  context: PageContext;
  offer: AppOffer;
  names: TotpNames;
  passkeyOptions: string;
  passkeyName?: string;
  errors: FieldError[];
}) {
  const { context, offer, names, passkeyOptions, passkeyName, errors } = props;
  return (
    <StaffFrame
      context={context}
      title="Настройте подтверждение входа"
      hasErrors={errors.length > 0}
      scripts={['pass-key.js']}
    >
      <div class="stack">
        <ErrorSummary errors={errors} />
        <h1>Настройте подтверждение входа</h1>
        <p>
          Сотрудники видят данные абонентов, поэтому одного пароля мало. Выберите один способ;
          другой можно будет добавить позже.
        </p>
        <div class="pair">
          <section class="card stack" aria-labelledby="app">
            <h2 id="app">Приложение с кодами</h2>
            <Form action={href('staffLoginSetUp')} context={context}>
              <AppSetUp offer={offer} names={names} errors={errors} />
              <Button isWide>Подтвердить и войти</Button>
            </Form>
          </section>
          <section class="card stack" aria-labelledby="passkey">
            <h2 id="passkey">Ключ доступа</h2>
            <p>
              Отпечаток, лицо или ПИН-код этого устройства, телефона рядом, либо электронный ключ.
            </p>
            <Form action={href('staffLoginSetUp')} context={context}>
              <PasskeyNameField errors={errors} value={passkeyName} />
              <PassKey act="add" options={passkeyOptions} variant="secondary">
                Создать ключ доступа и войти
              </PassKey>
            </Form>
          </section>
        </div>
      </div>
    </StaffFrame>
  );
}
