import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import type { BillData } from './bill-data.ts';

/** A frozen bill; its PDF is fetched apart, as most that ask do not want it. */
export type StoredBill = {
  personalAccountId: number;
  month: PlainMonth;
  version: number;
  closeId: number;
  number: string;
  verifyCode: string;
  templateVersion: string;
  data: BillData;
  /** Of what the bill says: of `data` as it is kept. */
  sha256: string;
  madeAt: Date;
  /** null until it is first asked for. */
  pdf: KeptPdf | null;
};

export type KeptPdf = { bytes: number; sha256: string; store: 'database' | 'folder' | 's3' };

type BillRow = {
  personal_account_id: number;
  month: PlainMonth;
  version: number;
  close_id: number;
  number: string;
  verify_code: string;
  template_version: string;
  data: string;
  sha256: Buffer;
  made_at: Date;
  pdf_store: KeptPdf['store'] | null;
  pdf_bytes: number | null;
  pdf_sha256: Buffer | null;
};

const columns = sql.raw(`personal_account_id, month, version, close_id, number, verify_code,
  template_version, data, sha256, made_at, pdf_store, pdf_bytes, pdf_sha256`);

export async function findBillOfClose(
  db: Db,
  { personalAccountId, closeId }: { personalAccountId: number; closeId: number },
): Promise<StoredBill | null> {
  const { rows } = await sql<BillRow>`select ${columns} from bills
    where personal_account_id = ${personalAccountId} and close_id = ${closeId}`.execute(db);
  return rows[0] ? toBill(rows[0]) : null;
}

export async function findBillByCode(db: Db, verifyCode: string): Promise<StoredBill | null> {
  const { rows } = await sql<BillRow>`select ${columns} from bills
    where verify_code = ${verifyCode}`.execute(db);
  return rows[0] ? toBill(rows[0]) : null;
}

/** The version that the next bill of the month will have. */
export async function nextVersion(
  db: Db,
  { personalAccountId, month }: { personalAccountId: number; month: PlainMonth },
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    select coalesce(max(version), 0)::integer + 1 as version from bills
    where personal_account_id = ${personalAccountId} and month = ${month}`.execute(db);
  return rows[0]?.version ?? 1;
}

export type NewBill = Omit<StoredBill, 'pdf' | 'data' | 'sha256'> & {
  data: string;
  sha256: Buffer;
};

/** Of several that are made at once for one close the first stays; the others come to nothing. */
export async function insertBill(db: Db, bill: NewBill): Promise<void> {
  await db
    .insertInto('bills')
    .values({
      personal_account_id: bill.personalAccountId,
      month: bill.month,
      version: bill.version,
      close_id: bill.closeId,
      number: bill.number,
      verify_code: bill.verifyCode,
      template_version: bill.templateVersion,
      data: bill.data,
      sha256: bill.sha256,
      made_at: bill.madeAt,
      pdf: null,
      pdf_store: null,
      pdf_bytes: null,
      pdf_sha256: null,
      rendered_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** How many of them are new: what was made on demand meanwhile stays. */
export async function insertBills(db: Db, bills: readonly NewBill[]): Promise<number> {
  if (bills.length === 0) return 0;
  const column = <T>(pick: (bill: NewBill) => T): T[] => bills.map(pick);
  const { numAffectedRows } = await sql`
    insert into bills (personal_account_id, month, version, close_id, number, verify_code,
      template_version, data, sha256, made_at)
    select * from unnest(${column((bill) => bill.personalAccountId)}::bigint[],
      ${column(({ month }) => month)}::date[], ${column(({ version }) => version)}::smallint[],
      ${column(({ closeId }) => closeId)}::integer[], ${column(({ number }) => number)}::text[],
      ${column(({ verifyCode }) => verifyCode)}::text[],
      ${column(({ templateVersion }) => templateVersion)}::text[],
      ${column(({ data }) => data)}::text[], ${column(({ sha256 }) => sha256)}::bytea[],
      ${column(({ madeAt }) => madeAt)}::timestamptz[])
    on conflict do nothing`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

export type BillKey = Pick<StoredBill, 'personalAccountId' | 'month' | 'version'>;

const isBill = (key: BillKey) => sql`personal_account_id = ${key.personalAccountId}
  and month = ${key.month} and version = ${key.version}`;

/** `data` is null where it lies elsewhere. */
export async function findPdf(
  db: Db,
  key: BillKey,
): Promise<(KeptPdf & { data: Buffer | null }) | null> {
  const { rows } = await sql<Pick<BillRow, PdfColumn> & { pdf: Buffer | null }>`
    select pdf, pdf_store, pdf_bytes, pdf_sha256 from bills where ${isBill(key)}`.execute(db);
  const kept = rows[0] ? pdfOf(rows[0]) : null;
  return kept && { ...kept, data: rows[0]?.pdf ?? null };
}

type NewPdf = { pdf: Buffer; sha256: Buffer; store: KeptPdf['store']; at: Date };

/** false: somebody kept theirs a moment before, and that one stays. */
export async function keepPdf(
  db: Db,
  key: BillKey,
  { pdf, sha256, store, at }: NewPdf,
): Promise<boolean> {
  const { rows } = await sql`
    update bills set pdf = ${store === 'database' ? pdf : null}, pdf_store = ${store},
      pdf_bytes = ${pdf.length}, pdf_sha256 = ${sha256}, rendered_at = ${at}
    where ${isBill(key)} and pdf_sha256 is null returning version`.execute(db);
  return rows.length > 0;
}

/** Of all; of those that no letter is for; of those whose letters came back, by the run they are in. */
export type BillChoice = 'all' | 'paper' | { printRun: number };

/** In the order of accounts. */
export async function listBillsOfClose(
  db: Db,
  {
    closeId,
    after,
    limit,
    choice,
  }: { closeId: number; after: number; limit: number; choice: BillChoice },
): Promise<StoredBill[]> {
  const ofLetters = (printRun: number | null) => sql`(select from bill_letters l
    where l.personal_account_id = b.personal_account_id and l.close_id = b.close_id
      and (${printRun}::integer is null or l.print_run = ${printRun}::integer))`;
  const isChosen =
    choice === 'all'
      ? sql`true`
      : choice === 'paper'
        ? sql`not exists ${ofLetters(null)}`
        : sql`exists ${ofLetters(choice.printRun)}`;
  const { rows } = await sql<BillRow>`select ${columns} from bills b
    where close_id = ${closeId} and personal_account_id > ${after} and ${isChosen}
    order by personal_account_id limit ${limit}`.execute(db);
  return rows.map(toBill);
}

/** In the order of accounts, whose PDF nobody has asked for yet. */
export async function listUndrawnBills(
  db: Db,
  { closeId, from, to, limit }: { closeId: number; from: number; to: number; limit: number },
): Promise<StoredBill[]> {
  const { rows } = await sql<BillRow>`select ${columns} from bills
    where close_id = ${closeId} and personal_account_id between ${from} and ${to}
      and pdf_sha256 is null
    order by personal_account_id limit ${limit}`.execute(db);
  return rows.map(toBill);
}

export type BillSummary = Pick<StoredBill, 'number' | 'version' | 'madeAt' | 'pdf'>;

/** The versions in force by their closes, for a list of months: without what they say. */
export async function findBillsInForce(
  db: Db,
  { personalAccountId }: { personalAccountId: number },
): Promise<Map<number, BillSummary>> {
  const { rows } = await sql<Omit<BillRow, 'data'>>`
    select b.close_id, b.number, b.version, b.made_at, b.pdf_store, b.pdf_bytes,
      b.pdf_sha256
    from bills b join month_closes c on c.close_id = b.close_id and c.state = 'closed'
    where b.personal_account_id = ${personalAccountId}`.execute(db);
  return new Map(
    rows.map((row) => [
      row.close_id,
      { number: row.number, version: row.version, madeAt: row.made_at, pdf: pdfOf(row) },
    ]),
  );
}

type PdfColumn = 'pdf_store' | 'pdf_bytes' | 'pdf_sha256';

const pdfOf = (row: Pick<BillRow, PdfColumn>): StoredBill['pdf'] =>
  row.pdf_store !== null && row.pdf_bytes !== null && row.pdf_sha256 !== null
    ? { store: row.pdf_store, bytes: row.pdf_bytes, sha256: row.pdf_sha256.toString('hex') }
    : null;

function toBill(row: BillRow): StoredBill {
  return {
    personalAccountId: row.personal_account_id,
    month: row.month,
    version: row.version,
    closeId: row.close_id,
    number: row.number,
    verifyCode: row.verify_code,
    templateVersion: row.template_version,
    data: JSON.parse(row.data) as BillData,
    sha256: row.sha256.toString('hex'),
    madeAt: row.made_at,
    pdf: pdfOf(row),
  };
}

/** false: the month was reopened since, and another version says what holds. */
export async function isInForce(
  db: Db,
  { closeId }: Pick<StoredBill, 'closeId'>,
): Promise<boolean> {
  const { rows } = await sql`select from month_closes
    where close_id = ${closeId} and state = 'closed'`.execute(db);
  return rows.length > 0;
}
