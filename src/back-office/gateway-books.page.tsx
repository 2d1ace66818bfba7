import { sourceName } from '#src/banks/banks-cli.ru.ts';
import type { Comparison } from '#src/banks/comparisons-store.ts';
import { gatewayName } from '#src/payments/payments.ru.ts';
import type { RefusedReceipt } from '#src/payments/refused-receipts.ts';
import { href } from '#src/routes.ts';
import {
  formatAccountNumber,
  formatDateShort,
  formatDateTimeShort,
  formatKopecksPlain,
} from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { Tag } from '#src/ui/tag.tsx';
import { Panel, StaffTable } from './staff-parts.page.tsx';

type Props = { context: PageContext; receipts: RefusedReceipt[]; comparisons: Comparison[] };

/** Чеки that a gateway would not register: people see to them. */
export function RefusedReceipts({ receipts, context }: Props) {
  return (
    <Panel id="b-receipts" title="Неоформленные чеки">
      {receipts.length === 0 ? (
        <p class="hint">Все чеки оформлены или оформляются сами.</p>
      ) : (
        <StaffTable
          label="Чеки, которые касса не приняла, старые сверху"
          columns={[
            { label: 'Лицевой счёт', align: 'start' },
            { label: 'Сумма, ₽' },
            { label: 'Чек', align: 'start' },
            { label: 'За день', align: 'start' },
            { label: 'Шлюз', align: 'start' },
            { label: 'Ждёт', align: 'start' },
          ]}
          rows={receipts.map((one) => ({
            cells: [
              <a href={href('staffFiscalReceipt', { receiptId: one.fiscalReceiptId })}>
                {formatAccountNumber(one.accountNumber)}
              </a>,
              <b>{formatKopecksPlain(one.amountKopecks)}</b>,
              one.isRefund ? 'Возврат' : 'Оплата',
              one.paidOn && formatDateShort(one.paidOn),
              gatewayName(one.gateway),
              one.handedOverAt &&
                `с ${formatDateTimeShort(one.handedOverAt, context.supplier.timeZone)}`,
            ],
          }))}
        />
      )}
    </Panel>
  );
}

/** Whether a gateway's books of the last days agree with ours, and when that was looked at. */
export function Comparisons({ comparisons, context }: Props) {
  const told = comparisons.filter((one) => !isQuiet(one));
  return (
    <Panel id="b-gateways" title="Сверка со шлюзами">
      {told.length === 0 ? (
        <p class="hint">
          {comparisons.length === 0
            ? 'Ещё ни одной: за каждый день её делает программа в следующую ночь.'
            : 'За прошедшие семь дней через шлюзы не платили, и у них платежей нет. Сегодняшний день программа сверит ночью.'}
        </p>
      ) : (
        <StaffTable
          label="Сверки за неделю, новые дни сверху"
          columns={[
            { label: 'День', align: 'start' },
            { label: 'Шлюз', align: 'start' },
            { label: 'У нас, ₽' },
            { label: 'В шлюзе, ₽' },
            { label: 'Сверено', align: 'start' },
            { label: 'Итог', align: 'start' },
          ]}
          rows={told.map((one) => ({
            cells: [
              formatDateShort(one.day),
              sourceName(one.source),
              formatKopecksPlain(one.ourKopecks),
              one.isComplete ? formatKopecksPlain(one.theirKopecks) : null,
              formatDateTimeShort(one.comparedAt, context.supplier.timeZone),
              outcomeOf(one),
            ],
          }))}
        />
      )}
    </Panel>
  );
}

/** Nothing was paid, nothing differs: no row is worth reading. */
const isQuiet = ({ isComplete, openCount, ourCount, theirCount }: Comparison): boolean =>
  isComplete && openCount + ourCount + theirCount === 0;

function outcomeOf({ isComplete, openCount }: Comparison) {
  if (!isComplete) return <Tag color="warning">Неполная, повторим</Tag>;
  if (openCount === 0) return <Tag color="success">Сошлось</Tag>;
  return <Tag color="warning">{`Расхождений ${openCount}`}</Tag>;
}
