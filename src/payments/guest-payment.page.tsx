import type { StoredBill } from '#src/bills/bills-store.ts';
import { OldBillAlert } from '#src/bills/old-bill.page.tsx';
import type { PayMethod } from '#src/config-gateways.ts';
import type { FormValues } from '#src/http/forms.ts';
import { href } from '#src/routes.ts';
import { Actions, Button } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { Phone } from '#src/ui/contacts.page.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { Facts } from '#src/ui/facts.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatKopecksPlain, formatMoney, formatMonth, maskedNumber } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { MethodField, ReceiptEmailField, SumField } from './pay-fields.page.tsx';
import type { NotPayable } from './start-guest-payment.ts';

type GuestProps = {
  context: PageContext;
  bill: StoredBill;
  isOld: boolean;
  methods: readonly PayMethod[];
  values: FormValues;
  errors: readonly FieldError[];
  formKey: string;
};

const TITLE = 'Оплата квитанции';

/** For whoever holds the bill: nothing of the household but what the page of its code shows. */
export function GuestPaymentPage(props: GuestProps) {
  const { context, bill, methods, errors } = props;
  const { data } = bill;
  return (
    <Page context={context} title={TITLE} hasErrors={errors.length > 0}>
      <PageHead title={TITLE} />
      <ErrorSummary errors={errors} />
      <Columns
        asideLabel="Что за квитанция"
        aside={
          <Card title="Квитанция" headingId="bill">
            <Facts
              isTight
              items={[
                { term: 'Поставщик', value: data.supplier.legalName },
                { term: 'Период', value: formatMonth(data.month) },
                { term: 'Лицевой счёт', value: maskedNumber(data.subscriber.number) },
                {
                  term: 'В ней к оплате',
                  value: formatMoney(data.closingKopecks),
                  isNumber: true,
                },
              ]}
            />
          </Card>
        }
      >
        {props.isOld && <OldBillAlert />}
        {methods.length > 0 ? (
          <GuestForm {...props} />
        ) : (
          <Card title="Оплатите через свой банк" headingId="bank">
            <p>
              На сайте сейчас заплатить нельзя. Наведите камеру в приложении банка на код для
              оплаты: он напечатан в квитанции.
            </p>
          </Card>
        )}
      </Columns>
    </Page>
  );
}

function GuestForm({ context, bill, isOld, methods, values, errors, formKey }: GuestProps) {
  const { closingKopecks } = bill.data;
  return (
    <Card title="Сколько и как" headingId="sum">
      <Form
        action={href('guestPayment', { code: bill.verifyCode })}
        context={context}
        formKey={formKey}
      >
        <SumField
          values={values}
          errors={errors}
          hint={
            isOld
              ? 'Впишите, сколько осталось заплатить: это сказано в последней квитанции. Лишнее зачтём в следующем месяце.'
              : 'Столько в квитанции. Если часть уже заплатили, впишите, сколько осталось: лишнее зачтём в следующем месяце.'
          }
          proposed={isOld ? '' : formatKopecksPlain(closingKopecks)}
        />
        <MethodField values={values} errors={errors} methods={methods} />
        <ReceiptEmailField
          values={values}
          errors={errors}
          hint="Сюда придёт чек и письмо о том, что оплата прошла."
        />
        <Facts
          isTight
          items={[{ term: 'Комиссия', value: <b>{formatMoney(0)}</b>, isNumber: true }]}
        />
        <Actions>
          <Button>Перейти к оплате</Button>
        </Actions>
      </Form>
    </Card>
  );
}

const reasons: Record<Exclude<NotPayable, 'unknown'>, string> = {
  replaced:
    'Эту квитанцию заменила новая: сумма за месяц изменилась. Платите по новой, она есть в кабинете.',
  nothing_owed: 'По этой квитанции платить нечего.',
  other_holder: 'Счёт с тех пор переоформили на другого человека, и платит по нему он.',
  closed: 'Счёт закрыт. Остался ли за ним долг и как его заплатить, скажем по телефону.',
};

export function NotPayablePage(props: {
  context: PageContext;
  code: Exclude<NotPayable, 'unknown'>;
}) {
  const { context, code } = props;
  return (
    <Page context={context} title={TITLE}>
      <PageHead title={TITLE} />
      <Card title="Оплатить её нельзя" headingId="why">
        <p>
          {reasons[code]} Вопросы по телефону <Phone {...context.supplier.contacts.phone} />.
        </p>
      </Card>
    </Page>
  );
}
