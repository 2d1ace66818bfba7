import type { FormValues } from '#src/http/forms.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { Card, CardFoot } from '#src/ui/card.tsx';
import { Details } from '#src/ui/details.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { type FactItem, Facts } from '#src/ui/facts.tsx';
import { Form } from '#src/ui/form.tsx';
import {
  formatAccountNumber,
  formatDate,
  formatDateShort,
  formatMoney,
} from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import { runText, soonText, whenText } from './autopay.ru.ts';
import { AutopayForm } from './autopay-form.page.tsx';
import type { AutopayRule } from './autopay-rule.ts';
import type { AutopayState } from './autopay-state.ts';
import { BindingForm, type BindingProps, BoundNote } from './binding.page.tsx';
import type { BindingState } from './bindings-store.ts';
import type { OwnRun } from './own-runs-store.ts';
import { saveConsent } from './save-consent.ru.ts';

export type AutopayPageProps = BindingProps & {
  isClosed: boolean;
  /** Whether some way to pay can be kept at all. */
  canSave: boolean;
  state: AutopayState;
  /** What the field of the cap holds at first. */
  capKopecks: number;
  /** As typed; null: nothing was sent. */
  values: FormValues | null;
  notice: 'on' | 'off' | null;
  bound: BindingState | null;
};

const notices = {
  on: 'Автоплатёж включён. Подтверждение пришлём письмом.',
  off: 'Автоплатёж выключен. Больше ничего не спишем.',
} as const;

export function AutopayPage(props: AutopayPageProps) {
  const { context, state, errors, notice, bound } = props;
  return (
    <Page context={context} title="Автоплатёж" section="payment" hasErrors={errors.length > 0}>
      <PageHead title="Автоплатёж" />
      <ErrorSummary errors={errors} />
      <BoundNote bound={bound} />
      {notice && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{notices[notice]}</p>
        </div>
      )}
      <Columns asideLabel="Как это работает и что уже было" aside={<Aside {...props} />}>
        {state.rule ? <On {...props} rule={state.rule} /> : <Off {...props} />}
        {!props.isClosed && <Binding {...props} />}
      </Columns>
    </Page>
  );
}

function On(props: AutopayPageProps & { rule: AutopayRule }) {
  const { context, number, rule, state } = props;
  const { method, soon } = state;
  const items: FactItem[] = [
    { term: 'Лицевой счёт', value: formatAccountNumber(number), isNumber: true },
    { term: 'Чем', value: method?.title ?? '' },
    { term: 'Когда', value: whenText(rule.when) },
    { term: 'Не больше в месяц', value: formatMoney(rule.capKopecks), isNumber: true },
    ...(soon === null && rule.nextDueOn
      ? [{ term: 'Ближайший день', value: formatDate(rule.nextDueOn) }]
      : []),
  ];
  return (
    <>
      <Card title="Включён" headingId="state" tint="okay">
        {soon && (
          <p>
            <b>{soonText(soon)}.</b>
          </p>
        )}
        <Facts isTight items={items} />
        <Form action={href('autopayOff', { number })} context={context} layout="actions">
          <Button variant="secondary">Выключить автоплатёж</Button>
        </Form>
      </Card>
      <Card title="Изменить" headingId="change">
        <Details summary="Другой день, предел или способ оплаты" isOpen={props.values !== null}>
          <AutopayForm {...props} button="Сохранить" />
        </Details>
      </Card>
    </>
  );
}

function Off(props: AutopayPageProps) {
  const { number, state, isClosed, canSave } = props;
  if (isClosed) {
    return (
      <Alert color="info" title="Счёт закрыт">
        <p>Начислений по нему больше нет, поэтому и списывать нечего.</p>
      </Alert>
    );
  }
  if (state.methods.length > 0) {
    return (
      <Card title="Включить" headingId="state">
        <AutopayForm {...props} button="Включить автоплатёж" />
      </Card>
    );
  }
  if (!canSave) {
    return (
      <Alert color="info" title="Пока не получится">
        <p>Способы оплаты сейчас не сохраняются, поэтому автоплатёж включить нельзя.</p>
      </Alert>
    );
  }
  return (
    <Card title="Сначала заплатите один раз сами" headingId="state">
      <p>
        Чтобы списывать за вас, нам нужна ваша карта или счёт СБП. Сохранить их можно при обычной
        оплате: отметьте «{saveConsent.label}». После оплаты вернитесь сюда и включите автоплатёж.
      </p>
      <Actions>
        <LinkButton href={`${href('payment', { number })}?save=1`}>Перейти к оплате</LinkButton>
      </Actions>
    </Card>
  );
}

/** Another way to be kept: for whoever has nothing to pay now. */
function Binding(props: AutopayPageProps) {
  const { state, bindable, errors } = props;
  if (bindable.length === 0) return null;
  const isTyped = errors.some(({ field }) => ['bound', 'email', 'save'].includes(field));
  return (
    <Card title="Привязать карту или счёт без оплаты" headingId="binding">
      <Details
        summary={state.methods.length > 0 ? 'Привязать ещё' : 'Если платить сейчас нечего'}
        isOpen={isTyped}
      >
        <BindingForm {...props} />
      </Details>
    </Card>
  );
}

function Aside({ state, context }: AutopayPageProps) {
  const { billReadyDay } = context.supplier.calendar;
  return (
    <>
      <Card title="Что будет" headingId="what">
        <p>За три дня до списания пришлём письмо: день, сумма и кнопка «Выключить автоплатёж».</p>
        <p>
          Спишем долг за газ на этот день, но не больше, чем написали в письме. Нет долга — не
          спишем ничего. Пени автоплатёж не платит.
        </p>
        <p>Если банк откажет, напишем вам и второй раз пробовать не будем.</p>
        <p>Квитанция бывает готова к&nbsp;{billReadyDay}&nbsp;числу.</p>
        <CardFoot>
          <a href={href('paymentMethods')}>Сохранённые способы оплаты</a>
        </CardFoot>
      </Card>
      {state.runs.length > 0 && (
        <Card title="Списания" headingId="runs">
          <Facts isTight items={state.runs.map(runFact)} />
        </Card>
      )}
    </>
  );
}

function runFact({ dueOn, state, amountKopecks, announcedKopecks, publicId }: OwnRun): FactItem {
  const day = formatDateShort(dueOn);
  const kopecks = amountKopecks ?? (state === 'announced' ? announcedKopecks : null);
  return {
    term: publicId ? <a href={href('paymentState', { paymentId: publicId })}>{day}</a> : day,
    note: runText[state],
    value: kopecks === null ? '—' : formatMoney(kopecks),
    isNumber: true,
  };
}
