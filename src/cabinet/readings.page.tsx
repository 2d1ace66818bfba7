import type { ReadingCase } from '#src/meters/cases-store.ts';
import type { MeterCard } from '#src/meters/list-meters.ts';
import type { ReadingsPage as History, ReadingEntry } from '#src/meters/list-readings.ts';
import { readingCaseStateText, readingCaseText } from '#src/meters/meters.ru.ts';
import type { BelowReason } from '#src/meters/reading-failure.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Card } from '#src/ui/card.tsx';
import { ConsumptionChart, type ConsumptionMonth } from '#src/ui/consumption-chart.page.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { formatDateTime, formatReading } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { stateColor, Tag } from '#src/ui/tag.tsx';
import { consumptionFinding } from './consumption-finding.ru.ts';
import { closedDay } from './home.page.tsx';
import {
  FieldsOfMeter,
  LastReading,
  MeterFacts,
  ReadingForm,
  readingFieldIds,
  SeveralForm,
} from './reading-form.page.tsx';
import { ReadingHistory } from './reading-history.page.tsx';
import type { TypedReading } from './typed-readings.ts';
import { VerificationAlerts } from './verification.page.tsx';
import { WhatHappened } from './what-happened.page.tsx';

export type RefusedReading = {
  meterId: number;
  value: string;
  takenOn: string;
  corrects: string;
  message: string;
  /** reason: the question «what happened?» was left without an answer. */
  field: 'value' | 'takenOn' | 'reason';
  /** What may have happened, when the reading is below the previous one. */
  reasons: readonly BelowReason[];
  /** The own reading before it, which may be the one at fault. */
  previousConfirmation: string | null;
};

export type ReadingsProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  meters: MeterCard[];
  months: ConsumptionMonth[];
  history: History;
  cases: ReadingCase[];
  /** The open case to which the person has just added a message. */
  addedTo: number | null;
  /** The reading that the person chose to correct. */
  corrected: ReadingEntry | null;
  today: PlainDate;
  isFirstPage: boolean;
  refused: RefusedReading | null;
  /** What was typed for other meters and is not sent yet. */
  typed: readonly TypedReading[];
};

export function ReadingsPage(props: ReadingsProps) {
  const { context, personalAccount, meters, months, history, cases, refused } = props;
  const { number, visibleUntil } = personalAccount;
  const closedOn = closedDay(personalAccount, props.today);
  const active = meters.filter(({ isRemoved }) => !isRemoved);
  const isSending = visibleUntil === null && closedOn === null && props.isFirstPage;
  // Whoever corrects has the form of that meter alone.
  const isMany = active.length > 1 && !props.corrected && !refused?.corrects;
  const errors = refused
    ? [{ field: readingFieldIds(refused.meterId)[refused.field], message: refused.message }]
    : [];
  return (
    <Page context={context} title="Показания" section="readings" hasErrors={refused !== null}>
      <PageHead title="Показания" />
      <ErrorSummary errors={errors} />
      {isSending && <VerificationAlerts meters={active} supplier={context.supplier} />}
      <Columns
        asideLabel="Счётчики"
        aside={meters.map((meter) => (
          <Card
            key={meter.meterId}
            title={meters.length > 1 ? `Счётчик № ${meter.serialNumber}` : 'Ваш счётчик'}
            headingId={`meter-${meter.meterId}`}
          >
            <MeterFacts meter={meter} />
          </Card>
        ))}
      >
        {isSending &&
          inOrder(active, props).map((meter) => (
            <SendCard key={meter.meterId} {...props} meter={meter} isMany={isMany} />
          ))}
        {isSending && isMany && (
          <section class="card" aria-label="Проверить показания">
            <SeveralForm number={number} />
          </section>
        )}
        {active.length === 0 && visibleUntil === null && (
          <Card title="Счётчика нет" headingId="no-meter">
            <p>Показания передавать не нужно: газ считают по нормативу.</p>
          </Card>
        )}
        <Cases context={context} cases={cases} addedTo={props.addedTo} />
        <Card title="История показаний" headingId="history">
          <ReadingHistory
            number={number}
            history={history}
            hasManyMeters={meters.length > 1}
            isSending={isSending && active.length > 0}
          />
        </Card>
        {(meters.length > 0 || history.readings.length > 0) && (
          <ConsumptionChart
            months={months}
            {...consumptionFinding(months, props.today)}
            csvHref={href('consumptionCsv', { number })}
          />
        )}
      </Columns>
    </Page>
  );
}

/** Whoever corrects sees that meter's form alone; after an error its form comes first. */
function inOrder(active: MeterCard[], { corrected, refused }: ReadingsProps): MeterCard[] {
  const wanted = corrected?.meterId ?? refused?.meterId;
  const first = active.filter(({ meterId }) => meterId === wanted);
  if ((corrected || refused?.corrects) && first.length > 0) return first;
  return [...first, ...active.filter(({ meterId }) => meterId !== wanted)];
}

function SendCard(props: ReadingsProps & { meter: MeterCard; isMany: boolean }) {
  const { meter, isMany, refused, corrected, typed, personalAccount } = props;
  const { number } = personalAccount;
  const waiting = typed.find((one) => one.meter === String(meter.meterId));
  const own = refused?.meterId === meter.meterId ? refused : null;
  const correcting = corrected?.meterId === meter.meterId ? corrected : null;
  const title = correcting
    ? `Исправьте показание ${formatReading(correcting.value)}`
    : isMany
      ? `Передайте показание: счётчик № ${meter.serialNumber}`
      : 'Передайте показание';
  const values = {
    value: own?.value ?? waiting?.value ?? (correcting ? correcting.value.replace('.', ',') : ''),
    takenOn:
      own?.takenOn ??
      waiting?.on ??
      (correcting ? correcting.takenOn.split('-').reverse().join('.') : ''),
  };
  const errors = own && own.field !== 'reason' ? { [own.field]: own.message } : {};
  const fields = { meter, values, errors, hasDate: true };
  return (
    <section class="card" aria-labelledby={`send-${meter.meterId}`}>
      <div class="today__top">
        <h2 id={`send-${meter.meterId}`}>{title}</h2>
        <LastReading meter={meter} />
      </div>
      {own && own.reasons.length > 0 && (
        <WhatHappened number={number} meter={meter} refused={own} typed={typed} />
      )}
      {isMany ? (
        <FieldsOfMeter {...fields} />
      ) : (
        <ReadingForm
          {...fields}
          number={number}
          corrects={own?.corrects || (correcting?.confirmation ?? '')}
        />
      )}
    </section>
  );
}

function Cases(props: Pick<ReadingsProps, 'context' | 'cases' | 'addedTo'>) {
  const { context, cases, addedTo } = props;
  if (cases.length === 0) return null;
  return (
    <Card title="На проверке у сотрудников" headingId="cases">
      <ul class="links">
        {cases.map((known) => (
          <li key={known.caseId} id={`case-${known.caseId}`}>
            <p>
              {readingCaseText[known.kind]}: показание{' '}
              <b class="num">{formatReading(known.value)}</b>, счётчик № {known.meterSerial}{' '}
              <Tag color={stateColor[known.state]}>{readingCaseStateText[known.state]}</Tag>
            </p>
            {known.caseId === addedTo && (
              <p>Об этом уже спрашивали. Ваше сообщение добавили к обращению.</p>
            )}
            {known.comment && <p class="small">Сообщение: {known.comment}</p>}
            <p class="small muted">
              Отправлено {formatDateTime(known.createdAt, context.supplier.timeZone)}
              {known.decisionReason && `. ${known.decisionReason}`}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}
