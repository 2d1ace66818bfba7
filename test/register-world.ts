import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import iconv from 'iconv-lite';
import type pg from 'pg';
import { importReadings } from '#src/exchange/import-readings.ts';
import { importRegister } from '#src/exchange/import-register.ts';
import type { ImportOptions, ImportSummary } from '#src/exchange/import-types.ts';
import { registerColumns } from '#src/exchange/register-columns.ru.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { createTestClock, type TestClock } from './clock.ts';
import { createTestDatabase } from './database.ts';

export type RegisterRow = Record<string, string>;

/** A good line of a register; `changes` are by heading. */
export const registerRow = (changes: RegisterRow = {}): RegisterRow => ({
  'Лицевой счёт': '390000000001',
  ЕЛС: '10ХР379267',
  Фамилия: 'Черных',
  Имя: 'Любовь',
  Отчество: 'Ивановна',
  Адрес: 'г. Калининград, ул. Ольховая, д. 1, кв. 2',
  ФИАС: '154ed512-1209-4d26-ac51-2b01f18dd1ee',
  Проживает: '2',
  'Отапливаемая площадь': '58,40',
  Плита: '1',
  Водонагреватель: '0',
  Отопление: '1',
  ЦГВС: '0',
  Открыт: '31.10.2003',
  Закрыт: '',
  'Модель счётчика': 'ВК-G4',
  'Заводской номер': '02887570',
  Разрядность: '5',
  'Место установки': 'снаружи',
  Термокоррекция: 'нет',
  Зона: '1',
  'Дата ввода': '07.09.2020',
  'Дата пломбы': '11.09.2020',
  'Поверка до': '27.05.2028',
  'Последнее показание': '45311',
  'Дата показания': '21.10.2026',
  Сальдо: '7521,89',
  Пени: '150,44',
  'Долг с': '08.2026',
  'Сумма последней квитанции': '4143,98',
  ПИН: '761111',
  ...changes,
});

const meterHeadings: readonly string[] = registerColumns
  .filter((column) => column.of === 'meter')
  .map((column) => column.heading);

export const meterlessRow = (changes: RegisterRow = {}): RegisterRow => ({
  ...registerRow(),
  ...Object.fromEntries(meterHeadings.map((heading) => [heading, ''])),
  ...changes,
});

export type TextShape = { delimiter?: string; eol?: string; headings?: readonly string[] };

const quote = (text: string, delimiter: string) =>
  text.includes(delimiter) || /["\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

export function registerText(rows: readonly RegisterRow[], shape: TextShape = {}): string {
  const { delimiter = ';', eol = '\r\n' } = shape;
  const headings = shape.headings ?? registerColumns.map(({ heading }) => heading);
  const lines = [headings, ...rows.map((row) => headings.map((heading) => row[heading] ?? ''))];
  return lines
    .map((fields) => fields.map((field) => quote(field, delimiter)).join(delimiter) + eol)
    .join('');
}

export type RegisterWorld = Awaited<ReturnType<typeof openRegisterWorld>>;

/** A database, a clock that stands, and a folder for files. */
export async function openRegisterWorld({ now = '2026-11-23T10:00:00+02:00' } = {}) {
  const database = await createTestDatabase();
  const clock = createTestClock(now);
  const supplier = await readSupplierProfile(null);
  const folder = await mkdtemp(join(tmpdir(), 'ochag-register-'));
  const deps = { pool: database.pool, db: database.db, clock, supplier };
  let files = 0;
  async function put(content: string | Buffer, name = `register-${++files}.csv`) {
    const file = join(folder, name);
    await writeFile(file, content);
    return file;
  }
  const asOptions = async (given: string | Buffer | RegisterRow[], options: PartialOptions) => {
    const content = Array.isArray(given) ? registerText(given) : given;
    return { file: await put(content), ...options };
  };
  return {
    ...deps,
    deps,
    folder,
    put,
    /** Imports text or rows; fails the test when the file itself is refused. */
    async importRows(given: string | Buffer | RegisterRow[], options: PartialOptions = {}) {
      return summaryOf(await importRegister(deps, await asOptions(given, options)));
    },
    async refuseRows(given: string | Buffer | RegisterRow[], options: PartialOptions = {}) {
      const outcome = await importRegister(deps, await asOptions(given, options));
      if (outcome.ok) throw new Error('The file was not refused');
      return outcome.failure;
    },
    async importReadings(lines: readonly string[], options: PartialOptions = {}) {
      const headings = 'Лицевой счёт;Заводской номер;Дата;Показание;Источник';
      const file = await put(`${[headings, ...lines].join('\n')}\n`);
      return summaryOf(await importReadings(deps, { file, ...options }));
    },
    ...looks(database.pool, { clock, now }),
    async stop() {
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Looks = { clock: TestClock; now: string };

/** What tests ask of the database, and put into it. */
function looks(pool: pg.Pool, { clock, now }: Looks) {
  return {
    async rows<Row = Record<string, unknown>>(sql: string, values: unknown[] = []): Promise<Row[]> {
      return (await pool.query(sql, values)).rows as Row[];
    },
    /** Back to an empty database on the first day. */
    async clear(): Promise<void> {
      clock.set(now);
      await pool.query(
        `truncate personal_accounts, personal_account_numbers, register_imports, billing_months
           restart identity cascade;
         delete from users`,
      );
    },
    /** What nobody may empty, emptied: of charges and the ledger nothing is left. */
    async clearBilling(): Promise<void> {
      const kept = [
        'ledger_entries',
        'charge_lines',
        'penalty_lines',
        'account_months',
        'month_closes',
      ];
      const triggers = (state: string) =>
        kept.map((table) => `alter table ${table} ${state} trigger user`).join('; ');
      await pool.query(
        `${triggers('disable')}; truncate ${kept.join(', ')}, month_close_ranges,
           bill_ranges, tariffs, norms, temperature_coefficients, key_rates restart identity;
         ${triggers('enable')}`,
      );
    },
    /** A resident with a live link to the personal account. */
    async linkResident(number: string, email = 'resident@example.ru'): Promise<void> {
      await pool.query(
        `with resident as (
           insert into users (email, email_key, phone, last_name, first_name, password_hash, created_at)
           values ($2, $2, $2, 'Черных', 'Любовь', '', $3) returning user_id)
         insert into personal_account_links (personal_account_id, user_id, proof, linked_at)
         select n.personal_account_id, u.user_id, 'pin', $3 from personal_account_numbers n, resident u
         where n.number = $1`,
        [number, email, clock.now()],
      );
    },
    /** Everything that an import may touch, to see that nothing has changed. */
    async snapshot(): Promise<Record<string, unknown[]>> {
      const tables = [
        'billing_months',
        'personal_account_numbers',
        'personal_accounts',
        'personal_account_revisions',
        'personal_account_links',
        'register_differences',
        'meters',
        'meter_revisions',
        'meter_readings',
      ];
      const entries = tables.map(async (table) => {
        const { rows } = await pool.query(`select * from ${table} t order by t::text`);
        return [table, rows] as const;
      });
      return Object.fromEntries(await Promise.all(entries));
    },
  };
}

type PartialOptions = Omit<ImportOptions, 'file'>;

function summaryOf(outcome: Awaited<ReturnType<typeof importRegister>>): ImportSummary {
  if (!outcome.ok) throw new Error(`The file was refused: ${JSON.stringify(outcome.failure)}`);
  return outcome.summary;
}

/** Rows of the file of refused lines, by heading. */
export async function readErrors(
  summary: ImportSummary,
  { encoding = 'utf8', delimiter = ';' } = {},
): Promise<RegisterRow[]> {
  if (!summary.errorsFile) return [];
  const text = iconv.decode(await readFile(summary.errorsFile), encoding);
  return parse(text, { delimiter, columns: true, bom: true });
}
