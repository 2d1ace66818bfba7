import Big from 'big.js';
import type { CaseForDecision } from '#src/meters/cases-store.ts';
import type { MeterCard } from '#src/meters/list-meters.ts';
import { readingCaseStateText, readingCaseText } from '#src/meters/meters.ru.ts';
import { volumeBetween } from '#src/meters/reading-volume.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { formatDateShort, formatDateTime, formatReading, formatVolume } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import { AccountLead } from './account-lead.page.tsx';
import { DecisionPage } from './decision.page.tsx';
import type { DecisionValues } from './decision-form.page.tsx';
import { SelectField } from './entry-form.page.tsx';

type CaseDecisionProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  known: CaseForDecision;
  meters: MeterCard[];
  mayDecide: boolean;
  values: DecisionValues;
  errors: FieldError[];
};

/** What it would make, had the counter turned: the figure to doubt. */
function turnFacts({ value }: CaseForDecision, { lastReading, integerDigits }: MeterCard) {
  if (!lastReading || new Big(value).gte(lastReading.value)) return [];
  const volume = volumeBetween(lastReading, { value, isRollover: true }, integerDigits).toFixed();
  return [{ term: 'Если перешёл через ноль, прошло', value: formatVolume(volume), isNumber: true }];
}

/** Did the counter turn through zero? Was the meter replaced? */
export function CaseDecisionPage(props: CaseDecisionProps) {
  const { context, personalAccount, known, meters } = props;
  const { number } = personalAccount;
  const { timeZone } = context.supplier;
  const meter = meters.find(({ meterId }) => meterId === known.meterId);
  const others = meters.filter((one) => !one.isRemoved && one.meterId !== known.meterId);
  const isReplaced = known.kind === 'meter_replaced';
  return (
    <DecisionPage
      {...props}
      section="requests"
      title={readingCaseText[known.kind]}
      lead={<AccountLead personalAccount={personalAccount} />}
      facts={[
        { term: 'Прислал показание', value: formatReading(known.value), isNumber: true },
        { term: 'Снято', value: formatDateShort(known.takenOn), isNumber: true },
        {
          term: 'Счётчик',
          value: meter ? `${meter.model} № ${meter.serialNumber}` : `№ ${known.meterSerial}`,
        },
        ...(meter
          ? [{ term: 'Чёрных цифр', value: String(meter.integerDigits), isNumber: true }]
          : []),
        ...(meter?.lastReading
          ? [
              {
                term: 'Последнее учтённое',
                note: formatDateShort(meter.lastReading.takenOn),
                value: formatReading(meter.lastReading.value),
                isNumber: true,
              },
            ]
          : []),
        ...(meter && !isReplaced ? turnFacts(known, meter) : []),
        ...(isReplaced
          ? [
              {
                term: 'Новый счётчик в базе',
                value: others.map((one) => `№ ${one.serialNumber}`).join(', ') || 'ещё нет',
              },
            ]
          : []),
        { term: 'Отправлено', value: formatDateTime(known.createdAt, timeZone) },
      ]}
      words={known.comment}
      decided={
        known.state === 'open'
          ? null
          : {
              isAccepted: known.state === 'accepted',
              text: readingCaseStateText[known.state],
              reason: known.decisionReason ?? '',
              byName: known.decidedByName ?? 'Система',
              at: known.decidedAt,
            }
      }
      action={href('staffReadingCase', { number, caseId: known.caseId })}
      backHref={href('staffRequests')}
      choices={[
        {
          value: 'accepted',
          label: 'Учесть показание',
          hint: isReplaced
            ? 'Оно станет первым показанием нового счётчика'
            : 'Счётчик перешёл через ноль, сколько бы ни получилось',
        },
        { value: 'refused', label: 'Не учитывать' },
      ]}
      fields={
        isReplaced && others.length > 0 ? (
          <SelectField
            name="meterId"
            label="Новый счётчик"
            choices={others.map((one) => [String(one.meterId), `№ ${one.serialNumber}`])}
          />
        ) : null
      }
    />
  );
}
