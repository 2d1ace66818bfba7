import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { importEvents } from '#src/exchange/import-events.ts';
import { importPayments } from '#src/exchange/import-payments.ts';
import { importPrivileges } from '#src/exchange/import-privileges.ts';
import { importReadings } from '#src/exchange/import-readings.ts';
import { importRegister } from '#src/exchange/import-register.ts';
import type { ImportOutcome } from '#src/exchange/import-types.ts';
import { addDays, type PlainDate, startOfDay } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { DemoEvent, DemoHome, Shown } from './demo-home.ts';
import type { Household } from './household.ts';
import type { Payment } from './payers.ts';
import { writeRegister } from './register-file.ts';

export type DemoDeps = {
  pool: pg.Pool;
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  log?: { info(message: string): void };
  /** Told to whoever waits. */
  say?: (line: string) => void;
};

/** Where files are written, and on which evening they come in. */
export type Delivery = { folder: string; on: PlainDate };

/** As everything stood on the evening of a day; nothing of the demo is later than now. */
export function asOfEvening(deps: DemoDeps, on: PlainDate): DemoDeps {
  const evening = startOfDay(addDays(on, 1), deps.supplier.timeZone).getTime() - 4 * 3_600_000;
  const instant = new Date(Math.min(evening, deps.clock.now().getTime()));
  return { ...deps, clock: { now: () => instant } };
}

const headings = {
  readings: 'Лицевой счёт;Заводской номер;Дата;Показание;Источник',
  events: 'Лицевой счёт;Заводской номер;Событие;С;По;Значение;Документ',
  payments: 'Лицевой счёт;Дата;Сумма;Источник;Номер операции',
  privileges: 'Лицевой счёт;Действует с;По;Доля',
};

const importers = {
  readings: importReadings,
  events: importEvents,
  payments: importPayments,
  privileges: importPrivileges,
};

/** A file of the supplier's, through the same import as any other; none when it has no line. */
async function bring(
  deps: DemoDeps,
  { folder, on }: Delivery,
  kind: keyof typeof headings,
  lines: readonly string[],
): Promise<void> {
  if (lines.length === 0) return;
  const file = join(folder, `demo-${kind}-${on.slice(0, 7)}.csv`);
  await writeFile(file, `${[headings[kind], ...lines].join('\r\n')}\r\n`);
  expectWhole(await importers[kind](asOfEvening(deps, on), { file, asOf: on }));
}

export async function bringRegister(
  deps: DemoDeps,
  { folder, on }: Delivery,
  households: readonly Household[],
): Promise<void> {
  if (households.length === 0) return;
  const file = join(folder, `demo-register-${on.slice(0, 7)}.csv`);
  await writeRegister({ households, file, encoding: 'windows-1251' });
  expectWhole(await importRegister(asOfEvening(deps, on), { file, asOf: on }));
}

const date = (iso: PlainDate): string =>
  `${iso.slice(8, 10)}.${iso.slice(5, 7)}.${iso.slice(0, 4)}`;

export type OfHome<T> = { number: string; of: T };

export const bringReadings = (
  deps: DemoDeps,
  delivery: Delivery,
  readings: readonly OfHome<Shown>[],
): Promise<void> =>
  bring(
    deps,
    delivery,
    'readings',
    readings.map(({ number, of }) =>
      [number, of.serialNumber, date(of.takenOn), of.value, of.source].join(';'),
    ),
  );

export const bringEvents = (
  deps: DemoDeps,
  delivery: Delivery,
  events: readonly OfHome<DemoEvent>[],
): Promise<void> =>
  bring(
    deps,
    delivery,
    'events',
    events.map(({ number, of }) =>
      [
        number,
        of.serialNumber ?? '',
        of.event,
        date(of.startsOn),
        of.endsOn ? date(of.endsOn) : '',
        of.value ?? '',
        of.document ?? '',
      ].join(';'),
    ),
  );

export const bringPayments = (
  deps: DemoDeps,
  delivery: Delivery,
  payments: readonly OfHome<Payment>[],
): Promise<void> =>
  bring(
    deps,
    delivery,
    'payments',
    payments.map(({ number, of }) => {
      const roubles = (of.amountKopecks / 100).toFixed(2).replace('.', ',');
      const operation = `${number}-${of.paidOn.replaceAll('-', '')}`;
      return [number, date(of.paidOn), roubles, of.source, operation].join(';');
    }),
  );

export const bringPrivileges = (
  deps: DemoDeps,
  delivery: Delivery,
  homes: readonly DemoHome[],
): Promise<void> =>
  bring(
    deps,
    delivery,
    'privileges',
    homes.flatMap(({ household, privilege }) =>
      privilege ? [[household.number, date(privilege.from), '', privilege.share].join(';')] : [],
    ),
  );

/** The demo is ours: a line that is refused is a fault of ours. */
function expectWhole(outcome: ImportOutcome): void {
  if (!outcome.ok) throw new Error(`The demo cannot be loaded: ${JSON.stringify(outcome.failure)}`);
  const { lines, file } = outcome.summary;
  if (lines.refused > 0) {
    throw new Error(`The demo cannot be loaded: ${lines.refused} lines of ${file} were refused`);
  }
}
