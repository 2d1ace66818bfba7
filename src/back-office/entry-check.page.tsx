import type { ExcessReturn } from '#src/billing/excess-return.ts';
import { needsReason } from '#src/meters/enter-reading.ts';
import { improbableText, notCountedText } from '#src/meters/meters.ru.ts';
import type { ReadingPreview, StaffSource } from '#src/meters/reading-types.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary } from '#src/ui/error-summary.page.tsx';
import { Facts } from '#src/ui/facts.tsx';
import { Form } from '#src/ui/form.tsx';
import {
  formatAccountNumber,
  formatDateShort,
  formatDays,
  formatMonth,
  formatReading,
  formatVolume,
} from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { ReasonField } from './decision-form.page.tsx';
import { staffSourceText } from './entry-form.page.tsx';
import { holderOf } from './holder.ts';

type CheckProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  preview: ReadingPreview;
  typed: { source: StaffSource; corrects: string; reason: string };
  /** It gives back more than was ever charged by the meter: a second person is asked. */
  excess: ExcessReturn | null;
  reasonError: string | null;
  formKey: string;
};

/** What the reading will do, before it is entered. */
export function EntryCheckPage(props: CheckProps) {
  const { context, desk, personalAccount, preview, typed, excess, reasonError, formKey } = props;
  const { number } = personalAccount;
  const { source, corrects } = typed;
  const question = improbableText(preview);
  const isBelow = preview.volumeM3?.startsWith('-') ?? false;
  const title = corrects ? 'Проверьте исправление' : 'Проверьте показание';
  const isReasonNeeded = needsReason(source, corrects !== '');
  return (
    <StaffPage
      context={context}
      desk={desk}
      title={title}
      section="accounts"
      hasErrors={reasonError !== null}
    >
      <ErrorSummary errors={reasonError ? [{ field: 'reason', message: reasonError }] : []} />
      <section class="spanel narrow" aria-labelledby="h">
        <h1 id="h">{title}</h1>
        <p class="hint">
          {formatAccountNumber(number)}, {holderOf(personalAccount)}
        </p>
        <PreviewFacts preview={preview} source={source} corrects={corrects} />
        {preview.notCountedReason && (
          <Alert color="warning" title="В счёт не войдёт" isInset>
            <p>{notCountedText[preview.notCountedReason]}.</p>
          </Alert>
        )}
        {isBelow && !excess && (
          <Alert color="warning" title="Меньше прошлого показания" isInset>
            <p>
              Контрольное показание примем: дальше считаем от него, разницу вернём в этом счёте.
            </p>
          </Alert>
        )}
        {excess && (
          <Alert color="warning" title="Возвращает больше, чем начислено" isInset>
            <p>
              По этому счётчику у нас начислено {formatVolume(excess.chargedM3)}, а показание
              возвращает {formatVolume(excess.returnedM3)}. Проверьте акт и номер счётчика. Такое
              показание подтверждает второй сотрудник, после этого считаем от него.
            </p>
          </Alert>
        )}
        {question && (
          <Alert color="warning" title="Расход необычно большой" isInset>
            <p>{question} Спросите ещё раз. Если всё верно, вносите.</p>
          </Alert>
        )}
        <Form action={href('staffReadings', { number })} context={context} formKey={formKey}>
          <input type="hidden" name="meter" value={preview.meter.meterId} />
          <input type="hidden" name="value" value={preview.value} />
          <input type="hidden" name="on" value={preview.takenOn} />
          <input type="hidden" name="source" value={source} />
          <input type="hidden" name="basis" value={preview.basis} />
          {preview.isRollover && <input type="hidden" name="rollover" value="1" />}
          {question && <input type="hidden" name="confirmed" value="1" />}
          {corrects && <input type="hidden" name="corrects" value={corrects} />}
          <ReasonField
            label={isReasonNeeded ? 'Основание' : 'Основание, если есть'}
            hint={
              source === 'inspector'
                ? 'Номер и дата акта обхода'
                : 'Например: звонок абонента, назвал номер счётчика'
            }
            value={typed.reason}
            error={reasonError}
          />
          <div class="actions">
            <Button>
              {excess
                ? 'Предложить показание'
                : corrects
                  ? 'Исправить показание'
                  : 'Внести показание'}
            </Button>
            <LinkButton href={href('staffAccount', { number })} variant="secondary">
              Не вносить
            </LinkButton>
          </div>
        </Form>
      </section>
    </StaffPage>
  );
}

type FactsProps = { preview: ReadingPreview; source: StaffSource; corrects: string };

function PreviewFacts({ preview, source, corrects }: FactsProps) {
  const { meter, previous, volumeM3, days, billingMonth } = preview;
  return (
    <Facts
      isTight
      items={[
        { term: 'Счётчик', value: `${meter.model} № ${meter.serialNumber}` },
        ...(corrects ? [{ term: 'Вместо показания', value: corrects }] : []),
        { term: 'Новое показание', value: formatReading(preview.value), isNumber: true },
        { term: 'Снято', value: formatDateShort(preview.takenOn), isNumber: true },
        { term: 'Источник', value: staffSourceText[source] },
        ...(previous
          ? [
              {
                term: 'Прошлое показание',
                note: formatDateShort(previous.takenOn),
                value: formatReading(previous.value),
                isNumber: true,
              },
            ]
          : []),
        ...(volumeM3 === null
          ? []
          : [
              {
                term: 'Прошло по счётчику',
                note: preview.isRollover
                  ? 'счётчик перешёл через ноль'
                  : days === null
                    ? undefined
                    : days === 0
                      ? 'в тот же день'
                      : `за ${formatDays(days)}`,
                value: formatVolume(volumeM3),
                isNumber: true,
              },
            ]),
        ...(preview.notCountedReason
          ? []
          : [{ term: 'Войдёт в счёт', value: `за ${formatMonth(billingMonth)}`, isTotal: true }]),
      ]}
    />
  );
}
