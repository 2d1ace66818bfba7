import { channelText } from '#src/billing/charges.ru.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { type PlainMonth, yearOf } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { Card, CardFoot } from '#src/ui/card.tsx';
import { Details } from '#src/ui/details.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { FileLink } from '#src/ui/file-link.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateWithYear, formatFileSize, formatMoney, formatMonth } from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { SelectField } from '#src/ui/select-field.tsx';
import { reasonText } from './no-paper.page.tsx';
import type { PaidEntry } from './paper-data.ts';
import { hasDebt, type Owed } from './paper-wish.ts';
import { paperName } from './paper-words.ru.ts';
import type { StoredPaper } from './papers-store.ts';

type PapersProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  /** Newest first. */
  papers: readonly StoredPaper[];
  payments: readonly PaidEntry[];
  /** null for a former resident. */
  owed: Owed | null;
  /** Of this holder, newest first. */
  months: readonly PlainMonth[];
  /** The period of which no act can be drawn up, and why. */
  refused: { from: PlainMonth; to: PlainMonth; reason: string } | null;
};

/** «Справки и документы»: what can be had, and what has been given out. */
export function PapersPage(props: PapersProps) {
  const { context, personalAccount, papers, payments, months } = props;
  const { number } = personalAccount;
  const errors = errorsOf(props);
  return (
    <Page
      context={context}
      title="Справки и документы"
      section="charges"
      hasErrors={errors.length > 0}
    >
      <PageHead title="Справки и документы" />
      <ErrorSummary errors={errors} />
      <Columns
        asideLabel="О документах и уже выданное"
        aside={
          <>
            <Card title="Как их проверяют" headingId="check">
              <p>
                У каждого документа есть номер и код. <a href={href('verify')}>По коду</a> любой
                увидит на нашем сайте, что документ настоящий и действует, но не увидит ни имени, ни
                адреса.
              </p>
              <p>
                Подтверждение показания скачивают на его странице, расчёт за месяц — на странице
                месяца в <a href={href('charges', { number })}>Истории начислений</a>.
              </p>
            </Card>
            {papers.length > 0 && <Given number={number} papers={papers} />}
          </>
        }
      >
        <NoDebt {...props} />
        {months.length > 0 && <Reconciliation {...props} />}
        {payments.length > 0 && <Payments number={number} payments={payments} />}
      </Columns>
    </Page>
  );
}

function NoDebt({ personalAccount, owed }: PapersProps) {
  const { number } = personalAccount;
  const isIndebted = owed !== null && hasDebt(owed);
  return (
    <Card title={paperName.no_debt} headingId="no-debt">
      {!owed && <p>{reasonText({ code: 'not_current_holder' })}</p>}
      {isIndebted && (
        <>
          <p>{reasonText({ code: 'has_debt', ...owed })}</p>
          <p>
            <a href={href('payment', { number })}>Оплатить</a>
          </p>
        </>
      )}
      {owed && !isIndebted && (
        <>
          <p>Долга и пеней нет: справка на сегодня готова.</p>
          <p>
            <LinkButton href={href('noDebtPaper', { number })}>Скачать справку (PDF)</LinkButton>
          </p>
        </>
      )}
    </Card>
  );
}

const errorsOf = ({ refused }: PapersProps): FieldError[] =>
  refused ? [{ field: 'from', message: refused.reason }] : [];

/** From the first month of the newest year on, as people mostly ask for the year. */
function Reconciliation(props: PapersProps) {
  const { context, personalAccount, months, refused } = props;
  const { number } = personalAccount;
  const newest = months[0] ?? '';
  const ofYear = months.filter((month) => yearOf(month) === yearOf(newest));
  const options = months.map((month) => ({
    value: month.slice(0, 7),
    label: formatMonth(month),
  }));
  return (
    <Card title={paperName.reconciliation} headingId="reconciliation">
      <p>Начисления и оплаты по месяцам, с остатком на начало и на конец периода.</p>
      <Form action={href('reconciliationPaper', { number })} method="get" context={context}>
        <div class="pair">
          <SelectField
            name="from"
            label="С начала месяца"
            value={(refused?.from ?? ofYear.at(-1) ?? newest).slice(0, 7)}
            error={errorOf(errorsOf(props), 'from')}
            options={options}
          />
          <SelectField
            name="to"
            label="По конец месяца"
            value={(refused?.to ?? newest).slice(0, 7)}
            options={options}
          />
        </div>
        <Button variant="secondary">Скачать акт (PDF)</Button>
      </Form>
    </Card>
  );
}

/** Half a year of those who pay monthly: what is asked for is nearly always among them. */
const SHOWN = 6;

function Payments({ number, payments }: { number: string; payments: readonly PaidEntry[] }) {
  return (
    <Card title="Подтверждения платежей" headingId="paid">
      <PaymentLinks number={number} payments={payments.slice(0, SHOWN)} />
      {payments.length > SHOWN && (
        <Details summary="Более ранние">
          <PaymentLinks number={number} payments={payments.slice(SHOWN)} />
        </Details>
      )}
      <CardFoot>
        <a href={href('payments', { number })}>Все платежи — в истории платежей</a>
      </CardFoot>
    </Card>
  );
}

/** Downloaded again, each is the same to the byte. */
function Given({ number, papers }: { number: string; papers: readonly StoredPaper[] }) {
  return (
    <Card title="Уже выданы" headingId="given">
      <ul class="links">
        {papers.map(({ paperNo, kind, data, pdf }) => (
          <li key={paperNo}>
            <FileLink href={href('paper', { number, paperNo })}>
              {paperName[kind]}, {formatDateWithYear(data.madeOn)}
            </FileLink>
            <p class="small muted">
              № {data.number}, PDF{pdf ? `, ${formatFileSize(pdf.bytes)}` : ''}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function PaymentLinks({ number, payments }: { number: string; payments: readonly PaidEntry[] }) {
  return (
    <ul class="links">
      {payments.map(({ entryId, paidOn, amountKopecks, channel }) => (
        <li key={entryId}>
          <FileLink href={href('paymentPaper', { number, entryId })}>
            {formatMoney(amountKopecks)}, {formatDateWithYear(paidOn)}, {channelText(channel)}
          </FileLink>
        </li>
      ))}
    </ul>
  );
}
