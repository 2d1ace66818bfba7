import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { CheckboxField } from '#src/ui/checkbox-field.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateWithYear } from '#src/ui/format.ru.ts';
import { PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { RadioGroup } from '#src/ui/radio-group.tsx';
import { deliveryFailure, deliveryTerms, deliveryText } from './delivery.ru.ts';
import type { DeliveryWay } from './delivery-store.ts';

export type DeliveryPageProps = {
  context: PageContext;
  number: string;
  email: string;
  way: DeliveryWay;
  /** Somebody else of the household chose it, and letters go to them. */
  isOthers: boolean;
  /** Letters to this person's address come back, so that bills are printed meanwhile. */
  isReturned: boolean;
  chosen: DeliveryWay | null;
  failure: keyof typeof deliveryFailure | null;
  isAgreed: boolean;
  /** Just chosen: from which bill it holds. */
  done: readonly string[] | null;
};

export function DeliveryPage(props: DeliveryPageProps) {
  const { context, number, email, way, isOthers, isReturned, failure, done } = props;
  const title = 'Как получать квитанцию';
  const errors = failure
    ? [{ field: failure === 'not_chosen' ? 'way' : 'agreed', message: deliveryFailure[failure] }]
    : [];
  return (
    <Page context={context} title={title} section="profile" hasErrors={failure !== null}>
      <PageHead title={title} />
      <ErrorSummary errors={errors} />
      {done && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{['Готово.', deliveryText[way], ...done].join(' ')}</p>
        </div>
      )}
      {isReturned && (
        <Alert
          color="warning"
          title="Письма вам не доходят"
          links={[{ href: href('profileEmail'), label: 'Изменить почту' }]}
        >
          <p>
            Последнее письмо на {email} вернулось. Пока так, квитанцию печатаем и приносим, как
            раньше. Исправьте адрес или освободите место в ящике: когда письмо дойдёт, снова будем
            присылать квитанцию на почту.
          </p>
        </Alert>
      )}
      <Card title="Сейчас" headingId="now">
        <p>{deliveryText[way]}</p>
        {way !== 'paper' && (
          <p>{isOthers ? 'Письма получает другой пользователь счёта.' : `Адрес: ${email}.`}</p>
        )}
        <p class="muted">
          Посмотреть и скачать квитанцию можно в любом случае:{' '}
          <a href={href('charges', { number })}>история начислений</a>.
        </p>
      </Card>
      <Card title="Изменить" headingId="change">
        <DeliveryForm {...props} />
      </Card>
    </Page>
  );
}

function DeliveryForm(props: DeliveryPageProps) {
  const { context, number, email, chosen, isAgreed, failure } = props;
  const agreedError = failure === null || failure === 'not_chosen' ? undefined : failure;
  return (
    <Form action={href('billDelivery', { number })} context={context}>
      <RadioGroup
        name="way"
        label="Квитанция за следующие месяцы"
        value={chosen}
        error={failure === 'not_chosen' ? deliveryFailure.not_chosen : undefined}
        choices={[
          {
            value: 'email_pdf',
            label: 'На электронную почту, с\u00a0PDF',
            hint: `Квитанция приложена к письму на ${email}.`,
          },
          {
            value: 'email_link',
            label: 'На электронную почту, ссылкой',
            hint: 'В письме сумма и ссылка на квитанцию в кабинете, без файла.',
          },
          { value: 'paper', label: 'На бумаге', hint: 'Приносим в почтовый ящик.' },
        ]}
      />
      <section class="stack" aria-labelledby="terms">
        <h3 id="terms">{deliveryTerms.title}</h3>
        {deliveryTerms.paragraphs.map((text) => (
          <p key={text}>{text}</p>
        ))}
        <p class="small muted">
          Редакция от {formatDateWithYear(deliveryTerms.version)}. Мы запишем, кто и когда её
          принял.
        </p>
      </section>
      <CheckboxField
        name="agreed"
        value="1"
        label="Отказываюсь от бумажной квитанции"
        hint="Для квитанции на бумаге отмечать не нужно."
        isChecked={isAgreed}
        error={agreedError && deliveryFailure[agreedError]}
      />
      <Button>Сохранить</Button>
    </Form>
  );
}
