import { type ExpressionBuilder, sql } from 'kysely';
import type { Actor, StaffMember, System } from '#src/actor.ts';
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

/** What the register changes: the revisions keep what it was. */
const state = [
  'unified_number',
  'holder_last_name',
  'holder_first_name',
  'holder_middle_name',
  'address',
  'residents',
  'heated_area_m2',
  'has_stove',
  'has_water_heater',
  'has_heating',
  'has_central_hot_water',
  'opened_on',
  'closed_on',
  'last_bill_kopecks',
  'holder_since',
] as const;

const columns = [
  'a.personal_account_id',
  'a.number',
  'a.opening_balance_kopecks',
  'a.opening_penalty_kopecks',
  'a.opening_balance_on',
  ...state.map((column) => `a.${column}` as const),
] as const;

type LinkRow = Awaited<ReturnType<typeof selectForResident>>[number];
type Row = Omit<LinkRow, 'visible_until_import_id'>;

/** A resident's accounts: the live links alone. */
function selectForResident(db: Db, userId: number, number: string | null) {
  let query = db
    .selectFrom('personal_account_links as l')
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'l.personal_account_id')
    .select(columns)
    .select(['l.own_name', 'l.visible_until', 'l.visible_until_import_id'])
    .where('l.user_id', '=', userId)
    .where('l.ended_at', 'is', null);
  if (number !== null) {
    query = query.where('a.number', '=', number);
  }
  return query.orderBy('l.personal_account_link_id').execute();
}

/** The accounts as this resident may know them: a former one by the state in which they left it. */
async function findOwn(db: Db, userId: number, number: string | null): Promise<PersonalAccount[]> {
  const rows = await selectForResident(db, userId, number);
  const seen = rows.map(async (row) => ({ ...row, ...(await findStateAtLeaving(db, row)) }));
  return (await Promise.all(seen)).map(toPersonalAccount);
}

/** Undefined when nothing has changed since. */
async function findStateAtLeaving(db: Db, row: LinkRow) {
  const { personal_account_id: id, visible_until: day, visible_until_import_id: importId } = row;
  if (day === null) return undefined;
  return (
    db
      .selectFrom('personal_account_revisions')
      .select(state)
      .where('personal_account_id', '=', id)
      // Of several changes on one day the import tells which one it was.
      .where((eb) =>
        importId === null ? eb('valid_to', '>=', day) : eb('ended_by_import_id', '>=', importId),
      )
      .orderBy('revision_id')
      .limit(1)
      .executeTakeFirst()
  );
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
    const own = await findOwn(db, actor.userId, read.kind === 'number' ? read.text : null);
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
  _actor: StaffMember | System,
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
  return findOwn(db, actor.userId, null);
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
