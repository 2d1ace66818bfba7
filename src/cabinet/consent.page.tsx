import { href } from '#src/routes.ts';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { Phone } from '#src/ui/contacts.page.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { PresentPassword } from './profile-contacts.page.tsx';

/** What it entails stands before the button; the other way out is named too. */
export function ConsentWithdrawalPage(props: { context: PageContext; errors: FieldError[] }) {
  const { context, errors } = props;
  const { phone } = context.supplier.contacts;
  return (
    <Page
      context={context}
      title="Отозвать согласие"
      section="profile"
      hasErrors={errors.length > 0}
      scripts={['show-password.js']}
    >
      <ErrorSummary errors={errors} />
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">Отозвать согласие и закрыть кабинет?</h1>
        <p>
          Кабинет работает на основании вашего{' '}
          <a href={href('legal', { document: 'consent' })}>
            согласия на обработку персональных данных
          </a>
          . Без него кабинета нет, поэтому сразу после отзыва:
        </p>
        <ul class="plain">
          <li>кабинет закроется на всех устройствах, токены для программ перестанут работать;</li>
          <li>ваши имя, почта, телефон, адрес и пароль удалятся, лицевые счета отвяжутся;</li>
          <li>неотвеченные просьбы добавить счёт удалятся.</li>
        </ul>
        <p>Останется то, что обязан хранить закон или что доказывает законность обработки:</p>
        <ul class="plain">
          <li>
            лицевой счёт, показания, вопросы по ним и расчёты за газ — у поставщика, по договору;
          </li>
          <li>запись о том, когда согласие было дано и отозвано.</li>
        </ul>
        <p>
          Вернуть кабинет нельзя, можно зарегистрироваться заново. Если нужно только убрать счёт,
          сменить почту или выйти на чужом устройстве, это делается в{' '}
          <a href={href('profile')}>профиле</a>. Вопросы: <Phone {...phone} />.
        </p>
        <p>
          Данные можно сначала сохранить: <a href={href('profileExport')}>скачать мои данные</a>.
        </p>
        <Form action={href('profileConsent')} context={context}>
          <PresentPassword errors={errors} />
          <Actions>
            <Button variant="secondary">Отозвать согласие и закрыть кабинет</Button>
            <LinkButton href={href('profile')}>Оставить</LinkButton>
          </Actions>
        </Form>
      </section>
    </Page>
  );
}

export function CabinetClosedPage({ context }: { context: PageContext }) {
  return (
    <Page context={context} title="Кабинет закрыт">
      <div class="auth">
        <section class="card stack" aria-labelledby="h">
          <h1 id="h">Кабинет закрыт</h1>
          <p>
            Согласие отозвано, ваши данные из кабинета удалены. Подтверждение придёт последним
            письмом.
          </p>
          <p>Показания можно передавать по телефону и в офисе.</p>
          <p>
            <a href={href('help')}>Вопросы и ответы</a>
          </p>
        </section>
      </div>
    </Page>
  );
}
