import type { AccountMonth } from '#src/billing/account-month.ts';
import type { DebtsOnDay } from '#src/billing/debts-on-day.ts';
import type { AccountBalance } from '#src/billing/get-balance.ts';
import { soonText, whenText } from '#src/payments/autopay/autopay.ru.ts';
import type { AutopayRule } from '#src/payments/autopay/autopay-rule.ts';
import type { AutopaySoon } from '#src/payments/autopay/autopay-state.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { LinkButton } from '#src/ui/button.tsx';
import { formatDate, formatDateWithYear, formatMoney, formatMonthName } from '#src/ui/format.ru.ts';
import { lowerFirst } from '#src/ui/letter-case.ts';
import { AsOf, TodaySum } from '#src/ui/today.tsx';
import { type DueSentence, dueSentence } from './due-sentence.ru.ts';

type DueProps = {
  personalAccount: PersonalAccount;
  /** null: the account is somebody else's by now. */
  balance: AccountBalance | null;
  /** null: nobody is charged here now. */
  debts: DebtsOnDay | null;
  isActionFilled: boolean;
  /** What autopay is going to take; null: nothing. */
  soon: AutopaySoon | null;
  /** null: autopay is off. */
  autopay: AutopayRule | null;
  today: PlainDate;
};

/** The sentence of truth, and what its sum is made of. */
export function Due(props: DueProps) {
  const { personalAccount, balance, debts, today } = props;
  if (!balance) return <h1 id="due">{personalAccount.address}</h1>;
  const sentence = dueSentence(balance, today);
  // Grown and in no bill yet, also of what was paid late.
  const grownKopecks = debts?.unpostedPenaltyKopecks ?? 0;
  return (
    <>
      <Sentence {...props} sentence={sentence} />
      <dl class="facts facts--tight">
        {balance.source === 'ledger' ? (
          <Since number={personalAccount.number} balance={balance} />
        ) : (
          <OfRegister personalAccount={personalAccount} balance={balance} />
        )}
        <Overdue personalAccount={personalAccount} balance={balance} debts={debts} />
        {grownKopecks > 0 && (
          <div>
            <dt>Пени, которые войдут в следующий счёт</dt>
            <dd class="num">{formatMoney(grownKopecks)}</dd>
          </div>
        )}
      </dl>
      {sentence.isOwing && <Autopay {...props} />}
      <AsOf>
        {balance.source === 'ledger'
          ? `Платежи учтены по ${formatDate(today)}`
          : `Данные поставщика на ${formatDateWithYear(personalAccount.openingBalanceOn)}`}
      </AsOf>
    </>
  );
}

type OverdueProps = {
  personalAccount: PersonalAccount;
  balance: AccountBalance;
  debts: DebtsOnDay | null;
};

/** What of the sum should have been paid already, and what of it are penalties: nobody looks for the rest. */
function Overdue({ personalAccount, balance, debts }: OverdueProps) {
  const { totalKopecks, penaltyKopecks } = balance;
  const overdueKopecks = debts?.overdueKopecks ?? 0;
  const late = debts?.debts.filter(({ isOverdue }) => isOverdue) ?? [];
  const [oldest] = late;
  // Of a debt from before our books nobody knows which months it is made of.
  const dueOn =
    oldest && oldest.month >= firstDayOfMonth(personalAccount.openingBalanceOn)
      ? oldest.dueOn
      : null;
  return (
    <>
      {overdueKopecks > 0 && (
        <div class="is-total">
          <dt>
            {overdueKopecks === totalKopecks ? 'Срок оплаты уже прошёл' : 'Из них срок уже прошёл'}
            {dueOn && (
              <span class="sub">
                {late.length === 1 ? 'заплатить нужно было до' : 'самый ранний —'}{' '}
                {formatDateWithYear(dueOn)}
              </span>
            )}
          </dt>
          <dd class="num">{formatMoney(overdueKopecks)}</dd>
        </div>
      )}
      {penaltyKopecks > 0 && totalKopecks > 0 && !isToldByRegister(balance) && (
        <div>
          <dt>В сумме пени</dt>
          <dd class="num">{formatMoney(penaltyKopecks)}</dd>
        </div>
      )}
    </>
  );
}

/** Gas and penalties of the register stand apart while nothing has been paid since. */
const isToldByRegister = ({ source, since }: AccountBalance): boolean =>
  source === 'register' && paymentsOf(since).length === 0;

/** What it takes next: penalties are never among that. */
function Autopay({ personalAccount, balance, soon, autopay }: DueProps) {
  const link = <a href={href('autopay', { number: personalAccount.number })}>Автоплатёж</a>;
  if (soon) {
    return (
      <p>
        {soonText(soon)}. {link}
      </p>
    );
  }
  const gasKopecks = balance ? balance.totalKopecks - Math.max(0, balance.penaltyKopecks) : 0;
  if (!autopay || gasKopecks <= 0) return null;
  return (
    <p>
      {link} включён, спишет{' '}
      {autopay.nextDueOn ? formatDate(autopay.nextDueOn) : lowerFirst(whenText(autopay.when))}.
    </p>
  );
}

function Sentence(props: DueProps & { sentence: DueSentence }) {
  const { sentence, personalAccount, isActionFilled } = props;
  const { number } = personalAccount;
  if (sentence.kopecks === null) return <h1 id="due">{sentence.label}</h1>;
  return (
    <TodaySum
      label={sentence.label}
      kopecks={sentence.kopecks}
      action={
        sentence.isOwing ? (
          <LinkButton
            href={href('payment', { number })}
            variant={isActionFilled ? 'primary' : 'secondary'}
          >
            Оплатить
          </LinkButton>
        ) : undefined
      }
    />
  );
}

function Since({ number, balance }: { number: string; balance: AccountBalance }) {
  const { lastMonth, since } = balance;
  const payments = paymentsOf(since);
  const all = sumOf(since);
  const [other, before] = [all - sumOf(payments), balance.totalKopecks - all];
  return (
    <>
      <div>
        <dt>
          {lastMonth ? (
            <LastMonth number={number} known={lastMonth} />
          ) : (
            'Остаток до переоформления счёта'
          )}
        </dt>
        <dd class="num">{formatMoney(before)}</dd>
      </div>
      <PaidSince payments={payments} />
      {other !== 0 && (
        <div>
          <dt>Исправления</dt>
          <dd class="num">{formatMoney(other)}</dd>
        </div>
      )}
    </>
  );
}

/** The bill is what most come for: it stands on the first screen of a telephone. */
function LastMonth({ number, known }: { number: string; known: AccountMonth }) {
  const month = known.month.slice(0, 7);
  const name = formatMonthName(known.month);
  return known.source === 'closed' ? (
    <a href={href('bill', { number, month })}>Квитанция за {name} (PDF)</a>
  ) : (
    <a href={href('chargesMonth', { number, month })}>Остаток за {name}</a>
  );
}

const paymentsOf = (entries: AccountBalance['since']) =>
  entries.filter(({ kind }) => kind === 'payment');
const sumOf = (entries: AccountBalance['since']): number =>
  entries.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);

/** What a payment gave to the penalties is an entry beside the one for gas. */
function countOf(payments: AccountBalance['since']): number {
  const causes = new Set(payments.flatMap((one) => (one.isPenalty ? [] : one.cause)));
  return payments.filter(({ isPenalty, cause }) => !isPenalty || !causes.has(cause)).length;
}

function PaidSince({ payments }: { payments: AccountBalance['since'] }) {
  const [only] = payments;
  if (!only) return null;
  const count = countOf(payments);
  return (
    <div>
      <dt>
        {count === 1
          ? `Вы оплатили ${formatDate(only.valueDate)}`
          : `Вы оплатили, платежей: ${count}`}
      </dt>
      <dd class="num">{formatMoney(sumOf(payments))}</dd>
    </div>
  );
}

/** Before the first month of ours all that is known is what the register told. */
function OfRegister(props: { personalAccount: PersonalAccount; balance: AccountBalance }) {
  const { personalAccount, balance } = props;
  const { lastBillKopecks } = personalAccount;
  const { totalKopecks, penaltyKopecks } = balance;
  const payments = paymentsOf(balance.since);
  if (!isToldByRegister(balance)) {
    return (
      <>
        <div>
          <dt>По данным поставщика</dt>
          <dd class="num">{formatMoney(totalKopecks - sumOf(payments))}</dd>
        </div>
        <PaidSince payments={payments} />
      </>
    );
  }
  return (
    <>
      {penaltyKopecks !== 0 && (
        <>
          <div>
            <dt>За газ</dt>
            <dd class="num">{formatMoney(totalKopecks - penaltyKopecks)}</dd>
          </div>
          <div>
            <dt>Пени</dt>
            <dd class="num">{formatMoney(penaltyKopecks)}</dd>
          </div>
        </>
      )}
      {lastBillKopecks !== null && (
        <div>
          <dt>Последняя квитанция</dt>
          <dd class="num">{formatMoney(lastBillKopecks)}</dd>
        </div>
      )}
    </>
  );
}
