import { type ExpressionBuilder, sql } from 'kysely';
import type { Actor, StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { Schema } from '#src/db/schema.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { type AccountNumber, readAccountNumber, unifiedKey } from '#src/supplier/account-number.ts';
import { spellingsOf } from '#src/supplier/look-alikes.ru.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';

export type PersonalAccount = {
  personalAccountId: number;
  number: string;
  unifiedNumber: string | null;
  holderLastName: string;
  holderFirstName: string;
  holderMiddleName: string;
  address: string;
  residents: number;
  heatedAreaM2: string | null;
  hasStove: boolean;
  hasWaterHeater: boolean;
  hasHeating: boolean;
  hasCentralHotWater: boolean;
  openedOn: PlainDate;
  closedOn: PlainDate | null;
  openingBalanceKopecks: number;
  openingPenaltyKopecks: number;
  openingBalanceOn: PlainDate;
  lastBillKopecks: number | null;
  holderSince: PlainDate;
  /** The name that this resident gave it; null for other actors. */
  ownName: string | null;
  /** A former resident sees what came before this day, and sends nothing. null: no limit. */
  visibleUntil: PlainDate | null;
};

const columns = [
  'a.personal_account_id',
  'a.number',
  'a.unified_number',
  'a.holder_last_name',
  'a.holder_first_name',
  'a.holder_middle_name',
  'a.address',
  'a.residents',
  'a.heated_area_m2',
  'a.has_stove',
  'a.has_water_heater',
  'a.has_heating',
  'a.has_central_hot_water',
  'a.opened_on',
  'a.closed_on',
  'a.opening_balance_kopecks',
  'a.opening_penalty_kopecks',
  'a.opening_balance_on',
  'a.last_bill_kopecks',
  'a.holder_since',
] as const;

type Row = Awaited<ReturnType<typeof selectForResident>>[number];

/** A resident's accounts: the live links alone. */
function selectForResident(db: Db, userId: number, number: string | null) {
  let query = db
    .selectFrom('personal_account_links as l')
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'l.personal_account_id')
    .select(columns)
    .select(['l.own_name', 'l.visible_until'])
    .where('l.user_id', '=', userId)
    .where('l.ended_at', 'is', null);
  if (number !== null) {
    query = query.where('a.number', '=', number);
  }
  return query.orderBy('l.personal_account_link_id').execute();
}

/**
 * The account that `actor` may see under `number` (spaces, hyphens and the unified number are
 * understood), or null: unknown and somebody else's look the same.
 */
export async function findPersonalAccount(
  db: Db,
  actor: Actor,
  { number, supplier }: { number: string; supplier: SupplierProfile },
): Promise<PersonalAccount | null> {
  const read = readAccountNumber(number, supplier);
  if (read.kind === 'invalid' || actor.kind === 'bank') return null;
  if (actor.kind === 'resident') {
    const rows = await selectForResident(
      db,
      actor.userId,
      read.kind === 'number' ? read.text : null,
    );
    const own = rows.map(toPersonalAccount);
    return own.find((known) => isNumbered(known, read)) ?? null;
  }
  const row = await db
    .selectFrom('personal_accounts as a')
    .select(columns)
    .select([sql<string>`''`.as('own_name'), sql<null>`null`.as('visible_until')])
    .where((eb) => matches(eb, read))
    .executeTakeFirst();
  return row ? toPersonalAccount(row) : null;
}

/** For staff, who came by the account some other way than by its number. */
export async function findPersonalAccountById(
  db: Db,
  _actor: StaffMember,
  personalAccountId: number,
): Promise<PersonalAccount> {
  const row = await db
    .selectFrom('personal_accounts as a')
    .select(columns)
    .select([sql<string>`''`.as('own_name'), sql<null>`null`.as('visible_until')])
    .where('a.personal_account_id', '=', personalAccountId)
    .executeTakeFirstOrThrow();
  return toPersonalAccount(row);
}

/** Whether the account is the one that `read` names. */
export function isNumbered(
  { number, unifiedNumber }: Pick<PersonalAccount, 'number' | 'unifiedNumber'>,
  read: AccountNumber,
): boolean {
  if (read.kind === 'number') return number === read.text;
  return read.kind === 'unified' && unifiedKey(unifiedNumber ?? '') === read.text;
}

function matches(
  eb: ExpressionBuilder<Schema & { a: Schema['personal_accounts'] }, 'a'>,
  read: Exclude<AccountNumber, { kind: 'invalid' }>,
) {
  if (read.kind === 'unified') {
    return eb('a.unified_number', '=', sql<string>`any(${spellingsOf(read.text)}::text[])`);
  }
  return eb('a.personal_account_id', 'in', (inner) =>
    inner
      .selectFrom('personal_account_numbers as n')
      .select('n.personal_account_id')
      .where('n.number', '=', read.text),
  );
}

/** The accounts of a resident in the order of linking. */
export async function listPersonalAccounts(
  db: Db,
  actor: { kind: 'resident'; userId: number },
): Promise<PersonalAccount[]> {
  return (await selectForResident(db, actor.userId, null)).map(toPersonalAccount);
}

function toPersonalAccount(row: Row): PersonalAccount {
  return {
    personalAccountId: row.personal_account_id,
    number: row.number,
    unifiedNumber: row.unified_number,
    holderLastName: row.holder_last_name,
    holderFirstName: row.holder_first_name,
    holderMiddleName: row.holder_middle_name,
    address: row.address,
    residents: row.residents,
    heatedAreaM2: row.heated_area_m2,
    hasStove: row.has_stove,
    hasWaterHeater: row.has_water_heater,
    hasHeating: row.has_heating,
    hasCentralHotWater: row.has_central_hot_water,
    openedOn: row.opened_on,
    closedOn: row.closed_on,
    openingBalanceKopecks: row.opening_balance_kopecks,
    openingPenaltyKopecks: row.opening_penalty_kopecks,
    openingBalanceOn: row.opening_balance_on,
    lastBillKopecks: row.last_bill_kopecks,
    holderSince: row.holder_since,
    ownName: row.own_name || null,
    visibleUntil: row.visible_until,
  };
}
