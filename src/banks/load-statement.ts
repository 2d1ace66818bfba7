import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { StaffMember, System } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Db, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { decodeBankFile } from './bank-file.ts';
import { readStatement, type StatementFault, type StatementLine } from './read-statement.ts';
import { statementEncodings, statementWords } from './statement-words.ru.ts';

export type StatementResult =
  | { ok: true; statementId: number; added: number; known: number; matched: number }
  | { ok: false; failure: StatementFailure };
export type StatementFailure =
  | { code: 'broken_encoding' }
  | { code: 'known_statement'; statementId: number }
  | { code: 'statement_wrong'; fault: StatementFault }
  /** Of an account that is not the supplier's: it would hide that money did not come to ours. */
  | { code: 'other_account'; account: string; ownAccount: string };

/** Takes a statement of our accounts whole; what its days share with another one is there already. */
export async function loadStatement(
  { db, clock, supplier }: { db: Database; clock: Clock; supplier: SupplierProfile },
  actor: System | StaffMember,
  { bytes, fileName }: { bytes: Buffer; fileName: string },
): Promise<StatementResult> {
  const text = decodeBankFile(bytes, encodingOf(bytes));
  if (text === null) return { ok: false, failure: { code: 'broken_encoding' } };
  const read = readStatement(text);
  if (!read.ok) return { ok: false, failure: { code: 'statement_wrong', fault: read.fault } };
  const ownAccount = supplier.requisites.settlementAccount;
  const other = read.accounts.find((one) => one !== ownAccount);
  if (other !== undefined) {
    return { ok: false, failure: { code: 'other_account', account: other, ownAccount } };
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<StatementResult> => {
    // Two that are loaded at once: the second one sees whose registry the first has found.
    await sql`lock table bank_statements in share row exclusive mode`.execute(tx);
    const inserted = await tx
      .insertInto('bank_statements')
      .values({
        file_name: fileName,
        file_sha256: sha256,
        first_day: read.firstDay,
        last_day: read.lastDay,
        loaded_at: now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('statement_id')
      .executeTakeFirst();
    if (!inserted) {
      const known = await tx
        .selectFrom('bank_statements')
        .select('statement_id')
        .where('file_sha256', '=', sha256)
        .executeTakeFirstOrThrow();
      const { statement_id: statementId } = known;
      return { ok: false, failure: { code: 'known_statement', statementId } };
    }
    const { statement_id: statementId } = inserted;
    const added = await insertLines(tx, { statementId, lines: read.lines });
    const matched = await matchTransactions(tx);
    const subject = `bank_statement:${statementId}`;
    await recordEntry(tx, actor, { action: 'load_statement', subject, details: { added }, now });
    return { ok: true, statementId, added, known: read.lines.length - added, matched };
  });
}

/** Ten values a line, and a statement of SQL has at most 65 535. */
const AT_ONCE = 1_000;

/** How many of them are new. */
async function insertLines(
  tx: Tx,
  { statementId, lines }: { statementId: number; lines: readonly StatementLine[] },
): Promise<number> {
  let added = 0;
  for (let from = 0; from < lines.length; from += AT_ONCE) {
    const values = lines.slice(from, from + AT_ONCE).map((line) => ({
      statement_id: statementId,
      our_account: line.ourAccount,
      document_number: line.documentNumber,
      document_on: line.documentOn,
      received_on: line.receivedOn,
      amount_kopecks: line.amountKopecks,
      payer_inn: line.payerInn,
      payer_account: line.payerAccount,
      purpose: line.purpose,
    }));
    const { numInsertedOrUpdatedRows: count } = await tx
      .insertInto('bank_transactions')
      .values(values)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    added += Number(count);
  }
  return added;
}

/** The head of the file names it, in letters that all of them share. */
function encodingOf(bytes: Buffer) {
  const head = bytes.subarray(0, 2_000);
  if (head.includes(Buffer.from(`${statementWords.encoding}=`))) return statementEncodings['UTF-8'];
  return /=DOS\r?\n/.test(head.toString('latin1'))
    ? statementEncodings.DOS
    : statementEncodings.Windows;
}

/** A registry's money comes within so many days: holidays of January are the longest. */
const COMES_WITHIN_DAYS = 14;

/**
 * Finds whose registry each sum is: of the agent by its ИНН, to the kopeck, not before its last day.
 * Two that it could be are left for people. Gives how many were found.
 */
export async function matchTransactions(db: Db): Promise<number> {
  const { numAffectedRows } = await sql`
    with pairs as (
      select t.bank_transaction_id, r.registry_id,
        count(*) over (partition by t.bank_transaction_id) as registries,
        count(*) over (partition by r.registry_id) as transactions
      from bank_transactions t
        join bank_agents a on a.inn = t.payer_inn
        join bank_registries r on r.agent = a.agent and r.transferred_kopecks = t.amount_kopecks
          and r.state in ('loaded', 'approved', 'posted')
          and t.received_on between r.last_day and r.last_day + ${COMES_WITHIN_DAYS}::int
      where t.registry_id is null
        and not exists (select from bank_transactions o where o.registry_id = r.registry_id))
    update bank_transactions t set registry_id = pairs.registry_id from pairs
    where pairs.bank_transaction_id = t.bank_transaction_id
      and pairs.registries = 1 and pairs.transactions = 1`.execute(db);
  return Number(numAffectedRows ?? 0n);
}
