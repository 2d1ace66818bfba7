import { differenceSubject, differenceText } from '#src/banks/banks-cli.ru.ts';
import type { Difference } from '#src/banks/differences-store.ts';
import type { Unidentified } from '#src/banks/unidentified-store.ts';
import { href } from '#src/routes.ts';
import { errorOf } from '#src/ui/error-summary.page.tsx';
import { formatDateShort, formatMoney } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { bankText, unidentifiedText } from './banks.ru.ts';
import { DecisionPage } from './decision.page.tsx';
import type { DecisionValues } from './decision-form.page.tsx';
import type { KeptDecision } from './find-decision.ts';

type Common = {
  context: PageContext;
  desk: Desk;
  decided: KeptDecision | null;
  mayDecide: boolean;
  values: DecisionValues & { number?: string };
  errors: FieldError[];
};

const reasonHint = 'Останется в журнале, например: по заявлению плательщика от 20.11.2026';

/** Whose money is it? */
export function UnidentifiedPage(props: Common & { money: Unidentified }) {
  const { money, decided, mayDecide, values, errors } = props;
  return (
    <DecisionPage
      {...props}
      section="banks"
      title="Невыясненная сумма"
      lead={`${formatMoney(money.amountKopecks)}, ${money.agentName}`}
      facts={[
        { term: 'Плательщик назвал', value: money.payerReference },
        { term: 'Почему не зачислено', value: unidentifiedText(money.reason) },
        { term: 'Сумма', value: formatMoney(money.amountKopecks), isNumber: true },
        { term: 'Заплачено', value: formatDateShort(money.paidOn), isNumber: true },
        { term: 'Операция банка', value: money.agentTxnId, isNumber: true },
      ]}
      words=""
      decided={money.state === 'unidentified' ? null : outcomeOf(money, decided)}
      cannot={mayDecide ? null : bankText.onlyAccountant}
      action={href('staffUnidentified', { moneyId: money.paymentId })}
      backHref={href('staffBanks')}
      reasonHint={reasonHint}
      choices={[
        { value: 'assigned', label: 'Зачислить на лицевой счёт' },
        {
          value: 'returned',
          label: 'Вернуть банку',
          hint: 'Сначала отправьте перевод, здесь это только отметка',
        },
      ]}
      fields={
        <TextField
          name="number"
          label="Лицевой счёт"
          hint="Если зачисляем; день платежа останется тем, когда заплатил житель"
          inputMode="numeric"
          autoComplete="off"
          value={values.number}
          error={errorOf(errors, 'number')}
        />
      }
    />
  );
}

const outcomeOf = (money: Unidentified, decided: KeptDecision | null) => ({
  isAccepted: money.state === 'succeeded',
  text: money.state === 'succeeded' ? 'Зачислено' : 'Возвращено',
  reason: decided?.reason ?? 'Реестр сторнирован',
  byName: decided?.byName ?? 'Программа',
  at: decided?.at ?? null,
});

/** Two books say two things. */
export function DifferencePage(props: Common & { difference: Difference }) {
  const { difference, decided, mayDecide } = props;
  const { differenceId, state, ourKopecks, theirKopecks } = difference;
  return (
    <DecisionPage
      {...props}
      section="banks"
      title="Расхождение"
      lead={differenceText(difference.kind)}
      facts={[
        { term: 'День', value: formatDateShort(difference.day), isNumber: true },
        { term: 'Операция или файл', value: differenceSubject(difference) },
        { term: 'У нас', value: sumOf(ourKopecks), isNumber: true },
        { term: 'У них', value: sumOf(theirKopecks), isNumber: true },
      ]}
      words=""
      decided={
        state === 'open'
          ? null
          : {
              isAccepted: true,
              text: state === 'mended' ? 'Сошлось' : 'Разобрано',
              reason: difference.reason || 'Следующая сверка расхождения не нашла',
              byName: decided?.byName ?? 'Программа',
              at: decided?.at ?? null,
            }
      }
      cannot={mayDecide ? null : bankText.onlyAccountant}
      action={href('staffDifference', { differenceId })}
      backHref={href('staffBanks')}
      reasonHint="Останется в журнале, например: банк прислал исправленный реестр"
      choices={[
        {
          value: 'closed',
          label: 'Разобрались',
          hint: 'Больше не показывать; деньги от этого не двигаются',
        },
      ]}
    />
  );
}

const sumOf = (kopecks: number | null): string => (kopecks === null ? 'нет' : formatMoney(kopecks));
