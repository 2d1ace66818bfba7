import { firstDayOfMonth, type PlainDate, type PlainMonth } from '#src/plain-date.ts';

export type HomeFacts = {
  residents?: number;
  heatedAreaM2?: string | null;
  hasStove?: boolean;
  hasWaterHeater?: boolean;
  hasHeating?: boolean;
  hasCentralHotWater?: boolean;
  openedOn?: PlainDate;
  closedOn?: PlainDate | null;
  balanceKopecks?: number;
  penaltyKopecks?: number;
  debtSince?: PlainDate | null;
  meter?: MeterFacts | null;
};

export type MeterFacts = {
  serialNumber?: string;
  integerDigits?: number;
  isOutdoor?: boolean;
  isThermocompensated?: boolean;
  climateZone?: number;
  sealedOn?: PlainDate | null;
  verifiedUntil?: PlainDate | null;
  removedOn?: PlainDate | null;
};

export type Home = { personalAccountId: number; number: string; meterId: number | null };
export type Shown = readonly [takenOn: PlainDate, value: string];

/** What it takes to put a household into the database of a test. */
export type Stage = {
  rows<Row>(sql: string, values?: unknown[]): Promise<Row[]>;
  next(): number;
  booksOn: PlainDate;
  now(): Date;
};

export async function addHome(stage: Stage, facts: HomeFacts): Promise<Home> {
  const number = String(390_000_000_000 + stage.next());
  const [row] = await stage.rows<{ personal_account_id: number }>(
    `insert into personal_accounts (number, holder_last_name, address, residents, heated_area_m2,
       has_stove, has_water_heater, has_heating, has_central_hot_water, opened_on, closed_on,
       opening_balance_kopecks, opening_penalty_kopecks, opening_debt_since, opening_balance_on,
       holder_since, attributes_since, register_import_id, first_import_id)
     values ($1, 'Примерова', 'г. Калининград, ул. Примерная, д. 1', $2, $3, $4, $5, $6, $7, $8, $9,
       $10, $11, $12, $13, $8, $8, 1, 1) returning personal_account_id`,
    [
      number,
      facts.residents ?? 2,
      facts.heatedAreaM2 ?? null,
      facts.hasStove ?? true,
      facts.hasWaterHeater ?? false,
      facts.hasHeating ?? true,
      facts.hasCentralHotWater ?? false,
      facts.openedOn ?? '2010-01-01',
      facts.closedOn ?? null,
      facts.balanceKopecks ?? 0,
      facts.penaltyKopecks ?? 0,
      facts.debtSince ?? null,
      stage.booksOn,
    ],
  );
  const personalAccountId = row?.personal_account_id ?? 0;
  await stage.rows('insert into personal_account_numbers values ($1, $2)', [
    number,
    personalAccountId,
  ]);
  const meterId =
    facts.meter === null ? null : await addMeter(stage, personalAccountId, facts.meter ?? {});
  return { personalAccountId, number, meterId };
}

export async function addMeter(stage: Stage, personalAccountId: number, facts: MeterFacts) {
  const sealedOn = facts.sealedOn === undefined ? '2020-01-01' : facts.sealedOn;
  const [row] = await stage.rows<{ meter_id: number }>(
    `insert into meters (personal_account_id, serial_number, model, integer_digits, is_outdoor,
       is_thermocompensated, climate_zone, commissioned_on, sealed_on, verified_until, removed_on,
       attributes_since, register_import_id, first_import_id)
     values ($1, $2, 'ВК-G4', $3, $4, $5, $6, $7, $7, $8, $9, '2020-01-01', 1, 1)
     returning meter_id`,
    [
      personalAccountId,
      facts.serialNumber ?? String(30_000_000 + stage.next()),
      facts.integerDigits ?? 5,
      facts.isOutdoor ?? false,
      facts.isThermocompensated ?? true,
      facts.climateZone ?? 1,
      sealedOn,
      facts.verifiedUntil === undefined ? '2035-01-01' : facts.verifiedUntil,
      facts.removedOn ?? null,
    ],
  );
  return row?.meter_id ?? 0;
}

export type ReadingChoice = {
  meterId?: number;
  billingMonth?: PlainMonth;
  isRollover?: boolean;
  source?: string;
};

export async function addReadings(
  stage: Stage,
  home: Home,
  { shown, choice }: { shown: readonly Shown[]; choice: ReadingChoice },
): Promise<void> {
  for (const [takenOn, value] of shown) {
    await stage.rows(
      `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on,
         billing_month, is_rollover, source, status, received_at, register_import_id)
       values ($1, $2, $3, $4, $5, $6, $7, 'accepted', $8, 1)`,
      [
        home.personalAccountId,
        choice.meterId ?? home.meterId,
        value,
        takenOn,
        choice.billingMonth ?? firstDayOfMonth(takenOn),
        choice.isRollover ?? false,
        choice.source ?? 'cabinet',
        stage.now(),
      ],
    );
  }
}

export type EventFacts = {
  kind: string;
  from: PlainDate;
  to?: PlainDate | null;
  value?: string | null;
  meterId?: number | null;
  /** The first month that was open when it came; that of its day unless told. */
  recordedMonth?: PlainMonth;
};

export async function addEvent(stage: Stage, home: Home, event: EventFacts): Promise<number> {
  const [row] = await stage.rows<{ account_event_id: number }>(
    `insert into account_events (personal_account_id, meter_id, kind, starts_on, ends_on, value,
       document, recorded_month, recorded_at)
     values ($1, $2, $3, $4, $5, $6, 'Акт 1', $7, $8) returning account_event_id`,
    [
      home.personalAccountId,
      event.meterId === undefined ? home.meterId : event.meterId,
      event.kind,
      event.from,
      event.to ?? null,
      event.value ?? null,
      event.recordedMonth ?? firstDayOfMonth(event.from),
      stage.now(),
    ],
  );
  return row?.account_event_id ?? 0;
}

export type PrivilegeFacts = {
  from: PlainDate;
  to?: PlainDate | null;
  share: string;
  recordedMonth?: PlainMonth;
};

export async function addPrivilege(stage: Stage, home: Home, facts: PrivilegeFacts) {
  await stage.rows(
    `insert into privileges (personal_account_id, valid_from, valid_to, share, recorded_month,
       recorded_at) values ($1, $2, $3, $4, $5, $6)`,
    [
      home.personalAccountId,
      facts.from,
      facts.to ?? null,
      facts.share,
      facts.recordedMonth ?? firstDayOfMonth(facts.from),
      stage.now(),
    ],
  );
}
