import type { ReadingEntry } from '#src/meters/list-readings.ts';
import { readingStatusText, sourceText } from '#src/meters/meters.ru.ts';
import type { NotCountedReason } from '#src/meters/reading-types.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { FileLink } from '#src/ui/file-link.tsx';
import {
  formatDateTime,
  formatDateWithYear,
  formatMonth,
  formatReading,
  formatVolume,
} from '#src/ui/format.ru.ts';
import { Icon } from '#src/ui/icon.tsx';
import { Columns } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { Timeline } from '#src/ui/timeline.tsx';
import { nextSteps } from './next-steps.page.tsx';
import { VerifyFirst } from './reading-check.page.tsx';
import { type TypedReading, typedQuery } from './typed-readings.ts';

type DoneProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  reading: ReadingEntry;
  today: PlainDate;
  /** Where the letter went; null when somebody else of the household sent the reading. */
  email: string | null;
  /** Why it could not be taken back. */
  refusal?: string | null;
  /** Typed for other meters, still to be checked. */
  waiting: readonly TypedReading[];
};

const titles = {
  accepted: 'Показание принято',
  stored: 'Показание сохранено, но в счёт не войдёт',
  corrected: 'Показание исправлено более поздним',
  withdrawn: 'Показание отозвано',
} as const satisfies Record<ReadingEntry['status'], string>;

const whyNotCounted = {
  verification_expired: 'Поверка счётчика закончилась: до новой начисляем по нормативу.',
} as const satisfies Record<NotCountedReason, string>;

/** The numbered confirmation; later, whatever has become of the reading. */
export function ReadingDonePage(props: DoneProps) {
  const { context, personalAccount, reading, today, email, refusal, waiting } = props;
  const { number } = personalAccount;
  const { supplier } = context;
  const title = titles[reading.status];
  const isKept = reading.status === 'accepted';
  const { billingMonth, canChange } = reading;
  const steps = isKept ? nextSteps({ supplier, billingMonth, today, canChange }) : [];
  return (
    <Page context={context} title={title} section="readings">
      <Columns
        asideLabel="Что дальше"
        aside={
          steps.length > 0 || reading.status === 'stored' ? (
            <Card title="Что дальше" headingId="after">
              {isKept ? <Timeline items={steps} /> : <VerifyFirst />}
            </Card>
          ) : null
        }
      >
        {refusal && (
          <div role="alert">
            <Alert color="danger" title="Отозвать не получилось">
              <p>{refusal}.</p>
            </Alert>
          </div>
        )}
        <section class={isKept ? 'card okay' : 'card'} aria-labelledby="done">
          {isKept && <Icon name="done" class="okay__ico" />}
          <h1 id="done">{title}</h1>
          <p>
            Номер <b class="num">{reading.confirmation}</b>.{' '}
            {reading.notCountedReason ? 'Сохранили' : 'Передано'}{' '}
            {formatDateTime(reading.receivedAt, supplier.timeZone)}.
          </p>
          {reading.notCountedReason && <p>{whyNotCounted[reading.notCountedReason]}</p>}
          {reading.voidReason && <p>Отозвал сотрудник: {reading.voidReason}.</p>}
        </section>
        <Card title={isKept ? 'Что приняли' : 'Подробности'} headingId="facts">
          <ReadingFacts personalAccount={personalAccount} reading={reading} />
          {email && isKept && <p class="muted">Подтверждение отправили на {email}.</p>}
          <div class="actions">
            {waiting.length > 0 ? (
              <LinkButton href={href('readingCheck', { number }) + typedQuery(waiting)}>
                Проверить следующее показание
              </LinkButton>
            ) : (
              <LinkButton href={href('account', { number })}>На главную</LinkButton>
            )}
            {reading.canChange && reading.confirmation && (
              <LinkButton
                href={`${href('readings', { number })}?corrects=${encodeURIComponent(reading.confirmation)}`}
                variant="secondary"
              >
                Исправить
              </LinkButton>
            )}
          </div>
          {reading.confirmation && (
            <p>
              <FileLink href={href('readingPaper', { number, confirmation: reading.confirmation })}>
                Скачать подтверждение (PDF)
              </FileLink>
            </p>
          )}
          {reading.canChange && reading.confirmation && (
            <p class="on-screen">
              <a href={href('readingWithdrawal', { number, confirmation: reading.confirmation })}>
                Отозвать показание
              </a>
            </p>
          )}
        </Card>
      </Columns>
    </Page>
  );
}

export function ReadingFacts(props: { personalAccount: PersonalAccount; reading: ReadingEntry }) {
  const { personalAccount, reading } = props;
  const isAccepted = reading.status === 'accepted';
  return (
    <dl class="facts facts--tight">
      <div>
        <dt>Лицевой счёт</dt>
        <dd class="num">{personalAccount.number}</dd>
      </div>
      <div>
        <dt>Счётчик</dt>
        <dd class="num">№ {reading.meterSerial}</dd>
      </div>
      <div>
        <dt>Показание</dt>
        <dd class="num">
          <b>{formatReading(reading.value)}</b>
        </dd>
      </div>
      <div>
        <dt>Снято</dt>
        <dd>{formatDateWithYear(reading.takenOn)}</dd>
      </div>
      {isAccepted && reading.volumeM3 !== null && (
        <div>
          <dt>Прошло по счётчику</dt>
          <dd class="num">{formatVolume(reading.volumeM3)}</dd>
        </div>
      )}
      {isAccepted && (
        <div>
          <dt>Войдёт в счёт</dt>
          <dd>за {formatMonth(reading.billingMonth)}</dd>
        </div>
      )}
      <div>
        <dt>Откуда</dt>
        <dd>{sourceText(reading)}</dd>
      </div>
      <div>
        <dt>Состояние</dt>
        <dd>{readingStatusText[reading.status]}</dd>
      </div>
    </dl>
  );
}
