import { recordedKinds } from '#src/billing/account-event.ts';
import type { KnownEvent } from '#src/billing/account-events-store.ts';
import { eventKindText } from '#src/billing/events.ru.ts';
import type { KnownPrivilege } from '#src/billing/privileges-store.ts';
import type { MeterCard } from '#src/meters/list-meters.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { addDays } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { formatDateShort, formatDateTimeShort, formatShare } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { Tag } from '#src/ui/tag.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { AccountLead } from './account-lead.page.tsx';
import { SelectField } from './entry-form.page.tsx';
import { eventValue, serialOf } from './event-facts.ru.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

export type EventsProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  meters: MeterCard[];
  events: KnownEvent[];
  privileges: KnownPrivilege[];
  mayRecord: boolean;
  /** What was typed into one of the forms, and why it was not taken. */
  values: Readonly<Record<string, string>>;
  errors: FieldError[];
  notice: string | null;
};

/** What the charges of an account follow from besides readings, and where more is entered. */
export function EventsPage(props: EventsProps) {
  const { context, desk, personalAccount, mayRecord, errors, notice } = props;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="События и льготы"
      section="accounts"
      hasErrors={errors.length > 0}
      hasSide={mayRecord}
    >
      <header class="shead">
        <div>
          <h1>События и льготы</h1>
          <p>
            <AccountLead personalAccount={personalAccount} />
          </p>
        </div>
      </header>
      <ErrorSummary errors={errors} />
      {notice && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{notice}</p>
        </div>
      )}
      <div class="smain">
        <Panel id="e-events" title="События">
          {props.events.length === 0 ? (
            <p class="hint">Событий ещё не было.</p>
          ) : (
            <EventsTable {...props} />
          )}
        </Panel>
        <Panel id="e-privileges" title="Льготы">
          {props.privileges.length === 0 ? (
            <p class="hint">Льгот нет.</p>
          ) : (
            <PrivilegesTable {...props} />
          )}
        </Panel>
      </div>
      {mayRecord && (
        <aside class="sside" aria-label="Внести">
          <EventForm {...props} />
          <PrivilegeForm {...props} />
        </aside>
      )}
    </StaffPage>
  );
}

function EventsTable({ context, personalAccount, events, meters, mayRecord }: EventsProps) {
  const { number } = personalAccount;
  return (
    <StaffTable
      label="События, новые сверху"
      columns={[
        { label: 'Событие', align: 'start' },
        { label: 'Счётчик', align: 'start' },
        { label: 'С', align: 'start' },
        { label: 'По', align: 'start' },
        { label: 'Значение' },
        { label: 'Документ', align: 'start' },
        { label: 'Кто внёс', align: 'start' },
        { label: 'Состояние', align: 'start' },
      ]}
      rows={events.map((event) => ({
        id: `e${event.eventId}`,
        cells: [
          eventKindText[event.kind],
          serialOf(event.meterId, meters),
          formatDateShort(event.startsOn),
          event.endsOn && formatDateShort(event.endsOn),
          eventValue(event),
          event.document || null,
          <WhoAndWhen context={context} fact={event} />,
          <State
            fact={event}
            cancelHref={
              mayRecord ? href('staffEventCancellation', { number, eventId: event.eventId }) : null
            }
            what={`${eventKindText[event.kind]} ${formatDateShort(event.startsOn)}`}
          />,
        ],
      }))}
    />
  );
}

function PrivilegesTable({ context, personalAccount, privileges, mayRecord }: EventsProps) {
  const { number } = personalAccount;
  return (
    <StaffTable
      label="Льготы, новые сверху"
      columns={[
        { label: 'Категория', align: 'start' },
        { label: 'Доля' },
        { label: 'С', align: 'start' },
        { label: 'По', align: 'start' },
        { label: 'Кто внёс', align: 'start' },
        { label: 'Состояние', align: 'start' },
      ]}
      rows={privileges.map((privilege) => ({
        id: `p${privilege.privilegeId}`,
        cells: [
          privilege.category || 'не названа',
          formatShare(privilege.share),
          formatDateShort(privilege.validFrom),
          privilege.validTo ? formatDateShort(addDays(privilege.validTo, -1)) : 'без срока',
          <WhoAndWhen context={context} fact={privilege} />,
          <State
            fact={privilege}
            cancelHref={
              mayRecord
                ? href('staffPrivilegeCancellation', { number, privilegeId: privilege.privilegeId })
                : null
            }
            what={`льгота с ${formatDateShort(privilege.validFrom)}`}
          />,
        ],
      }))}
    />
  );
}

type Fact = Pick<KnownEvent, 'recordedByName' | 'recordedAt' | 'cancelledAt'>;

const WhoAndWhen = ({ context, fact }: { context: PageContext; fact: Fact }) => (
  <>
    {fact.recordedByName ?? 'Загрузка'}
    <span class="sub">{formatDateTimeShort(fact.recordedAt, context.supplier.timeZone)}</span>
  </>
);

function State(props: { fact: Fact; cancelHref: string | null; what: string }) {
  if (props.fact.cancelledAt) return <Tag color="neutral">Отменено</Tag>;
  if (!props.cancelHref) return <>Действует</>;
  return (
    <a href={props.cancelHref}>
      Отменить<span class="ds-sr-only">: {props.what}</span>
    </a>
  );
}

function EventForm({ personalAccount, meters, values, errors }: EventsProps) {
  const { number } = personalAccount;
  const field = (name: string) => ({ name, value: values[name], error: errorOf(errors, name) });
  return (
    <Panel id="e-form" title="Внести событие">
      <form class="sform" action={href('staffEventCheck', { number })} method="get" noValidate>
        <div class="is-whole">
          <SelectField
            {...field('kind')}
            label="Что произошло"
            choices={[
              ['', 'Выберите'],
              ...recordedKinds.map((kind) => [kind, eventKindText[kind]] as const),
            ]}
          />
        </div>
        {meters.length > 1 && (
          <div class="is-whole">
            <SelectField
              {...field('meter')}
              label="Счётчик, если событие о нём"
              choices={[
                ['', 'Не о счётчике'],
                ...meters.map(
                  ({ meterId, serialNumber }) => [String(meterId), serialNumber] as const,
                ),
              ]}
            />
          </div>
        )}
        <TextField {...field('from')} label="С" autoComplete="off" />
        <TextField {...field('to')} label="По" autoComplete="off" />
        <div class="is-whole">
          <TextField
            {...field('value')}
            label="Значение: людей или м²"
            inputMode="decimal"
            autoComplete="off"
          />
        </div>
        <p class="hint">
          Показание контролёра или с нового счётчика вносят{' '}
          <a href={`${href('staffAccount', { number })}#s-enter`}>как показание</a>. Последний день
          входит. Суммы покажем до записи.
        </p>
        <Button>Проверить событие</Button>
      </form>
    </Panel>
  );
}

function PrivilegeForm({ personalAccount, values, errors }: EventsProps) {
  const { number } = personalAccount;
  const field = (name: string) => ({ name, value: values[name], error: errorOf(errors, name) });
  return (
    <Panel id="p-form" title="Внести льготу">
      <form class="sform" action={href('staffPrivilegeCheck', { number })} method="get" noValidate>
        <TextField {...field('validFrom')} label="С" autoComplete="off" />
        <TextField {...field('validTo')} label="По" autoComplete="off" />
        <div class="is-whole">
          <TextField
            {...field('share')}
            label="Доля начисления, %"
            inputMode="decimal"
            autoComplete="off"
          />
        </div>
        <p class="hint">
          Её оплачивают за абонента. Последний день входит, без него льгота бессрочная.
        </p>
        <Button variant="secondary">Проверить льготу</Button>
      </form>
    </Panel>
  );
}
