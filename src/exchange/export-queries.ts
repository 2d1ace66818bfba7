import { clauseOf } from '#src/billing/charge-clauses.ru.ts';
import { chargeMethods } from '#src/billing/charge-line.ts';
import { addMonths, type PlainMonth } from '#src/plain-date.ts';
import { exportedSources } from './export-columns.ru.ts';

export const exportKinds = ['charges', 'balances', 'readings'] as const;
export type ExportKind = (typeof exportKinds)[number];

/** COPY takes no parameters: what stands in a query is ours, or a number. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const date = (sql: string): string => `to_char(${sql}, 'DD.MM.YYYY')`;
const month = (sql: string): string => `to_char(${sql}, 'MM.YYYY')`;
const decimal = (sql: string): string => `replace(trim_scale(${sql})::text, '.', ',')`;
const roubles = (sql: string): string => `replace(round((${sql}) / 100.0, 2)::text, '.', ',')`;

/** By their numbers, byte for byte: so that two systems can read two files side by side. */
const byNumber = `p.number collate "C"`;

const clause = `case l.method ${chargeMethods
  .map((method) => `when ${quoted(method)} then ${quoted(clauseOf(method))}`)
  .join(' ')} end`;

/** Lines of one close; those of an account in the order in which it wrote them. */
const chargesOf = (closeId: number): string => `
  select p.number, ${month('l.charged_month')},
    case l.kind when 'recalculation' then 'RECALC' else l.method end, ${clause},
    ${date('l.starts_on')}, ${date('l.ends_on - 1')}, ${decimal('l.volume_m3')},
    ${decimal('l.coefficient')}, ${decimal('l.price_per_m3')}, ${roubles('l.amount_kopecks')}
  from charge_lines l join personal_accounts p using (personal_account_id)
  where l.close_id = ${closeId} order by ${byNumber}, l.line_no`;

/** There is no column for corrections: they stand with the recalculation, so that a row adds up. */
const balancesOf = (closeId: number): string => `
  select p.number, ${month('m.month')}, ${roubles('m.opening_kopecks')},
    ${roubles('m.charged_kopecks')}, ${roubles('m.recalculated_kopecks + m.corrected_kopecks')},
    ${roubles('m.penalty_kopecks')}, ${roubles('m.paid_kopecks')}, ${roubles('m.closing_kopecks')}
  from account_months m join personal_accounts p using (personal_account_id)
  where m.close_id = ${closeId} order by ${byNumber}`;

const sourceWord = `case r.source ${Object.entries(exportedSources)
  .map(([source, word]) => `when ${quoted(source)} then ${quoted(word)}`)
  .join(' ')} end`;

/** As counterOrder() of meters/ has them within a day, the last one first. */
const lastOfDay = 'coalesce(r.corrects_reading_id, r.meter_reading_id) desc';

/** Of one day the last one: where an inspector came after the resident, it is the one that holds. */
const readingsOf = ({ from, to }: Months): string => `
  select p.number, m.serial_number, ${date('r.taken_on')}, ${decimal('r.value_m3')}, ${sourceWord}
  from (
    select distinct on (r.personal_account_id, r.meter_id, r.taken_on) r.*
    from meter_readings r
    where r.taken_on >= ${quoted(from)} and r.taken_on < ${quoted(addMonths(to, 1))}
      and r.status in ('accepted', 'stored')
    order by r.personal_account_id, r.meter_id, r.taken_on, ${lastOfDay}) r
  join personal_accounts p using (personal_account_id)
  join meters m using (personal_account_id, meter_id)
  order by ${byNumber}, m.serial_number collate "C", r.taken_on`;

/** First and last, both included. */
export type Months = { from: PlainMonth; to: PlainMonth };

/** The queries whose rows are the file, one after another. `closes` are those of the months. */
export function exportQueries(kind: ExportKind, months: Months, closes: number[]): string[] {
  if (kind === 'readings') return [readingsOf(months)];
  return closes.map(kind === 'charges' ? chargesOf : balancesOf);
}

/** How many rows there will be, at a glance at the keys. */
export function exportCount(kind: ExportKind, months: Months, closes: number[]): string {
  if (kind === 'readings') {
    return `select count(*)::int as count from meter_readings where taken_on >= ${quoted(months.from)}
      and taken_on < ${quoted(addMonths(months.to, 1))} and status in ('accepted', 'stored')`;
  }
  const table = kind === 'charges' ? 'charge_lines' : 'account_months';
  const ids = closes.length > 0 ? closes.join(', ') : 'null';
  return `select count(*)::int as count from ${table} where close_id in (${ids})`;
}
