import type { ReadingEntry } from '#src/meters/list-readings.ts';
import { readingStatusText, sourceText } from '#src/meters/meters.ru.ts';
import type { Review } from '#src/meters/review-store.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import {
  formatDateShort,
  formatDateTime,
  formatMonth,
  formatReading,
  formatVolume,
} from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import { AccountLead } from './account-lead.page.tsx';
import { DecisionPage } from './decision.page.tsx';
import type { DecisionValues } from './decision-form.page.tsx';

type ImprobableProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  reading: ReadingEntry;
  review: Review | null;
  mayDecide: boolean;
  values: DecisionValues;
  errors: FieldError[];
};

/** So much gas, and the resident says that it is right: is it? */
export function ImprobablePage(props: ImprobableProps) {
  const { context, personalAccount, reading, review } = props;
  const { number } = personalAccount;
  const { readingId, previous, volumeM3 } = reading;
  const isOver = reading.status !== 'accepted' && review === null;
  return (
    <DecisionPage
      {...props}
      section="requests"
      title="Необычно большой расход"
      lead={<AccountLead personalAccount={personalAccount} />}
      facts={[
        { term: 'Показание', value: formatReading(reading.value), isNumber: true },
        { term: 'Снято', value: formatDateShort(reading.takenOn), isNumber: true },
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
          : [{ term: 'Прошло по счётчику', value: formatVolume(volumeM3), isNumber: true }]),
        { term: 'Входит в счёт', value: `за ${formatMonth(reading.billingMonth)}` },
        { term: 'Счётчик', value: `№ ${reading.meterSerial}` },
        { term: 'Откуда', value: sourceText(reading) },
        { term: 'Передано', value: formatDateTime(reading.receivedAt, context.supplier.timeZone) },
        { term: 'Состояние', value: readingStatusText[reading.status] },
      ]}
      words=""
      decided={
        review && {
          isAccepted: review.outcome === 'confirmed',
          text: review.outcome === 'confirmed' ? 'Подтверждено' : 'Отозвано',
          reason: review.reason,
          byName: review.decidedByName,
          at: review.decidedAt,
        }
      }
      cannot={isOver ? 'Показание уже не учитывается: решать нечего.' : null}
      action={href('staffImprobable', { number, readingId })}
      backHref={href('staffRequests')}
      choices={[
        { value: 'confirmed', label: 'Всё верно, оставить' },
        {
          value: 'voided',
          label: 'Отозвать показание',
          hint: 'Житель получит письмо и передаст новое',
        },
      ]}
      reasonHint="Например: дозвонились, подтвердил отопление. Если отзываете, это увидит житель"
    />
  );
}
