import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { PayMethod } from '#src/config-gateways.ts';
import type { FormValues } from '#src/http/forms.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Actions, Button } from '#src/ui/button.tsx';
import { Card, CardFoot } from '#src/ui/card.tsx';
import { CheckboxField } from '#src/ui/checkbox-field.tsx';
import { Phone } from '#src/ui/contacts.page.tsx';
import { Details } from '#src/ui/details.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Facts } from '#src/ui/facts.tsx';
import { Form } from '#src/ui/form.tsx';
import {
  formatAccountNumber,
  formatDate,
  formatDateWithYear,
  formatKopecksPlain,
  formatMoney,
} from '#src/ui/format.ru.ts';
import { Columns, Links, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { TextField } from '#src/ui/text-field.tsx';
import { soonText, whenText } from './autopay/autopay.ru.ts';
import type { AutopayState } from './autopay/autopay-state.ts';
import { saveConsent } from './autopay/save-consent.ru.ts';
import { MethodField, ReceiptEmailField, SumField } from './pay-fields.page.tsx';
import { Requisites } from './requisites.page.tsx';

/** Another account of the same person, that may be paid for at once. */
export type OtherAccount = { number: string; name: string; balanceKopecks: number };

export type PaymentPageProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  balance: AccountBalance | null;
  /** The part of the balance that should have been paid already. */
  overdueKopecks: number;
  /** None: there is no gateway, and banks take payments by the requisites. */
  methods: readonly PayMethod[];
  /** Those of them that can be kept for autopay. */
  savableMethods: readonly PayMethod[];
  autopay: AutopayState;
  isSavingAsked: boolean;
  others: readonly OtherAccount[];
  values: FormValues;
  errors: readonly FieldError[];
  formKey: string;
};

/** The name of the field of another account's sum. */
export const otherField = (number: string): string => `amount-${number}`;

export function PaymentPage(props: PaymentPageProps) {
  const { context, personalAccount, methods, errors } = props;
  const { number, visibleUntil } = personalAccount;
  if (visibleUntil) return <FormerPayment context={context} visibleUntil={visibleUntil} />;
  return (
    <Page context={context} title="Оплата" section="payment" hasErrors={errors.length > 0}>
      <PageHead title="Оплата" />
      <ErrorSummary errors={errors} />
      <Columns
        asideLabel="Другие способы и история"
        aside={
          <>
            <Card title="Что уже оплачено" headingId="paid">
              <Links
                items={[
                  { href: href('payments', { number }), label: 'История платежей', icon: 'list' },
                  { href: href('charges', { number }), label: 'История начислений', icon: 'card' },
                ]}
              />
            </Card>
            {methods.length > 0 && <AutopayCard {...props} />}
            {methods.length > 0 && (
              <Card title="Через свой банк" headingId="bank">
                <p>Реквизиты подойдут любому банку. Такой платёж идёт до трёх рабочих дней.</p>
                <Details summary="Показать реквизиты">
                  <Requisites supplier={context.supplier} number={number} />
                </Details>
              </Card>
            )}
          </>
        }
      >
        {methods.length > 0 ? (
          <PaymentForm {...props} />
        ) : (
          <Card title="Куда: реквизиты для приложения банка" headingId="requisites">
            <Requisites supplier={context.supplier} number={number} />
          </Card>
        )}
      </Columns>
    </Page>
  );
}

function PaymentForm(props: PaymentPageProps) {
  const { context, personalAccount, methods, savableMethods, others, values, errors, formKey } =
    props;
  const { number } = personalAccount;
  return (
    <Card title="Сколько и как" headingId="sum">
      <Form action={href('payment', { number })} context={context} formKey={formKey}>
        <SumField
          values={values}
          errors={errors}
          hint={<SumHint {...props} />}
          proposed={amountOf(props)}
        />
        <PenaltyBox {...props} />
        {others.length > 0 && <Others {...props} />}
        <MethodField values={values} errors={errors} methods={methods} />
        {savableMethods.length > 0 && <SaveBox {...props} />}
        <ReceiptEmailField values={values} errors={errors} />
        <Facts
          isTight
          items={[
            { term: 'Комиссия', value: <b>{formatMoney(0)}</b>, isNumber: true },
            { term: 'Лицевой счёт', value: formatAccountNumber(number), isNumber: true },
          ]}
        />
        <Actions>
          <Button>Перейти к оплате</Button>
        </Actions>
      </Form>
    </Card>
  );
}

/** Never ticked by us. */
function SaveBox({ values, savableMethods, isSavingAsked }: PaymentPageProps) {
  const isCardOnly = !savableMethods.includes('sbp');
  return (
    <>
      {isSavingAsked && (
        <Alert color="info" title="Чтобы включить автоплатёж" isInset headingLevel={3}>
          <p>Отметьте ниже, что разрешаете сохранить способ оплаты, и заплатите как обычно.</p>
        </Alert>
      )}
      <CheckboxField
        name="save"
        value="1"
        isChecked={values.save === '1'}
        label={saveConsent.label}
        hint={isCardOnly ? `${saveConsent.hint} ${saveConsent.cardOnly}` : saveConsent.hint}
      />
    </>
  );
}

/** What is on, or where to turn it on; quiet, as whoever came here came to pay. */
function AutopayCard({ personalAccount, autopay }: PaymentPageProps) {
  const { rule, method, soon } = autopay;
  return (
    <Card title="Автоплатёж" headingId="autopay">
      {rule ? (
        <p>
          {soon ? `${soonText(soon)}.` : `Включён: ${whenText(rule.when).toLowerCase()}.`}
          {!soon && method && <span class="sub">{method.title}</span>}
        </p>
      ) : (
        <p>Выключен. Можем списывать сами и предупреждать за три дня.</p>
      )}
      <CardFoot>
        <a href={href('autopay', { number: personalAccount.number })}>
          {rule ? 'Изменить или выключить' : 'Как включить автоплатёж'}
        </a>
      </CardFoot>
    </Card>
  );
}

/** What is owed, arrears first; nothing when nothing is. */
function amountOf({ balance }: PaymentPageProps): string {
  const owed = balance?.totalKopecks ?? 0;
  return owed > 0 ? formatKopecksPlain(owed) : '';
}

function SumHint({ balance, overdueKopecks }: PaymentPageProps) {
  const owed = balance?.totalKopecks ?? 0;
  if (owed <= 0) {
    const advance = owed < 0 ? `Переплата ${formatMoney(-owed)}. ` : 'Долга нет. ';
    return <>{advance}Можно заплатить вперёд: зачтём в следующем месяце.</>;
  }
  const { gas } = partsOf(balance);
  const isLate = overdueKopecks >= gas;
  const until = balance?.dueOn && !isLate ? ` до ${formatDate(balance.dueOn)}` : '';
  const debt = `, из них долг ${formatMoney(overdueKopecks)}: сначала закроем его`;
  const arrears = isLate ? ', срок уже прошёл' : overdueKopecks > 0 ? debt : '';
  return (
    <>
      К оплате{until} {formatMoney(owed)}
      {gas === 0 ? ': это пени, долга за газ нет' : arrears}. Можно меньше или больше: лишнее зачтём
      в следующем месяце.
    </>
  );
}

/** Of what is owed: penalties that are in a bill, and the rest. */
function partsOf(balance: AccountBalance | null): { penalties: number; gas: number } {
  const penalties = Math.max(0, balance?.penaltyKopecks ?? 0);
  return { penalties, gas: Math.max(0, (balance?.totalKopecks ?? 0) - penalties) };
}

/** Penalties come last, and grow no further; whoever wants them off first may say so. */
function PenaltyBox({ balance, values }: PaymentPageProps) {
  const { penalties, gas } = partsOf(balance);
  if (penalties === 0 || gas === 0) return null;
  return (
    <CheckboxField
      name="penalties"
      label={`Пени — ${formatMoney(penalties)}: заплатить в первую очередь`}
      hint="Отмечать не обязательно. Без отметки сначала закроем долг за газ, чтобы пени не росли, а остаток пойдёт на пени."
      isChecked={Boolean(values.penalties)}
    />
  );
}

function Others({ others, values, errors }: PaymentPageProps) {
  const isTyped = others.some(({ number }) => values[otherField(number)]);
  return (
    <Details summary="Заплатить сразу и за другие счета" isOpen={isTyped}>
      <div class="stack">
        {others.map(({ number, name, balanceKopecks }) => (
          <TextField
            key={number}
            name={otherField(number)}
            label={`За счёт ${formatAccountNumber(number)}`}
            hint={balanceKopecks > 0 ? `${name}. К оплате ${formatMoney(balanceKopecks)}` : name}
            inputMode="decimal"
            autoComplete="off"
            value={values[otherField(number)] ?? ''}
            error={errorOf(errors, otherField(number))}
          />
        ))}
      </div>
    </Details>
  );
}

/** Whoever pays by habit would pay for somebody else. */
function FormerPayment(props: { context: PageContext; visibleUntil: PlainDate }) {
  const { context, visibleUntil } = props;
  return (
    <Page context={context} title="Оплата" section="payment">
      <PageHead title="Оплата" />
      <Alert color="info" title={`Счёт переоформлен ${formatDateWithYear(visibleUntil)}`}>
        <p>
          Счёт записан на другого человека, и платит по нему он. Если за вами остался долг или
          переплата, позвоните нам: <Phone {...context.supplier.contacts.phone} />.
        </p>
      </Alert>
    </Page>
  );
}
