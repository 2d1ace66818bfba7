import type { AccountForecast } from '#src/billing/forecast-account.ts';
import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { MeterCard } from '#src/meters/list-meters.ts';
import type { ReadingEntry } from '#src/meters/list-readings.ts';
import type { AutopayRule } from '#src/payments/autopay/autopay-rule.ts';
import type { AutopaySoon } from '#src/payments/autopay/autopay-state.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dayOf, firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Card, CardFoot } from '#src/ui/card.tsx';
import { ConsumptionChart, type ConsumptionMonth } from '#src/ui/consumption-chart.page.tsx';
import {
  formatDate,
  formatDateWithYear,
  formatDays,
  formatMonthName,
  formatReading,
} from '#src/ui/format.ru.ts';
import { Columns, Pair } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { Today, TodayAct } from '#src/ui/today.tsx';
import { consumptionFinding } from './consumption-finding.ru.ts';
import { dueSentence } from './due-sentence.ru.ts';
import { HomeAside } from './home-aside.page.tsx';
import { LastBill } from './home-bill.page.tsx';
import { Due } from './home-due.page.tsx';
import { ForecastCard } from './home-forecast.page.tsx';
import { FieldsOfMeter, LastReading, ReadingForm, SeveralForm } from './reading-form.page.tsx';
import { VerificationAlerts } from './verification.page.tsx';

export type HomeProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  meters: MeterCard[];
  months: ConsumptionMonth[];
  /** null: the account is somebody else's by now. */
  balance: AccountBalance | null;
  /** null: of a former resident, or the account is not charged now. */
  forecast: AccountForecast | null;
  /** Those that stand: neither corrected nor withdrawn. Newest first. */
  readings: ReadingEntry[];
  /** What autopay is going to take; null: nothing. */
  soon: AutopaySoon | null;
  /** null: autopay is off. */
  autopay: AutopayRule | null;
  today: PlainDate;
};

export function HomePage(props: HomeProps) {
  const { context, personalAccount, meters, months } = props;
  const { number, visibleUntil } = personalAccount;
  const closedOn = closedDay(personalAccount, props.today);
  const active = meters.filter(({ isRemoved }) => !isRemoved);
  const isSending = visibleUntil === null && closedOn === null && active.length > 0;
  const title = props.balance ? dueSentence(props.balance, props.today).label : 'Счёт переоформлен';
  return (
    <Page context={context} title={title} section="home">
      <Today
        due={<Due {...props} debts={props.forecast?.debts ?? null} isActionFilled={!isSending} />}
        act={isSending ? <Act {...props} meters={active} /> : undefined}
      />
      {visibleUntil && (
        <Alert color="info" title={`Счёт переоформлен ${formatDateWithYear(visibleUntil)}`}>
          <p>Вам видно то, что было до этого дня. Показания передаёт новый владелец счёта.</p>
        </Alert>
      )}
      {closedOn && (
        <Alert color="info" title={`Счёт закрыт ${formatDateWithYear(closedOn)}`}>
          <p>Показания по нему больше не нужны. История остаётся здесь.</p>
        </Alert>
      )}
      {isSending && (
        <VerificationAlerts
          meters={active}
          supplier={context.supplier}
          normKopecks={props.forecast?.byNorm?.chargedKopecks ?? null}
        />
      )}
      {active.length === 0 && closedOn === null && visibleUntil === null && <NoMeter />}
      <Columns aside={<HomeAside {...props} />} asideLabel="Счётчик и помощь">
        <BillAndReadings {...props} />
        <Ahead {...props} />
        {(meters.length > 0 || props.readings.length > 0) && (
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

/** What the newest bill was made of, beside what it was read from. */
function BillAndReadings({ personalAccount, balance, readings, meters }: HomeProps) {
  const { number } = personalAccount;
  const last = (
    <LastReadings number={number} readings={readings} hasManyMeters={meters.length > 1} />
  );
  if (!balance?.lastMonth) return last;
  return (
    <Pair>
      <LastBill number={number} known={balance.lastMonth} isSettled={balance.totalKopecks <= 0} />
      {last}
    </Pair>
  );
}

function Ahead({ context, personalAccount, forecast, today }: HomeProps) {
  if (!forecast || closedDay(personalAccount, today) !== null) return null;
  return <ForecastCard forecast={forecast} supplier={context.supplier} today={today} />;
}

/** null while it is open: a day to come closes nothing yet. */
export const closedDay = ({ closedOn }: PersonalAccount, today: PlainDate): PlainDate | null =>
  closedOn !== null && closedOn <= today ? closedOn : null;

function LastReadings(props: { number: string; readings: ReadingEntry[]; hasManyMeters: boolean }) {
  const { number, readings, hasManyMeters } = props;
  return (
    <Card title="Последние показания" headingId="last-readings">
      {readings.length === 0 && <p class="muted">Показаний пока нет.</p>}
      {readings.length > 0 && (
        <dl class="facts facts--tight">
          {readings.slice(0, 4).map((reading) => (
            <div key={reading.readingId}>
              <dt>
                {formatDateWithYear(reading.takenOn)}
                {hasManyMeters && <span class="sub">счётчик № {reading.meterSerial}</span>}
                {reading.status === 'stored' && <span class="sub">не учитывается</span>}
              </dt>
              <dd class="num">{formatReading(reading.value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <CardFoot>
        <a class="file" href={href('readings', { number })}>
          Вся история показаний
        </a>
      </CardFoot>
    </Card>
  );
}

function Act(props: HomeProps) {
  const { personalAccount, meters, readings, today } = props;
  const { number } = personalAccount;
  const isMany = meters.length > 1;
  const [only] = meters;
  return (
    <TodayAct {...actTexts(props)} drum={!isMany && only && <LastReading meter={only} />}>
      {meters.map((meter) => (
        <div key={meter.meterId} class="reading">
          {isMany && <LastReading meter={meter} />}
          <SentThisMonth number={number} readings={readings} meter={meter} today={today} />
          {isMany ? <FieldsOfMeter meter={meter} /> : <ReadingForm number={number} meter={meter} />}
        </div>
      ))}
      {isMany && <SeveralForm number={number} />}
    </TodayAct>
  );
}

/** What may still be corrected: of this month, and of one's own. */
const sentThisMonth = (readings: ReadingEntry[], { meterId }: MeterCard, today: PlainDate) =>
  readings.find(
    (reading) =>
      reading.meterId === meterId &&
      reading.canChange &&
      reading.billingMonth === firstDayOfMonth(today),
  );

/** What the right half asks for, until all of it is done. */
function actTexts({ context, meters, readings, today }: HomeProps) {
  const isDone = meters.every(
    (meter) => sentThisMonth(readings, meter, today)?.status === 'accepted',
  );
  const isMany = meters.length > 1;
  if (isDone) {
    const month = formatMonthName(today);
    return {
      title: isMany ? `Показания за ${month} приняты` : `Показание за ${month} принято`,
      note: 'Можно передать ещё раз, пока месяц открыт',
    };
  }
  const isCounted = meters.some(({ verification }) => verification !== 'expired');
  return {
    title: isMany ? 'Передайте показания' : 'Передайте показание',
    note: isCounted
      ? deadline(today, context.supplier.calendar.cutOffDay)
      : 'Сохраним, но в счёт не войдёт: поверка закончилась',
  };
}

function SentThisMonth(props: {
  number: string;
  readings: ReadingEntry[];
  meter: MeterCard;
  today: PlainDate;
}) {
  const { number, readings, meter, today } = props;
  const sent = sentThisMonth(readings, meter, today);
  if (!sent?.confirmation) return null;
  const isStored = sent.status === 'stored';
  return (
    <p>
      {isStored ? 'Сохранили' : `За ${formatMonthName(sent.billingMonth)} приняли`}{' '}
      <a href={href('readingConfirmation', { number, confirmation: sent.confirmation })}>
        {formatReading(sent.value)}
      </a>
      {isStored
        ? ', но в счёт показание не войдёт: поверка счётчика закончилась.'
        : '. Ошиблись? Откройте его и исправьте.'}
    </p>
  );
}

/** The cut-off is a promise about this month's bill, never a bar. */
function deadline(today: PlainDate, cutOffDay: number): string {
  const month = formatMonthName(today);
  const left = cutOffDay - dayOf(today);
  if (left < 0) return `Войдёт в ${month}, пока месяц открыт`;
  const date = formatDate(`${today.slice(0, 8)}${String(cutOffDay).padStart(2, '0')}`);
  return left === 0 ? `Лучше сегодня, ${date}` : `До ${date}, ещё ${formatDays(left)}`;
}

function NoMeter() {
  return (
    <Alert color="info" title="Счётчика нет">
      <p>
        Показания передавать не нужно: газ считают по нормативу. Если счётчик уже поставили,
        позвоните нам — внесём его.
      </p>
    </Alert>
  );
}
