import type { ChargePreview } from '#src/billing/preview-charge.ts';
import { improbableText, notCountedText } from '#src/meters/meters.ru.ts';
import type { ReadingPreview } from '#src/meters/reading-types.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { type PlainDate, yearOf } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { Card } from '#src/ui/card.tsx';
import { Drum, DrumRow } from '#src/ui/drum.tsx';
import { Form } from '#src/ui/form.tsx';
import {
  formatDate,
  formatDateWithYear,
  formatDays,
  formatMonth,
  formatMonthIn,
  formatReading,
  formatVolume,
} from '#src/ui/format.ru.ts';
import { Columns, PageHead } from '#src/ui/layout.tsx';
import { Page } from '#src/ui/page.page.tsx';
import type { PageContext } from '#src/ui/page-context.ts';
import { Timeline } from '#src/ui/timeline.tsx';
import { nextSteps } from './next-steps.page.tsx';
import { NormCost, ReadingCharge } from './reading-charge.page.tsx';
import { TypedFields } from './typed-fields.tsx';
import { type TypedReading, typedQuery } from './typed-readings.ts';

/** As people write a day, for the field that shows it again. */
const isoToTyped = (day: PlainDate): string => day.split('-').reverse().join('.');

type CheckProps = {
  context: PageContext;
  personalAccount: PersonalAccount;
  preview: ReadingPreview;
  /** What the month will cost with it; null: not known, a rate is missing. */
  charge: ChargePreview | null;
  today: PlainDate;
  /** Confirmation number of the reading that this one replaces; empty: it is a new one. */
  corrects: string;
  /** What was typed for other meters. */
  others: readonly TypedReading[];
  formKey: string;
};

/** What the reading will do, before anything is kept. */
export function ReadingCheckPage(props: CheckProps) {
  const { context, personalAccount, preview, today, corrects, others, formKey } = props;
  const { number } = personalAccount;
  const { meter, billingMonth } = preview;
  const { supplier } = context;
  const steps = nextSteps({ supplier, billingMonth, today, canChange: true });
  const question = improbableText(preview);
  const own = { meter: String(meter.meterId), value: preview.value, on: preview.takenOn };
  const back = typedQuery([{ ...own, on: isoToTyped(own.on) }, ...others]);
  const backQuery = corrects ? `?corrects=${encodeURIComponent(corrects)}` : back;
  return (
    <Page context={context} title="Проверьте показание" section="readings">
      <PageHead title="Проверьте показание" />
      <Columns
        asideLabel="Что дальше"
        aside={
          <Card title="Что дальше" headingId="after">
            {preview.notCountedReason ? <VerifyFirst /> : <Timeline items={steps} />}
          </Card>
        }
      >
        <section class="card check" aria-label="Новое показание">
          <Drums preview={preview} />
          <PreviewFacts preview={preview} charge={props.charge} />
          {preview.notCountedReason && (
            <Alert color="warning" title="В счёт не войдёт" isInset>
              <p>{notCountedText[preview.notCountedReason]}.</p>
            </Alert>
          )}
          {question && (
            <Alert color="warning" title="Расход необычно большой" isInset>
              <p>{question} Если да, передавайте: больше не спросим.</p>
            </Alert>
          )}
          <Form
            action={href('readings', { number })}
            context={context}
            formKey={formKey}
            layout="actions"
          >
            <input type="hidden" name="meter" value={meter.meterId} />
            <input type="hidden" name="value" value={preview.value} />
            <input type="hidden" name="on" value={preview.takenOn} />
            <input type="hidden" name="basis" value={preview.basis} />
            {preview.isRollover && <input type="hidden" name="rollover" value="1" />}
            {question && <input type="hidden" name="confirmed" value="1" />}
            {corrects && <input type="hidden" name="corrects" value={corrects} />}
            <TypedFields typed={others} />
            <Button>Передать показание</Button>
            <LinkButton href={href('readings', { number }) + backQuery} variant="secondary">
              Изменить
            </LinkButton>
          </Form>
        </section>
      </Columns>
    </Page>
  );
}

function Drums({ preview }: { preview: ReadingPreview }) {
  const { meter, value, takenOn, previous } = preview;
  const { integerDigits, decimalDigits } = meter;
  const face = { integerDigits, decimalDigits };
  const label = `Новое показание ${formatReading(value)}`;
  const fresh = {
    caption: `Новое, ${formatDate(takenOn)}`,
    drum: <Drum value={value} {...face} size="lg" label={label} />,
  };
  const last = previous && {
    caption: `Прошлое, ${formatDateWithYear(previous.takenOn)}`,
    drum: (
      <Drum
        value={previous.value}
        {...face}
        label={`Прошлое показание ${formatReading(previous.value)}`}
      />
    ),
  };
  return <DrumRow items={last ? [fresh, last] : [fresh]} />;
}

function PreviewFacts(props: { preview: ReadingPreview; charge: ChargePreview | null }) {
  const { preview, charge } = props;
  const { meter, volumeM3, days, volumePerDayM3, billingMonth, sameMonthLastYear } = preview;
  const isCounted = preview.notCountedReason === null;
  return (
    <dl class="facts">
      <div>
        <dt>Счётчик</dt>
        <dd>{[meter.model, `№ ${meter.serialNumber}`].filter(Boolean).join(', ')}</dd>
      </div>
      {volumeM3 === null && isCounted && (
        <div>
          <dt>Первое показание этого счётчика</dt>
          <dd>расход посчитаем от него</dd>
        </div>
      )}
      {volumePerDayM3 !== null && days !== null && (
        <div>
          <dt>
            В среднем за день <span class="sub">прошло {formatDays(days)}</span>
          </dt>
          <dd class="num">{formatVolume(volumePerDayM3, 1)}</dd>
        </div>
      )}
      {sameMonthLastYear && (
        <div>
          <dt>
            Год назад, в {formatMonthIn(sameMonthLastYear.month)} {yearOf(sameMonthLastYear.month)}
          </dt>
          <dd class="num">{formatVolume(sameMonthLastYear.volumeM3)}</dd>
        </div>
      )}
      {isCounted && (
        <div>
          <dt>Войдёт в счёт</dt>
          <dd>за {formatMonth(billingMonth)}</dd>
        </div>
      )}
      {volumeM3 !== null && (
        <div class="is-total">
          <dt>
            Прошло по счётчику
            {preview.isRollover && <span class="sub">счётчик перешёл через ноль</span>}
          </dt>
          <dd class="num big">{formatVolume(volumeM3)}</dd>
        </div>
      )}
      {charge && isCounted && <ReadingCharge charge={charge} meterId={meter.meterId} />}
      {charge && !isCounted && <NormCost charge={charge} />}
    </dl>
  );
}

/** What has to happen before readings count again. */
export function VerifyFirst() {
  return (
    <p>
      Пройдите поверку и сообщите нам: после неё показания снова войдут в счёт.{' '}
      <a href={`${href('help')}#verification`}>Как пройти поверку</a>
    </p>
  );
}
