import type { FailedLetter } from '#src/mail/failed-letters.ts';
import type { ReadingEntry } from '#src/meters/list-readings.ts';
import {
  readingCaseStateText,
  readingCaseText,
  readingStatusText,
  sourceText,
} from '#src/meters/meters.ru.ts';
import type { LinkedUser } from '#src/personal-accounts/household-store.ts';
import { linkingStateText } from '#src/personal-accounts/linking-form.ru.ts';
import { href } from '#src/routes.ts';
import {
  formatDateShort,
  formatDateTimeShort,
  formatReading,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import { stateColor, Tag } from '#src/ui/tag.tsx';
import type { AccountProps } from './account.page.tsx';
import { letterErrorText, letterKindText, letterStateText, proofText } from './back-office.ru.ts';
import { maskedEmail, maskedPhone } from './masked.ts';
import { Panel, StaffTable } from './staff-parts.page.tsx';

export function ReadingsPanel({ personalAccount, readings, meters }: AccountProps) {
  const { number } = personalAccount;
  return (
    <Panel
      id="s-read"
      title="Показания"
      links={<a href={href('staffReadings', { number })}>Все</a>}
    >
      {readings.length === 0 ? (
        <p class="hint">Показаний ещё не было.</p>
      ) : (
        <ReadingsTable number={number} readings={readings} hasManyMeters={meters.length > 1} />
      )}
    </Panel>
  );
}

export function ReadingsTable(props: {
  number: string;
  readings: ReadingEntry[];
  hasManyMeters: boolean;
}) {
  const { number, readings, hasManyMeters } = props;
  return (
    <StaffTable
      label="Показания, новые сверху"
      columns={[
        { label: 'Дата', align: 'start' },
        { label: 'Значение' },
        { label: 'м³' },
        ...(hasManyMeters ? [{ label: 'Счётчик', align: 'start' as const }] : []),
        { label: 'Откуда', align: 'start' },
        { label: 'Состояние', align: 'start' },
        { label: 'Номер', align: 'start' },
      ]}
      rows={readings.map((reading) => ({
        id: `r${reading.readingId}`,
        cells: [
          <span class="num">{formatDateShort(reading.takenOn)}</span>,
          <b>{formatReading(reading.value)}</b>,
          reading.status === 'accepted' && reading.volumeM3 !== null
            ? formatVolumePlain(reading.volumeM3)
            : null,
          ...(hasManyMeters ? [reading.meterSerial] : []),
          sourceText(reading),
          readingStatusText[reading.status],
          reading.confirmation ? (
            <a
              class="num"
              href={href('staffReading', { number, confirmation: reading.confirmation })}
            >
              {reading.confirmation}
            </a>
          ) : null,
        ],
      }))}
    />
  );
}

export function ResidentsPanel(props: AccountProps) {
  const { personalAccount, linked, hasContacts, may, context } = props;
  const { number } = personalAccount;
  const contactsLink = !hasContacts && may.seeContacts && linked.length > 0 && (
    <a href={href('staffAccountContacts', { number })}>Показать телефоны и почту</a>
  );
  return (
    <Panel id="s-users" title="Кто видит счёт в кабинете" links={contactsLink}>
      {linked.length === 0 ? (
        <p class="hint">Никто: счёт ещё не добавляли.</p>
      ) : (
        <StaffTable
          label="Жители, у которых есть доступ"
          columns={[
            { label: 'Кто', align: 'start' },
            { label: 'Телефон', align: 'start' },
            { label: 'Почта', align: 'start' },
            { label: 'Как подтвердил', align: 'start' },
            { label: 'С какого дня', align: 'start' },
            ...(may.proposeChanges ? [{ label: 'Доступ', align: 'start' as const }] : []),
          ]}
          rows={linked.map((user) => ({
            cells: [
              nameOf(user),
              hasContacts ? user.phone : maskedPhone(user.phone),
              hasContacts ? user.email : maskedEmail(user.email),
              proofText[user.proof],
              <>
                {formatDateTimeShort(user.linkedAt, context.supplier.timeZone)}
                {user.visibleUntil && (
                  <span class="sub">видит до {formatDateShort(user.visibleUntil)}</span>
                )}
              </>,
              ...(may.proposeChanges
                ? [
                    <a href={href('staffAccessEnding', { number, userId: user.userId })}>
                      Закрыть доступ<span class="ds-sr-only">: {nameOf(user)}</span>
                    </a>,
                  ]
                : []),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

export const nameOf = (user: Pick<LinkedUser, 'lastName' | 'firstName' | 'middleName'>): string =>
  [user.lastName, user.firstName, user.middleName].filter(Boolean).join(' ');

export function RequestsPanel({ personalAccount, cases, requests, may, context }: AccountProps) {
  const { number } = personalAccount;
  const { timeZone } = context.supplier;
  if (cases.length + requests.length === 0) {
    return (
      <Panel id="s-req" title="Заявки">
        <p class="hint">Ничего не присылали.</p>
      </Panel>
    );
  }
  const link = (address: string, label: string) =>
    may.seeRequests ? <a href={address}>{label}</a> : label;
  return (
    <Panel id="s-req" title="Заявки">
      <StaffTable
        label="Заявки по счёту"
        columns={[
          { label: 'О чём', align: 'start' },
          { label: 'Когда', align: 'start' },
          { label: 'Состояние', align: 'start' },
        ]}
        rows={[
          ...cases.map((one) => ({
            cells: [
              link(
                href('staffReadingCase', { number, caseId: one.caseId }),
                `${readingCaseText[one.kind]}, ${formatReading(one.value)}`,
              ),
              formatDateTimeShort(one.createdAt, timeZone),
              <Tag color={stateColor[one.state]}>{readingCaseStateText[one.state]}</Tag>,
            ],
          })),
          ...requests.map((one) => ({
            cells: [
              link(
                href('staffLinkingRequest', { requestId: one.linkingRequestId }),
                `Добавить счёт, ${nameOf(one)}`,
              ),
              formatDateTimeShort(one.createdAt, timeZone),
              <Tag color={stateColor[one.state]}>{linkingStateText[one.state]}</Tag>,
            ],
          })),
        ]}
      />
    </Panel>
  );
}

export function LettersPanel({ letters, may, context }: AccountProps) {
  if (letters.length === 0) {
    return (
      <Panel id="s-mail" title="Письма">
        <p class="hint">Писем ещё не было.</p>
      </Panel>
    );
  }
  const what = ({ letterId, kind, state }: FailedLetter) =>
    may.seeRequests && state === 'failed' ? (
      <a href={href('staffLetter', { letterId })}>{letterKindText(kind)}</a>
    ) : (
      letterKindText(kind)
    );
  return (
    <Panel id="s-mail" title="Письма">
      <StaffTable
        label="Письма жителям"
        columns={[
          { label: 'О чём', align: 'start' },
          { label: 'Когда', align: 'start' },
          { label: 'Состояние', align: 'start' },
        ]}
        rows={letters.map((letter) => ({
          cells: [
            what(letter),
            formatDateTimeShort(letter.createdAt, context.supplier.timeZone),
            letter.state === 'failed'
              ? `${letterStateText.failed}: ${letterErrorText(letter.error)}`
              : letterStateText[letter.state],
          ],
        }))}
      />
    </Panel>
  );
}
