import type { ReadingsPage as History, ReadingEntry } from '#src/meters/list-readings.ts';
import { readingStatusText, sourceText } from '#src/meters/meters.ru.ts';
import type { StaffSource } from '#src/meters/reading-types.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Facts } from '#src/ui/facts.tsx';
import { Form } from '#src/ui/form.tsx';
import {
  formatAccountNumber,
  formatDateShort,
  formatDateTime,
  formatMonth,
  formatReading,
  formatVolume,
} from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { AccountHeading } from './account-lead.page.tsx';
import { ReadingsTable } from './account-panels.page.tsx';
import { ReasonField } from './decision-form.page.tsx';
import { staffSources } from './entry-form.page.tsx';
import { holderOf } from './holder.ts';
import { Panel } from './staff-parts.page.tsx';

type OfAccount = { context: PageContext; desk: Desk; personalAccount: PersonalAccount };

/** The whole history: every version of every reading. */
export function ReadingsPage(props: OfAccount & { history: History; hasManyMeters: boolean }) {
  const { context, desk, personalAccount, history, hasManyMeters } = props;
  const { number } = personalAccount;
  return (
    <StaffPage context={context} desk={desk} title="Показания" section="accounts">
      <AccountHeading title="Показания" personalAccount={personalAccount} />
      <section class="spanel" aria-label="История показаний">
        {history.readings.length === 0 ? (
          <p class="hint">Показаний ещё не было.</p>
        ) : (
          <ReadingsTable
            number={number}
            readings={history.readings}
            hasManyMeters={hasManyMeters}
          />
        )}
        {history.nextCursor && (
          <p>
            <a href={`${href('staffReadings', { number })}?cursor=${history.nextCursor}`}>
              Показать более ранние
            </a>
          </p>
        )}
      </section>
    </StaffPage>
  );
}

export type ReadingProps = OfAccount & {
  reading: ReadingEntry & { confirmation: string };
  mayChange: boolean;
  errors: FieldError[];
  reason: string;
};

/** One reading: what became of it, and what staff may do about it. */
export function ReadingPage(props: ReadingProps) {
  const { context, desk, personalAccount, reading, mayChange, errors } = props;
  const { number } = personalAccount;
  const title = `Показание ${formatReading(reading.value)}`;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title={title}
      section="accounts"
      hasErrors={errors.length > 0}
    >
      <header class="shead">
        <div>
          <h1>{title}</h1>
          <p>
            <a href={href('staffAccount', { number })}>
              {formatAccountNumber(number)}, {holderOf(personalAccount)}
            </a>
          </p>
        </div>
      </header>
      <ErrorSummary errors={errors} />
      <Panel id="s-facts" title={readingStatusText[reading.status]}>
        <Facts isTight items={factsOf(reading, context.supplier.timeZone)} />
      </Panel>
      {mayChange && reading.canChange && <ChangeForms {...props} />}
      {mayChange && !reading.canChange && reading.status === 'accepted' && (
        <p class="hint">Месяц этого показания закрыт: менять его здесь нельзя.</p>
      )}
    </StaffPage>
  );
}

const factsOf = (reading: ReadingEntry, timeZone: string) => [
  { term: 'Номер', value: reading.confirmation, isNumber: true },
  { term: 'Счётчик', value: `№ ${reading.meterSerial}` },
  { term: 'Снято', value: formatDateShort(reading.takenOn), isNumber: true },
  { term: 'Получено', value: formatDateTime(reading.receivedAt, timeZone) },
  { term: 'Откуда', value: sourceText(reading) },
  ...(reading.voidReason ? [{ term: 'Отозвал сотрудник', value: reading.voidReason }] : []),
  ...(reading.previous
    ? [
        {
          term: 'Прошлое показание',
          note: formatDateShort(reading.previous.takenOn),
          value: formatReading(reading.previous.value),
          isNumber: true,
        },
      ]
    : []),
  ...(reading.volumeM3 !== null && reading.status === 'accepted'
    ? [
        { term: 'Прошло по счётчику', value: formatVolume(reading.volumeM3), isNumber: true },
        { term: 'Входит в счёт', value: `за ${formatMonth(reading.billingMonth)}` },
      ]
    : []),
];

/** A control reading is corrected as one; whatever else is corrected came to the office. */
const ownSource = ({ source }: ReadingEntry): StaffSource =>
  staffSources.find((known) => known === source) ?? 'office';

function ChangeForms({ context, personalAccount, reading, errors, reason }: ReadingProps) {
  const { number } = personalAccount;
  const { confirmation } = reading;
  return (
    <div class="spair">
      <Panel id="s-correct" title="Исправить">
        <form class="sform" action={href('staffReadingCheck', { number })} method="get" noValidate>
          <input type="hidden" name="corrects" value={confirmation} />
          <input type="hidden" name="source" value={ownSource(reading)} />
          <TextField
            name="value"
            label="Верное значение, м³"
            value={reading.value.replace('.', ',')}
            inputMode="decimal"
            autoComplete="off"
          />
          <TextField
            name="on"
            label="Дата"
            value={formatDateShort(reading.takenOn)}
            autoComplete="off"
          />
          <Button variant="secondary">Проверить</Button>
        </form>
      </Panel>
      <Panel id="s-void" title="Отозвать">
        <p class="hint">
          Показание перестанет считаться, в истории останется. Житель получит письмо.
        </p>
        <Form action={href('staffReadingWithdrawal', { number, confirmation })} context={context}>
          <ReasonField
            label="Почему"
            hint="Это увидит житель и останется в журнале"
            value={reason}
            error={errorOf(errors, 'reason')}
          />
          <Button variant="secondary">Отозвать показание</Button>
        </Form>
      </Panel>
    </div>
  );
}
