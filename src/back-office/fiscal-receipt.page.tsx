import { gatewayName } from '#src/payments/payments.ru.ts';
import type { RefusedReceipt } from '#src/payments/refused-receipts.ts';
import { href } from '#src/routes.ts';
import { formatAccountNumber, formatDateShort, formatMoney, plural } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import type { Desk } from '#src/ui/staff-page.page.tsx';
import { bankText } from './banks.ru.ts';
import { DecisionPage } from './decision.page.tsx';
import type { DecisionValues } from './decision-form.page.tsx';
import type { KeptDecision } from './find-decision.ts';
import { Panel } from './staff-parts.page.tsx';

type Props = {
  context: PageContext;
  desk: Desk;
  receipt: RefusedReceipt;
  decided: KeptDecision | null;
  mayDecide: boolean;
  values: DecisionValues;
  errors: FieldError[];
};

/** What the till would not take, and what to do about it. */
export function FiscalReceiptPage(props: Props) {
  const { receipt, decided, mayDecide } = props;
  const gateway = gatewayName(receipt.gateway) ?? receipt.gateway;
  return (
    <DecisionPage
      {...props}
      section="banks"
      title={receipt.state === 'succeeded' ? 'Чек оформлен' : 'Чек не оформлен'}
      lead={
        receipt.isRefund
          ? 'Деньги возвращены, дело только в чеке.'
          : 'Деньги зачислены, дело только в чеке.'
      }
      facts={[
        {
          term: 'Лицевой счёт',
          value: (
            <a href={href('staffAccount', { number: receipt.accountNumber })}>
              {formatAccountNumber(receipt.accountNumber)}
            </a>
          ),
          isNumber: true,
        },
        { term: 'Сумма', value: formatMoney(receipt.amountKopecks), isNumber: true },
        {
          term: receipt.isRefund ? 'Возвращено' : 'Заплачено',
          value: receipt.paidOn ? formatDateShort(receipt.paidOn) : 'нет',
          isNumber: true,
        },
        {
          term: receipt.isRefund ? 'Возврат в шлюзе' : 'Платёж в шлюзе',
          value: `${gateway}, ${receipt.gatewayId ?? 'без номера'}`,
        },
        { term: 'Чек', value: receipt.isRefund ? 'возврат прихода' : 'приход' },
        { term: 'Чек ждут на', value: receipt.receiptEmail },
        { term: 'Оформляли заново', value: timesText(receipt.repeats), isNumber: true },
        { term: 'Что ответил шлюз', value: receipt.told ?? 'касса отказала, причины он не назвал' },
      ]}
      words=""
      beside={<WhatToDo gateway={gateway} />}
      decided={outcomeOf(receipt, decided)}
      cannot={mayDecide ? null : bankText.onlyAccountant}
      action={href('staffFiscalReceipt', { receiptId: receipt.fiscalReceiptId })}
      backHref={href('staffBanks')}
      reasonHint="Останется в журнале, например: заменили накопитель; чек 0123 от 20.11.2026"
      choices={[
        {
          value: 'retried',
          label: 'Оформить ещё раз',
          hint: 'Отправим в шлюз сами; если касса снова откажет, чек вернётся сюда',
        },
        { value: 'closed', label: 'Оформили иначе', hint: 'Номер чека впишите в причину' },
      ]}
    />
  );
}

const timesText = (times: number): string =>
  `${times}\u00a0${plural(times, ['раз', 'раза', 'раз', 'раза'])}`;

function WhatToDo({ gateway }: { gateway: string }) {
  return (
    <Panel id="d-todo" title="Что делать">
      <ol class="plain stack">
        <li>{`Посмотрите в кабинете «${gateway}», работает ли касса: срок накопителя, связь, ставки НДС.`}</li>
        <li>Когда касса работает, выберите «Оформить ещё раз»: чек уйдёт на ту же сумму.</li>
        <li>
          Если касса не заработает до конца следующего рабочего дня, пробейте чек на другой кассе,
          отправьте плательщику и выберите «Оформили иначе».
        </li>
      </ol>
    </Panel>
  );
}

function outcomeOf(receipt: RefusedReceipt, decided: KeptDecision | null) {
  const { state, closedAt, handedOverAt } = receipt;
  if (state === 'canceled' && closedAt === null && handedOverAt !== null) return null;
  const isTrying = state !== 'succeeded' && closedAt === null;
  const text = isTrying ? 'Оформляем ещё раз' : 'Оформлен';
  return {
    isAccepted: true,
    text: closedAt === null ? text : 'Оформлен иначе',
    reason: decided?.reason ?? 'Касса приняла чек сама',
    byName: decided?.byName ?? 'Программа',
    at: decided?.at ?? null,
  };
}
