import { Button, LinkButton } from './button.tsx';
import { Card } from './card.tsx';
import { CheckboxField } from './checkbox-field.tsx';
import { ErrorSummary, errorOf } from './error-summary.page.tsx';
import { Form } from './form.tsx';
import { GuestColumns, Links } from './layout.tsx';
import type { FieldError, PageContext } from './page-context.ts';
import { PasswordField } from './password-field.page.tsx';
import { SignOut } from './sign-out.page.tsx';
import { TextArea } from './text-area.tsx';
import { TextField } from './text-field.tsx';

const errors: FieldError[] = [
  { field: 'phone', message: 'Допишите номер телефона: не хватает двух цифр' },
  { field: 'password', message: 'Придумайте пароль длиннее: нужно хотя бы 8 знаков' },
  { field: 'consent', message: 'Без согласия завести кабинет нельзя: поставьте отметку' },
];

/** Fields with and without errors. */
export function DevUiForms({ context }: { context: PageContext }) {
  return (
    <GuestColumns aside={<Without />}>
      <ErrorSummary errors={errors} />
      <Card headingLevel={1} title="Регистрация" headingId="register" isStack>
        <Form action="/dev/ui" method="get" context={context}>
          <TextField name="lastName" label="Фамилия" autoComplete="family-name" value="Сергеева" />
          <TextField
            name="accountNumber"
            label="Номер лицевого счёта"
            hint="Есть в любой квитанции, например 390014587201"
            inputMode="numeric"
            size={16}
          />
          <TextField
            name="phone"
            label="Телефон"
            type="tel"
            autoComplete="tel"
            value="+7 911 452 17"
            error={errorOf(errors, 'phone')}
          />
          <PasswordField
            name="password"
            label="Пароль"
            hint="Не короче 8 знаков, любые буквы и пробелы"
            autoComplete="new-password"
            error={errorOf(errors, 'password')}
          />
          <TextField
            name="amount"
            label="Сумма, ₽"
            look="sum"
            inputMode="decimal"
            value="1 240,50"
          />
          <TextArea name="message" label="Сообщение" rows={3} />
          <CheckboxField
            name="consent"
            label="Даю согласие на обработку персональных данных"
            hint={
              <>
                <a href="/dev/ui">Текст согласия</a>. Это отдельный документ, согласие можно
                отозвать.
              </>
            }
            error={errorOf(errors, 'consent')}
          />
          <CheckboxField name="remember" label="Не выходить 90 дней" isChecked />
          <Button isWide>Зарегистрироваться</Button>
        </Form>
        <LinkButton isWide variant="secondary" href="/dev/ui">
          Войти через Госуслуги
        </LinkButton>
        <p class="auth__alt">
          <a href="/dev/ui">Забыли пароль?</a>
          <a href="/dev/ui">Войти</a>
        </p>
        <SignOut context={context} />
      </Card>
    </GuestColumns>
  );
}

const Without = () => (
  <nav class="without" aria-labelledby="without">
    <h2 id="without">Можно без входа</h2>
    <Links
      items={[
        { href: '/dev/ui#help', label: 'Вопросы и ответы', icon: 'list' },
        { href: '/dev/ui#feedback', label: 'Обратная связь', icon: 'chat' },
      ]}
    />
  </nav>
);
