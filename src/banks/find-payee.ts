import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { type AccountNumber, readAccountNumber, unifiedKey } from '#src/supplier/account-number.ts';
import { spellingsOf } from '#src/supplier/look-alikes.ru.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';

export type Payee =
  | { ok: true; personalAccountId: number; maskedName: string }
  /** several: a unified number that stands at more than one account. */
  | { ok: false; code: 'bad_form' | 'unknown' | 'several' | 'closed' };

type Asked = { supplier: SupplierProfile; today: PlainDate };

/** Whose account a bank's payer has named. */
export async function findPayee(
  db: Db,
  actor: Actor,
  { typed, ...asked }: Asked & { typed: string },
): Promise<Payee> {
  const payees = await findPayees(db, actor, { typed: [typed], ...asked });
  return payees.get(typed) ?? unknownPayee;
}

/** The same of a whole registry's payers at once, by what was typed. */
export async function findPayees(
  db: Db,
  _actor: Actor,
  { typed, supplier, today }: Asked & { typed: readonly string[] },
): Promise<Map<string, Payee>> {
  const read = new Map(typed.map((text) => [text, readAccountNumber(text, supplier)] as const));
  const accounts = await findByNumbers(db, [...read.values()]);
  return new Map([...read].map(([text, number]) => [text, payeeOf(number, { accounts, today })]));
}

const unknownPayee: Payee = { ok: false, code: 'unknown' };

type Found = { accounts: ReadonlyMap<string, readonly AccountRow[]>; today: PlainDate };

function payeeOf(number: AccountNumber, { accounts, today }: Found): Payee {
  if (number.kind === 'invalid') return { ok: false, code: 'bad_form' };
  const [payee, another] = accounts.get(keyOf(number)) ?? [];
  if (payee === undefined) return unknownPayee;
  if (another !== undefined) return { ok: false, code: 'several' };
  const { id, closed_on: closedOn, last, first, middle } = payee;
  if (closedOn !== null && closedOn <= today) return { ok: false, code: 'closed' };
  return { ok: true, personalAccountId: id, maskedName: maskedName([last, first, middle]) };
}

type AccountRow = {
  kind: 'number' | 'unified';
  /** As it is kept: a unified number in either spelling. */
  text: string;
  id: number;
  closed_on: PlainDate | null;
  last: string;
  first: string;
  middle: string;
};

const keyOf = ({ kind, text }: { kind: string; text: string }): string => `${kind} ${text}`;

async function findByNumbers(db: Db, read: readonly AccountNumber[]) {
  const textsOf = (kind: AccountRow['kind']) =>
    read.flatMap((number) => (number.kind === kind ? [number.text] : []));
  const spellings = textsOf('unified').flatMap(spellingsOf);
  const facts = sql.raw(`a.personal_account_id as id, a.closed_on, a.holder_last_name as last,
    a.holder_first_name as first, a.holder_middle_name as middle`);
  const { rows } = await sql<AccountRow>`
    select 'number' as kind, n.number as text, ${facts}
    from personal_account_numbers n join personal_accounts a using (personal_account_id)
    where n.number = any(${textsOf('number')}::text[])
    union all
    select 'unified', a.unified_number, ${facts} from personal_accounts a
    where a.unified_number = any(${spellings}::text[])`.execute(db);
  const keyOfRow = ({ kind, text }: AccountRow) =>
    keyOf({ kind, text: kind === 'unified' ? unifiedKey(text) : text });
  return Map.groupBy(rows, keyOfRow);
}

/** Enough for a payer to see that it is theirs: first letters, as banks print them. */
function maskedName([last = '', ...others]: readonly string[]): string {
  const initials = others.filter((name) => name !== '').map((name) => `${name.slice(0, 1)}.`);
  return [`${last.slice(0, 1)}***`, ...initials].join(' ');
}
