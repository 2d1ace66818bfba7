import type { ComponentChildren } from 'preact';
import { type MonthTotals, totalsOf } from '#src/billing/account-month.ts';
import { methodRemark } from '#src/billing/charges.ru.ts';
import type { ListedMonth } from '#src/billing/list-account-months.ts';
import type { BillSummary } from '#src/bills/bills-store.ts';
import { BILL_BYTES_MOST } from '#src/bills/draw-bill.ts';
import { hasBill } from '#src/bills/list-bills.ts';
import { addDays, addMonths, type PlainDate, type PlainMonth, yearOf } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import {
  formatDate,
  formatFileSize,
  formatKopecksPlain,
  formatMonth,
  formatMonthName,
  plural,
} from '#src/ui/format.ru.ts';
import { upperFirst } from '#src/ui/letter-case.ts';

export type LedgerProps = {
  number: string;
  year: number;
  /** Of this year, newest first. */
  months: readonly ListedMonth[];
  /** The papers that have been made, by the close of the month. */
  bills: ReadonlyMap<number, BillSummary>;
  /** Since when the account is this holder's: papers of an earlier one are not theirs. */
  holderSince: PlainDate;
  /** Months that are over or running and not formed yet, newest first. */
  waiting: readonly { month: PlainMonth; note: string }[];
};

/** Written out because `display: block`, by which a row folds, takes a table's meaning from it. */
const as = (role: 'table' | 'rowgroup' | 'row' | 'columnheader' | 'rowheader' | 'cell') => ({
  role,
});

/** The statement of a year: each row adds up, and on a phone folds into a list. */
export function LedgerTable(props: LedgerProps) {
  const { number, year, months, bills, waiting } = props;
  const totals = totalsOf(months);
  const hasCorrections = months.some(({ correctedKopecks }) => correctedKopecks !== 0);
  const columns = columnsOf(hasCorrections);
  return (
    <table class="data ledger statement" {...as('table')}>
      <caption class="ds-sr-only">
        Начисления за {year} год, рубли. Минус в колонке «На конец» значит переплату.
      </caption>
      <thead {...as('rowgroup')}>
        <tr {...as('row')}>
          <th {...as('columnheader')} scope="col">
            Месяц
          </th>
          {columns.map(({ label }) => (
            <th key={label} {...as('columnheader')} scope="col">
              {label}
            </th>
          ))}
          <th {...as('columnheader')} scope="col">
            На конец, ₽
          </th>
          <th {...as('columnheader')} scope="col" class="is-file">
            Квитанция
          </th>
        </tr>
      </thead>
      <tbody {...as('rowgroup')}>
        {waiting.map(({ month, note }) => (
          <tr key={month} {...as('row')} class="is-waiting">
            <MonthName number={number} month={month} note={note} year={year} />
            <td {...as('cell')} colSpan={columns.length + 2} class="is-zero" />
          </tr>
        ))}
        {months.map((known, index) => (
          <Row
            key={known.month}
            number={number}
            known={known}
            columns={columns}
            bill={bills.get(known.closeId ?? 0)}
            hasPaper={hasBill(known, props.holderSince)}
            isLast={index === months.length - 1}
          />
        ))}
      </tbody>
      {totals && months.length > 1 && <Totals totals={totals} columns={columns} />}
    </table>
  );
}

type Column = { label: string; pick: (row: MonthTotals | ListedMonth) => number };

const columnsOf = (hasCorrections: boolean): Column[] => [
  { label: 'На начало', pick: (row) => row.openingKopecks },
  { label: 'Начислено', pick: (row) => row.chargedKopecks },
  { label: 'Перерасчёт', pick: (row) => row.recalculatedKopecks },
  { label: 'Пени', pick: (row) => row.penaltyKopecks },
  ...(hasCorrections
    ? [{ label: 'Исправления', pick: (row: MonthTotals | ListedMonth) => row.correctedKopecks }]
    : []),
  // Money that came in makes the balance less: the row adds up as it is written.
  { label: 'Оплачено', pick: (row) => -row.paidKopecks || 0 },
];

function Row(props: {
  number: string;
  known: ListedMonth;
  columns: Column[];
  bill: BillSummary | undefined;
  hasPaper: boolean;
  isLast: boolean;
}) {
  const { number, known, columns, bill, hasPaper, isLast } = props;
  return (
    <tr {...as('row')} class={isLast ? 'is-last' : undefined}>
      <MonthName number={number} month={known.month} note={remarkOf(known)} isFormed />
      {columns.map(({ label, pick }, index) => (
        <Cell key={label} label={label} kopecks={pick(known)} isOpening={index === 0} />
      ))}
      <td {...as('cell')} data-label="На конец" class="is-head">
        {formatKopecksPlain(known.closingKopecks)}
      </td>
      {hasPaper ? (
        <BillCell number={number} known={known} bill={bill} />
      ) : (
        <td {...as('cell')} class="is-file is-zero" />
      )}
    </tr>
  );
}

/** The paper of the month; how large it is is known once it has been drawn, before that how large at most. */
function BillCell(props: { number: string; known: ListedMonth; bill: BillSummary | undefined }) {
  const { number, known, bill } = props;
  const size = bill?.pdf
    ? formatFileSize(bill.pdf.bytes)
    : `до\u00a0${formatFileSize(BILL_BYTES_MOST)}`;
  return (
    <td {...as('cell')} data-label="Квитанция" class="is-file">
      <a
        href={href('bill', { number, month: known.month.slice(0, 7) })}
        aria-label={`Квитанция за ${formatMonth(known.month)}, PDF, ${size}`}
      >
        PDF, {size}
      </a>
      {bill && bill.version > 1 && <span class="sub">исправленная</span>}
    </td>
  );
}

/** On a phone the opening balance is the closing one of the row below: not said twice. */
function Cell(props: { label: string; kopecks: number; isOpening: boolean }) {
  const { label, kopecks, isOpening } = props;
  const text = formatKopecksPlain(kopecks);
  const isZero = kopecks === 0 && !isOpening;
  return (
    <td
      {...as('cell')}
      data-label={label}
      class={isOpening ? 'is-opening' : isZero ? 'is-zero' : undefined}
    >
      {isZero ? <span class="zero">{text}</span> : text}
    </td>
  );
}

function MonthName(props: {
  number: string;
  month: PlainMonth;
  note: ComponentChildren;
  isFormed?: boolean;
  /** Of the statement: a month of another one says so. */
  year?: number;
}) {
  const { number, month, note, isFormed = false, year = yearOf(month) } = props;
  const name = yearOf(month) === year ? formatMonthName(month) : formatMonth(month);
  const title = upperFirst(name);
  return (
    <th {...as('rowheader')} scope="row">
      {isFormed ? (
        <a href={href('chargesMonth', { number, month: month.slice(0, 7) })}>{title}</a>
      ) : (
        title
      )}
      {note && <span class="sub">{note}</span>}
    </th>
  );
}

/** What is unusual about a month, under its name. */
function remarkOf({ source, remark }: ListedMonth): string {
  if (source === 'imported') return 'по данным прежней системы';
  const methods = remark?.methods.flatMap((method) => methodRemark[method] ?? []) ?? [];
  const recalculated = remark?.recalculatedMonths ?? [];
  return [...new Set(methods), recalculated.length > 0 && `пересчитали ${monthsText(recalculated)}`]
    .filter(Boolean)
    .join(', ');
}

/** «август», «июль и август», «4 месяца» */
function monthsText(months: readonly PlainMonth[]): string {
  const count = months.length;
  if (count > 2) return `${count}\u00a0${plural(count, ['месяц', 'месяца', 'месяцев', 'месяца'])}`;
  return months.map(formatMonthName).join(' и ');
}

function Totals({ totals, columns }: { totals: MonthTotals; columns: Column[] }) {
  const { from, to, months, closingKopecks } = totals;
  const isWholeYear = months === 12 && yearOf(from) === yearOf(to);
  const count = `${months}\u00a0${plural(months, ['месяц', 'месяца', 'месяцев', 'месяца'])}`;
  return (
    <tfoot {...as('rowgroup')}>
      <tr {...as('row')}>
        <th {...as('rowheader')} scope="row">
          {isWholeYear ? 'За год' : `За ${count}`}
        </th>
        {columns.map(({ label, pick }, index) => (
          <td
            key={label}
            {...as('cell')}
            data-label={index === 0 ? `На ${formatDate(from)}` : label}
          >
            {formatKopecksPlain(pick(totals))}
          </td>
        ))}
        <td {...as('cell')} data-label={`На ${formatDate(addDays(addMonths(to, 1), -1))}`}>
          {formatKopecksPlain(closingKopecks)}
        </td>
        <td {...as('cell')} class="is-file is-zero" />
      </tr>
    </tfoot>
  );
}
