import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { ClosedAccount } from './close-account.ts';
import { encodeBasis } from './line-basis.ts';
import type { MoneyEntry } from './money-entry.ts';
import { RowBuffer } from './row-buffer.ts';
import { encodeState } from './state-code.ts';

export type CloseStamp = {
  closeId: number;
  month: PlainMonth;
  dueOn: PlainDate;
  /** The moment that the close began: the same in every row, also of a close that was killed. */
  enteredAt: string;
};

/** The tables that a close writes, with the columns of `CloseRows`. */
export const closeTables = {
  charge_lines: `close_id personal_account_id line_no kind charged_month method starts_on ends_on
    meter_id measured_m3 coefficient volume_m3 tariff_id price_per_m3 amount_kopecks
    account_event_id basis`,
  penalty_lines: `close_id personal_account_id line_no debt_month due_on total_kopecks
    posted_before_kopecks amount_kopecks basis`,
  ledger_entries: `billing_month personal_account_id idempotency_key kind is_penalty amount_kopecks
    for_month value_date close_id cause entered_at`,
  account_months: `close_id personal_account_id month opening_kopecks charged_kopecks
    recalculated_kopecks penalty_kopecks paid_kopecks corrected_kopecks closing_kopecks
    closing_penalty_kopecks volume_m3 is_estimated due_on state`,
} as const;

export type CloseTable = keyof typeof closeTables;
export type CloseRows = Record<CloseTable, RowBuffer>;

export const noRows = (): CloseRows => ({
  charge_lines: new RowBuffer(),
  penalty_lines: new RowBuffer(),
  ledger_entries: new RowBuffer(),
  account_months: new RowBuffer(),
});

export function clearRows(rows: CloseRows): void {
  for (const table of Object.values(rows)) table.clear();
}

export function closeRows(closed: readonly ClosedAccount[], stamp: CloseStamp): CloseRows {
  const rows = noRows();
  for (const one of closed) addRows(rows, one, stamp);
  return rows;
}

/**
 * Nothing in them is a text of people's, so there is no tab, line end or backslash that COPY would take
 * for its own.
 */
export function addRows(rows: CloseRows, one: ClosedAccount, stamp: CloseStamp): void {
  const { closeId, month, dueOn, enteredAt } = stamp;
  const id = one.personalAccountId;
  const key = `${closeId}\t${id}\t`;
  let lineNo = 0;
  for (const line of one.lines) {
    lineNo += 1;
    rows.charge_lines.append(
      `${key}${lineNo}\t${line.kind}\t${line.chargedMonth}\t${line.method}\t${line.from}\t${line.to}\t${line.meterId ?? '\\N'}\t${line.measuredM3}\t${line.coefficient}\t${line.volumeM3}\t${line.tariffId}\t${line.pricePerM3}\t${line.amountKopecks}\t${line.eventId ?? '\\N'}\t${encodeBasis(line.basis)}\n`,
    );
  }
  lineNo = 0;
  for (const line of one.penalties) {
    lineNo += 1;
    rows.penalty_lines.append(
      `${key}${lineNo}\t${line.debtMonth}\t${line.dueOn}\t${line.totalKopecks}\t${line.postedBeforeKopecks}\t${line.amountKopecks}\t${JSON.stringify(line.spans)}\n`,
    );
  }
  for (const entry of one.entries) {
    rows.ledger_entries.append(
      `${month}\t${id}\t${keyOf(entry, closeId)}\t${entry.kind}\t${entry.isPenalty ? 't' : 'f'}\t${entry.amountKopecks}\t${entry.forMonth ?? '\\N'}\t${entry.valueDate}\t${closeId}\tclose ${closeId}\t${enteredAt}\n`,
    );
  }
  rows.account_months.append(
    `${key}${month}\t${one.openingKopecks}\t${one.chargedKopecks}\t${one.recalculatedKopecks}\t${one.penaltyKopecks}\t${one.paidKopecks}\t${one.correctedKopecks}\t${one.closingKopecks}\t${one.closingPenaltyKopecks}\t${one.volumeM3}\t${one.isEstimated ? 't' : 'f'}\t${dueOn}\t${encodeState(one.state)}\n`,
  );
}

/** Of one close an account has each of these once. */
export function keyOf(entry: MoneyEntry, closeId: number): string {
  const part = entry.kind === 'opening' && entry.isPenalty ? ' penalty' : '';
  const of = entry.forMonth ? ` ${entry.forMonth.slice(0, 7)}` : '';
  return `${entry.kind}${part}${of}/${closeId}`;
}
