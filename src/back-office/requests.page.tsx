import type { FailedLetter } from '#src/mail/failed-letters.ts';
import type { WaitingCase } from '#src/meters/cases-store.ts';
import { readingCaseText } from '#src/meters/meters.ru.ts';
import type { ImprobableReading } from '#src/meters/review-store.ts';
import type { WaitingRequest } from '#src/personal-accounts/linking-decisions-store.ts';
import { href } from '#src/routes.ts';
import { formatDateShort, formatDateTimeShort, formatReading } from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { nameOf } from './account-panels.page.tsx';
import { letterErrorText, letterKindText } from './back-office.ru.ts';
import { maskedEmail } from './masked.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

export type RequestsProps = {
  context: PageContext;
  desk: Desk;
  linking: WaitingRequest[];
  cases: WaitingCase[];
  improbable: ImprobableReading[];
  letters: FailedLetter[];
  /** The queues are cut at this many, and say so. */
  limit: number;
  notice: string | null;
};

/** What waits for a decision, each queue with the oldest first. */
export function RequestsPage(props: RequestsProps) {
  const { context, desk, notice } = props;
  return (
    <StaffPage context={context} desk={desk} title="Заявки" section="requests">
      <header class="shead">
        <h1>Заявки</h1>
      </header>
      <nav class="sjump" aria-label="На странице">
        <a href="#q-linking">Добавить счёт ({countOf(props.linking, props.limit)})</a>
        <a href="#q-cases">Показания на проверку ({countOf(props.cases, props.limit)})</a>
        <a href="#q-improbable">Большой расход ({countOf(props.improbable, props.limit)})</a>
        <a href="#q-letters">Письма не дошли ({countOf(props.letters, props.limit)})</a>
      </nav>
      {notice && (
        <div class="ds-alert" data-color="success" role="status">
          <p>{notice}</p>
        </div>
      )}
      <Linking {...props} />
      <Cases {...props} />
      <Improbable {...props} />
      <Letters {...props} />
    </StaffPage>
  );
}

const countOf = (list: readonly unknown[], limit: number): string =>
  list.length < limit ? String(list.length) : `первые ${limit}`;

function Linking({ linking, context }: RequestsProps) {
  return (
    <Panel id="q-linking" title="Добавить счёт: подтвердить нечем">
      {linking.length === 0 ? (
        <p class="hint">Никто не ждёт.</p>
      ) : (
        <StaffTable
          label="Кто просит добавить счёт"
          columns={[
            { label: 'Кто просит', align: 'start' },
            { label: 'Счёт', align: 'start' },
            { label: 'Назвал владельца', align: 'start' },
            { label: 'Ждёт с', align: 'start' },
          ]}
          rows={linking.map((one) => ({
            cells: [
              <a href={href('staffLinkingRequest', { requestId: one.linkingRequestId })}>
                {nameOf(one)}
              </a>,
              <span class="num">{one.accountNumber}</span>,
              one.holderLastName,
              formatDateTimeShort(one.createdAt, context.supplier.timeZone),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function Cases({ cases, context }: RequestsProps) {
  return (
    <Panel id="q-cases" title="Показания на проверку">
      {cases.length === 0 ? (
        <p class="hint">Никто не ждёт.</p>
      ) : (
        <StaffTable
          label="Показания на проверку"
          columns={[
            { label: 'Что случилось', align: 'start' },
            { label: 'Показание' },
            { label: 'Снято', align: 'start' },
            { label: 'Счёт', align: 'start' },
            { label: 'Адрес', align: 'start' },
            { label: 'Ждёт с', align: 'start' },
          ]}
          rows={cases.map((one) => ({
            cells: [
              <a href={href('staffReadingCase', { number: one.number, caseId: one.caseId })}>
                {readingCaseText[one.kind]}
              </a>,
              <b>{formatReading(one.value)}</b>,
              formatDateShort(one.takenOn),
              <span class="num">{one.number}</span>,
              one.address,
              formatDateTimeShort(one.createdAt, context.supplier.timeZone),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function Improbable({ improbable, context }: RequestsProps) {
  return (
    <Panel id="q-improbable" title="Необычно большой расход, житель подтвердил">
      {improbable.length === 0 ? (
        <p class="hint">Никто не ждёт.</p>
      ) : (
        <StaffTable
          label="Показания с большим расходом"
          columns={[
            { label: 'Показание', align: 'start' },
            { label: 'Снято', align: 'start' },
            { label: 'Счёт', align: 'start' },
            { label: 'Адрес', align: 'start' },
            { label: 'Передано', align: 'start' },
          ]}
          rows={improbable.map((one) => ({
            cells: [
              <a href={href('staffImprobable', { number: one.number, readingId: one.readingId })}>
                {formatReading(one.value)}
              </a>,
              formatDateShort(one.takenOn),
              <span class="num">{one.number}</span>,
              one.address,
              formatDateTimeShort(one.receivedAt, context.supplier.timeZone),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

function Letters({ letters, context }: RequestsProps) {
  return (
    <Panel id="q-letters" title="Письма не дошли">
      {letters.length === 0 ? (
        <p class="hint">Все письма дошли или ещё отправляются.</p>
      ) : (
        <StaffTable
          label="Письма, которые не дошли"
          columns={[
            { label: 'Письмо', align: 'start' },
            { label: 'Кому', align: 'start' },
            { label: 'Почему', align: 'start' },
            { label: 'Написано', align: 'start' },
          ]}
          rows={letters.map((one) => ({
            cells: [
              <a href={href('staffLetter', { letterId: one.letterId })}>
                {letterKindText(one.kind)}
              </a>,
              maskedEmail(one.to),
              letterErrorText(one.error),
              formatDateTimeShort(one.createdAt, context.supplier.timeZone),
            ],
          }))}
        />
      )}
    </Panel>
  );
}
