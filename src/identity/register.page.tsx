import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { CheckboxField } from '#src/ui/checkbox-field.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PasswordField } from '#src/ui/password-field.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';

type RegisterProps = {
  context: PageContext;
  values: Record<string, string>;
  errors: FieldError[];
};

export function RegisterPage({ context, values, errors }: RegisterProps) {
  const field = (name: string) => ({ name, value: values[name], error: errorOf(errors, name) });
  return (
    <Page
      context={context}
      title="Регистрация"
      hasErrors={errors.length > 0}
      scripts={['show-password.js']}
    >
      <div class="auth">
        <div class="stack">
          <ErrorSummary errors={errors} />
          <section class="card stack" aria-labelledby="h">
            <h1 id="h">Регистрация</h1>
            <Form action={href('register')} context={context}>
              <TextField {...field('lastName')} label="Фамилия" autoComplete="family-name" />
              <TextField {...field('firstName')} label="Имя" autoComplete="given-name" />
              <TextField
                {...field('middleName')}
                label="Отчество"
                hint="Если есть"
                autoComplete="additional-name"
              />
              <TextField
                {...field('address')}
                label="Адрес"
                hint="Куда подаётся газ: город, улица, дом, квартира"
                autoComplete="street-address"
              />
              <TextField
                {...field('accountNumber')}
                label="Номер лицевого счёта"
                hint={`Есть в любой квитанции, например ${context.supplier.accountNumberExample}`}
                autoComplete="off"
              />
              <TextField
                {...field('email')}
                label="Электронная почта"
                hint="Пришлём письмо со ссылкой: без неё кабинет не появится"
                type="email"
                autoComplete="email"
                autoCapitalize="none"
                spellCheck={false}
              />
              <TextField {...field('phone')} label="Телефон" type="tel" autoComplete="tel" />
              <PasswordField
                name="password"
                error={errorOf(errors, 'password')}
                label="Пароль"
                hint="Не короче 8 знаков, любые буквы и пробелы"
                autoComplete="new-password"
              />
              <CheckboxField
                name="consent"
                value="yes"
                isChecked={values.consent === 'yes'}
                error={errorOf(errors, 'consent')}
                label="Даю согласие на обработку персональных данных"
                hint={
                  <>
                    <a href={href('legal', { document: 'consent' })}>Текст согласия</a>. Это
                    отдельный документ, согласие можно отозвать.
                  </>
                }
              />
              <Button isWide>Зарегистрироваться</Button>
            </Form>
            <p class="auth__new">
              Уже есть кабинет? <a href={href('login')}>Войти</a>
            </p>
          </section>
        </div>
        <aside class="without" aria-labelledby="why">
          <h2 id="why">Что понадобится</h2>
          <ul class="plain">
            <li>Номер лицевого счёта — в правом верхнем углу квитанции.</li>
            <li>
              После подтверждения почты спросим фамилию того, на кого записан счёт, и номер
              счётчика, ПИН или сумму последней квитанции: так чужой счёт добавить нельзя.
            </li>
          </ul>
        </aside>
      </div>
    </Page>
  );
}

export function RegistrationSentPage(props: {
  context: PageContext;
  email: string;
  /** Our mail server is away: letters to everybody wait. */
  isMailAway: boolean;
  /** `1`: sent again; `soon`: the last letter has just gone. */
  again: string;
}) {
  const { context, email, again, isMailAway } = props;
  return (
    <Page context={context} title="Проверьте почту">
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">Проверьте почту</h1>
          {again === '1' && <p role="status">Отправили письмо ещё раз.</p>}
          {again === 'soon' && (
            <p role="status">Прошлое письмо ещё в пути. Подождите полминуты и попробуйте снова.</p>
          )}
          <p>
            Отправили письмо
            {email ? (
              <>
                {' '}
                на <b>{email}</b>
              </>
            ) : null}
            . Откройте его, перейдите по ссылке и нажмите «Активировать». Ссылка действует двое
            суток.
          </p>
          {isMailAway && <MailAway />}
          <p class="muted">
            Письма нет? Загляните в «Спам» и подождите полминуты, потом отправьте ещё раз. Если в
            адресе ошибка, исправьте его: остальное уже заполнено, нужно только снова придумать
            пароль и дать согласие. Прежняя запись исчезнет сама.
          </p>
          {email && (
            <Form action={href('registerResend')} context={context} layout="actions">
              <Button variant="secondary">Отправить ещё раз</Button>
            </Form>
          )}
          <p>
            <a href={`${href('register')}?again=1#email`}>Исправить адрес</a>
          </p>
        </section>
      </div>
    </Page>
  );
}

/** Said of all letters at once, so it tells nobody anything of an address. */
export function MailAway() {
  return (
    <p>
      Сейчас наши письма задерживаются: почтовый сервер не отвечает. Письмо не потеряется и придёт
      само, отправлять форму ещё раз не нужно.
    </p>
  );
}
