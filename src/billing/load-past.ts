import type pg from 'pg';
import { addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import type { ConsumptionState } from './billing-state.ts';
import type { ChargeLine, ChargeMethod, LineBasis } from './charge-line.ts';
import type { Past } from './close-account.ts';
import { isReplayStart } from './recalculate.ts';
import { decodeState } from './state-code.ts';

export type PastChoice = { personalAccountId: number; since: PlainMonth; before: PlainMonth };

/**
 * Where a replay of closed months begins, how the account stood before it, and all that was charged
 * for the months from then on. Earlier than `since` where an estimate waited for its reading, which
 * a change of the days after it may divide otherwise; never before the account came into the books.
 */
export async function loadPast(client: pg.ClientBase, choice: PastChoice): Promise<Past> {
  const { personalAccountId, since, before } = choice;
  const states = await client.query<{ month: PlainMonth; started_at: Date; state: string }>(
    `select c.month, c.started_at, m.state::text from month_closes c
       join account_months m on m.close_id = c.close_id and m.personal_account_id = $1
     where c.month < $2 and c.state = 'closed'`,
    [personalAccountId, before],
  );
  const kept = new Map(states.rows.map(({ month, state }) => [month, state]));
  const closedAt = new Map(states.rows.map((row) => [row.month, row.started_at]));
  // New to the books: there is nothing to go back to, and the months since are charged now.
  if (kept.size === 0) return { first: since, before: null, charged: [], closedAt };
  const stateBefore = (month: PlainMonth): ConsumptionState | null => {
    const text = kept.get(addMonths(month, -1));
    return text ? decodeState(text).consumption : null;
  };
  let first = before;
  let state = stateBefore(first);
  while (state && (first > since || !isReplayStart(state))) {
    first = addMonths(first, -1);
    state = stateBefore(first);
  }
  const lines = await client.query(
    `select l.* from month_closes c
       join charge_lines l on l.close_id = c.close_id and l.personal_account_id = $1
     where c.state = 'closed' and c.month >= $2 and c.month < $3 and l.charged_month >= $2
     order by c.month, l.line_no`,
    [personalAccountId, first, before],
  );
  return { first, before: state, charged: lines.rows.map(lineOf), closedAt };
}

type Row = Record<string, unknown>;

/** A row of charge_lines, as it was made. */
const lineOf = (row: Row): ChargeLine => ({
  kind: row.kind as ChargeLine['kind'],
  chargedMonth: row.charged_month as PlainMonth,
  method: row.method as ChargeMethod,
  from: row.starts_on as PlainDate,
  to: row.ends_on as PlainDate,
  meterId: row.meter_id as number | null,
  measuredM3: row.measured_m3 as string,
  coefficient: row.coefficient as string,
  volumeM3: row.volume_m3 as string,
  tariffId: row.tariff_id as number,
  pricePerM3: row.price_per_m3 as string,
  amountKopecks: row.amount_kopecks as number,
  eventId: row.account_event_id as number | null,
  basis: row.basis as LineBasis,
});
