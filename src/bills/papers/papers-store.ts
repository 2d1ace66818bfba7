import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import { isMonthVisible, isVisible } from '#src/billing/charges-store.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { PaidEntry, PaperData, PaperKind } from './paper-data.ts';

export type StoredPaper = {
  personalAccountId: number;
  paperNo: number;
  kind: PaperKind;
  subject: string;
  number: string;
  verifyCode: string;
  templateVersion: string;
  data: PaperData;
  /** Of `data` as it is kept. */
  sha256: string;
  factsSha256: string;
  madeAt: Date;
  /** null until it is first asked for. */
  pdf: { bytes: number; sha256: string } | null;
};

type PaperRow = {
  personal_account_id: number;
  paper_no: number;
  kind: PaperKind;
  subject: string;
  number: string;
  verify_code: string;
  template_version: string;
  data: string;
  sha256: Buffer;
  facts_sha256: Buffer;
  made_at: Date;
  pdf_bytes: number | null;
  pdf_sha256: Buffer | null;
};

const columns = sql.raw(`personal_account_id, paper_no, kind, subject, number, verify_code,
  template_version, data, sha256, facts_sha256, made_at, length(pdf) as pdf_bytes, pdf_sha256`);

/** Whose papers: an account as one holder has it. */
export type HolderPlace = { personalAccountId: number; holderSince: PlainDate };

export async function findPaper(
  db: Db,
  actor: Actor,
  { personalAccountId, holderSince, paperNo }: HolderPlace & { paperNo: number },
): Promise<StoredPaper | null> {
  const { rows } = await sql<PaperRow>`select ${columns} from papers
    where personal_account_id = ${personalAccountId} and paper_no = ${paperNo}
      and holder_since = ${holderSince} and ${isHoldersOwn(actor, personalAccountId)}`.execute(db);
  return rows[0] ? toPaper(rows[0]) : null;
}

/** Newest first. */
export async function listPapers(
  db: Db,
  actor: Actor,
  { personalAccountId, holderSince, most }: HolderPlace & { most: number },
): Promise<StoredPaper[]> {
  const { rows } = await sql<PaperRow>`select ${columns} from papers
    where personal_account_id = ${personalAccountId} and holder_since = ${holderSince}
      and ${isHoldersOwn(actor, personalAccountId)}
    order by paper_no desc limit ${most}`.execute(db);
  return rows.map(toPaper);
}

/** A resident has them by a live link, of a time that had begun before the account went to another. */
const isHoldersOwn = (actor: Actor, personalAccountId: number) =>
  isVisible(actor, { personalAccountId }, sql`papers.holder_since`);

/** For whoever holds the paper: it is shown without whose it is. */
export async function findPaperByCode(db: Db, verifyCode: string): Promise<StoredPaper | null> {
  const { rows } = await sql<PaperRow>`select ${columns} from papers
    where verify_code = ${verifyCode}`.execute(db);
  return rows[0] ? toPaper(rows[0]) : null;
}

type Subject = Pick<StoredPaper, 'personalAccountId' | 'kind' | 'subject'>;

/**
 * The newest paper of a subject and the last number of the account, as of one moment: whoever writes
 * the next number has seen all that stand below it.
 */
export async function findLatest(
  db: Db,
  { personalAccountId, kind, subject }: Subject,
): Promise<{ latest: StoredPaper | null; lastNo: number }> {
  const { rows } = await sql<PaperRow & { last_no: number }>`
    select l.last_no, p.* from
      (select coalesce(max(paper_no), 0) as last_no from papers
        where personal_account_id = ${personalAccountId}) l
      left join lateral (select ${columns} from papers
        where personal_account_id = ${personalAccountId} and kind = ${kind}
          and subject = ${subject}
        order by paper_no desc limit 1) p on true`.execute(db);
  const [row] = rows;
  if (!row) return { latest: null, lastNo: 0 };
  return { latest: row.paper_no === null ? null : toPaper(row), lastNo: row.last_no };
}

export type NewPaper = Omit<StoredPaper, 'pdf' | 'data' | 'sha256' | 'factsSha256'> & {
  holderSince: PlainDate;
  data: string;
  sha256: Buffer;
  factsSha256: Buffer;
};

/** Of two that take one number at once the first stays; the other looks again. */
export async function insertPaper(db: Db, paper: NewPaper): Promise<void> {
  await db
    .insertInto('papers')
    .values({
      personal_account_id: paper.personalAccountId,
      paper_no: paper.paperNo,
      kind: paper.kind,
      subject: paper.subject,
      holder_since: paper.holderSince,
      number: paper.number,
      verify_code: paper.verifyCode,
      template_version: paper.templateVersion,
      facts_sha256: paper.factsSha256,
      data: paper.data,
      sha256: paper.sha256,
      made_at: paper.madeAt,
      pdf: null,
      pdf_sha256: null,
      rendered_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

type PaperKey = Pick<StoredPaper, 'personalAccountId' | 'paperNo'>;

const isPaper = (key: PaperKey) => sql`personal_account_id = ${key.personalAccountId}
  and paper_no = ${key.paperNo}`;

export async function findPaperPdf(db: Db, key: PaperKey): Promise<Buffer | null> {
  const { rows } = await sql<{ pdf: Buffer | null }>`
    select pdf from papers where ${isPaper(key)}`.execute(db);
  return rows[0]?.pdf ?? null;
}

/** The PDF that is kept from now on: this one, or the one that somebody kept a moment before. */
export async function keepPaperPdf(
  db: Db,
  key: PaperKey,
  { pdf, sha256, at }: { pdf: Buffer; sha256: Buffer; at: Date },
): Promise<Buffer> {
  const { rows } = await sql`
    update papers set pdf = ${pdf}, pdf_sha256 = ${sha256}, rendered_at = ${at}
    where ${isPaper(key)} and pdf is null returning paper_no`.execute(db);
  if (rows.length > 0) return pdf;
  const kept = await findPaperPdf(db, key);
  if (!kept) throw new Error(`paper ${key.paperNo} of ${key.personalAccountId} is gone`);
  return kept;
}

/** Newest first: those of the holder that were not taken back since. */
export async function findPaidEntries(
  db: Db,
  actor: Actor,
  {
    personalAccountId,
    holderSince,
    entryId,
    most = 1,
  }: HolderPlace & { entryId?: number; most?: number },
): Promise<PaidEntry[]> {
  // The part that a payer chose to give to the penalties has a key of its own: `paid 12 penalty`.
  const { rows } = await sql<{
    entry_id: number;
    value_date: PlainDate;
    amount_kopecks: number;
    penalty_kopecks: number;
    channel: string;
    billing_month: PlainMonth;
    for_month: PlainMonth | null;
  }>`
    select min(e.ledger_entry_id)::bigint as entry_id, e.value_date,
      -sum(e.amount_kopecks)::bigint as amount_kopecks,
      coalesce(-sum(e.amount_kopecks) filter (where e.is_penalty), 0)::bigint as penalty_kopecks,
      e.channel, min(e.billing_month) as billing_month, min(e.for_month) as for_month
    from ledger_entries e
    where e.personal_account_id = ${personalAccountId} and e.close_id is null
      and e.kind = 'payment' and e.amount_kopecks < 0 and e.value_date >= ${holderSince}
      and ${isMonthVisible(actor, { personalAccountId }, sql`e.billing_month`)}
      and not exists (select from ledger_entries r
        where r.personal_account_id = e.personal_account_id and r.close_id is null
          and r.reverses_key = e.idempotency_key)
    group by regexp_replace(e.idempotency_key, ' penalty$', ''), e.value_date, e.channel
    having min(e.ledger_entry_id) = coalesce(${entryId ?? null}::bigint, min(e.ledger_entry_id))
    order by e.value_date desc, entry_id desc limit ${most}`.execute(db);
  return rows.map((row) => ({
    entryId: row.entry_id,
    paidOn: row.value_date,
    amountKopecks: row.amount_kopecks,
    penaltyKopecks: row.penalty_kopecks,
    channel: row.channel,
    billingMonth: row.billing_month,
    forMonth: row.for_month,
  }));
}

function toPaper(row: PaperRow): StoredPaper {
  return {
    personalAccountId: row.personal_account_id,
    paperNo: row.paper_no,
    kind: row.kind,
    subject: row.subject,
    number: row.number,
    verifyCode: row.verify_code,
    templateVersion: row.template_version,
    data: JSON.parse(row.data) as PaperData,
    sha256: row.sha256.toString('hex'),
    factsSha256: row.facts_sha256.toString('hex'),
    madeAt: row.made_at,
    pdf:
      row.pdf_bytes !== null && row.pdf_sha256 !== null
        ? { bytes: row.pdf_bytes, sha256: row.pdf_sha256.toString('hex') }
        : null,
  };
}
