import type { AuditRecord } from '#src/audit/list-entries.ts';
import type { FailedLetter } from '#src/mail/failed-letters.ts';
import type { ReadingCase } from '#src/meters/cases-store.ts';
import type { MeterCard } from '#src/meters/list-meters.ts';
import type { ReadingEntry } from '#src/meters/list-readings.ts';
import type { LinkedUser } from '#src/personal-accounts/household-store.ts';
import type { WaitingRequest } from '#src/personal-accounts/linking-decisions-store.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import {
  formatAccountNumber,
  formatDateShort,
  formatReading,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { Tag } from '#src/ui/tag.tsx';
import { AttributesPanel, LooksPanel, MeterPanel } from './account-aside.page.tsx';
import {
  type AccountMoney,
  ChargesPanel,
  DebtsPanel,
  EventsPanel,
  MoneyFigures,
} from './account-money.page.tsx';
import {
  LettersPanel,
  ReadingsPanel,
  RequestsPanel,
  ResidentsPanel,
} from './account-panels.page.tsx';
import { EntryForm, type RefusedEntry } from './entry-form.page.tsx';
import { holderOf } from './holder.ts';
import { PaymentsPanel } from './payments.page.tsx';

export type AccountProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  meters: MeterCard[];
  readings: ReadingEntry[];
  linked: LinkedUser[];
  /** Phones and e-mails are shown whole: this look was recorded. */
  hasContacts: boolean;
  cases: ReadingCase[];
  requests: WaitingRequest[];
  letters: FailedLetter[];
  looks: AuditRecord[];
  money: AccountMoney;
  staffMemberId: number;
  today: PlainDate;
  may: {
    enterReadings: boolean;
    seeContacts: boolean;
    seeRequests: boolean;
    proposeChanges: boolean;
    recordEvents: boolean;
    correctLedger: boolean;
  };
  refused: RefusedEntry | null;
};

/** All that the product knows of an account, on one page. */
export function AccountPage(props: AccountProps) {
  const { context, desk, personalAccount, refused, meters, today, may } = props;
  const { number } = personalAccount;
  const errors = refused ? [{ field: refused.field, message: refused.message }] : [];
  return (
    <StaffPage
      context={context}
      desk={desk}
      title={`${formatAccountNumber(number)}, ${holderOf(personalAccount)}`}
      section="accounts"
      hasErrors={refused !== null}
      hasSide
    >
      <AccountHead {...props} />
      <nav class="sjump" aria-label="На странице">
        <a href="#s-led">Начисления</a>
        <a href="#s-debt">Долг</a>
        <a href="#s-pay">Платежи</a>
        <a href="#s-events">События</a>
        <a href="#s-req">Заявки</a>
        <a href="#s-read">Показания</a>
        <a href="#s-users">Жители</a>
        <a href="#s-mail">Письма</a>
        {may.enterReadings && <a href="#s-enter">Внести показание</a>}
        <a href="#s-log">Кто смотрел</a>
      </nav>
      <ErrorSummary errors={errors} />
      <div class="smain">
        <ChargesPanel {...props} />
        <DebtsPanel {...props} />
        <PaymentsPanel {...props} />
        <div class="spair">
          <EventsPanel {...props} />
          <RequestsPanel {...props} />
        </div>
        <ReadingsPanel {...props} />
        <ResidentsPanel {...props} />
        <LettersPanel {...props} />
      </div>
      <aside class="sside" aria-label="Действия и справка">
        {may.enterReadings && personalAccount.closedOn === null && (
          <EntryForm number={number} meters={meters} today={today} refused={refused} />
        )}
        <MeterPanel meters={meters} />
        <AttributesPanel personalAccount={personalAccount} />
        <LooksPanel {...props} />
      </aside>
    </StaffPage>
  );
}

function AccountHead(props: AccountProps) {
  const { personalAccount, meters } = props;
  const { number, unifiedNumber, address, closedOn } = personalAccount;
  return (
    <header class="shead">
      <div>
        <h1>
          <span class="num">{formatAccountNumber(number)}</span> {holderOf(personalAccount)}
        </h1>
        <p>
          {address}
          {unifiedNumber && (
            <>
              {' '}
              <span class="sep">·</span> ЕЛС {unifiedNumber}
            </>
          )}
        </p>
      </div>
      <div class="shead__tags">
        {closedOn ? (
          <Tag color="neutral" icon="stop">
            Закрыт {formatDateShort(closedOn)}
          </Tag>
        ) : (
          <Tag color="success" icon="done">
            Открыт
          </Tag>
        )}
        {meters
          .filter(({ isRemoved }) => !isRemoved)
          .map((meter) => (
            <VerificationTag key={meter.meterId} meter={meter} />
          ))}
      </div>
      <Figures {...props} />
    </header>
  );
}

function VerificationTag({ meter }: { meter: MeterCard }) {
  if (meter.verification === 'valid' || meter.verifiedUntil === null) return null;
  const isOver = meter.verification === 'expired';
  return (
    <Tag color={isOver ? 'danger' : 'warning'} icon="alert">
      {isOver ? 'Поверка закончилась' : 'Поверка до'} {formatDateShort(meter.verifiedUntil)}
    </Tag>
  );
}

function Figures(props: AccountProps) {
  const { personalAccount, meters, readings } = props;
  const last = meters.find(({ isRemoved }) => !isRemoved)?.lastReading;
  const [newest] = readings.filter(({ status }) => status === 'accepted');
  const { residents, heatedAreaM2 } = personalAccount;
  return (
    <dl class="kpis">
      <MoneyFigures {...props} />
      <div>
        <dt>Последнее показание</dt>
        <dd>
          {last ? formatReading(last.value) : '—'}{' '}
          {last && <small>{formatDateShort(last.takenOn)}</small>}
        </dd>
      </div>
      <div>
        <dt>Прошло с прошлого</dt>
        <dd>
          {newest?.volumeM3 ? formatVolumePlain(newest.volumeM3) : '—'}{' '}
          {newest?.volumeM3 && <small>м³</small>}
        </dd>
      </div>
      <div>
        <dt>Жильцов / площадь</dt>
        <dd>
          {residents} / {heatedAreaM2 ? formatVolumePlain(heatedAreaM2, 1) : '—'} <small>м²</small>
        </dd>
      </div>
      <div>
        <dt>Записан с</dt>
        <dd>{formatDateShort(personalAccount.holderSince)}</dd>
      </div>
    </dl>
  );
}
