import { type RawBuilder, sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { nearCodes } from './near-codes.ts';
import { stopWords } from './stop-words.ru.ts';

export type FoundAccount = {
  personalAccountId: number;
  number: string;
  unifiedNumber: string | null;
  holder: string;
  address: string;
  isClosed: boolean;
  /** Of the meters in use. */
  serialNumbers: string[];
};

/** Words that come first in the alphabet of the search; each may be spelled in several ways. */
export type SearchWords = string[][];

/** A desk must answer at once; whatever takes longer is asked too broadly. */
const TIMEOUT_MS = 2_000;
/** Spellings of one word that are looked for. */
const MAX_SPELLINGS = 12;
const MAX_SLIPS = 40;
const SIMILARITY = 0.25;

/** For the transaction alone. */
export async function limitSearch(tx: Tx): Promise<void> {
  await sql`select set_config('statement_timeout', ${String(TIMEOUT_MS)}, true),
    set_config('pg_trgm.similarity_threshold', ${String(SIMILARITY)}, true)`.execute(tx);
}

/** The words to look for, in the alphabet of the index, without those that tell nothing. */
export async function foldWords(tx: Tx, text: string): Promise<string[]> {
  const { rows } = await sql<{ words: string[]; stops: string[] }>`
    select search_words(${text}) as words, search_words(${stopWords}) as stops`.execute(tx);
  const { words = [], stops = [] } = rows[0] ?? {};
  const telling = words.filter((word) => !stops.includes(word));
  return [...new Set(telling.length > 0 ? telling : words)].slice(0, 8);
}

/** For each word the words of the register that may have been meant, itself included. */
export async function findSpellings(tx: Tx, words: readonly string[]): Promise<SearchWords> {
  const spellings: SearchWords = [];
  for (const word of words) {
    if (word.length < 4 || /^\d/.test(word)) {
      spellings.push([word]);
      continue;
    }
    // One slip away, however common such words are; then what looks alike.
    const slips = nearCodes(word, 'abcdefghijklmnopqrstuvwxyz');
    const { rows } = await sql<{ word: string }>`
      (select word from search_vocabulary where word = any(${slips}::text[]) limit ${MAX_SLIPS})
      union
      (select word from search_vocabulary where word % ${word}
        order by similarity(word, ${word}) desc, word limit ${MAX_SPELLINGS})`.execute(tx);
    spellings.push([...new Set([word, ...rows.map((row) => row.word)])]);
  }
  return spellings;
}

/** `'ivan':* & ('olxobas' | 'olxobka') & '14'`; a word of letters may go on. */
function tsquery(words: SearchWords, goesOn: boolean): string {
  const quoted = (word: string): string =>
    `'${word.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`;
  const isOpen = (word: string): boolean => goesOn && word.length >= 2 && !/^\d/.test(word);
  return words
    .map((ways) => `(${ways.map((way) => quoted(way) + (isOpen(way) ? ':*' : '')).join(' | ')})`)
    .join(' & ');
}

export type SearchLimit = { limit: number };

export const findByWords = (
  tx: Tx,
  actor: StaffMember,
  { words, goesOn, limit }: SearchLimit & { words: SearchWords; goesOn: boolean },
) => selectFound(tx, actor, { which: sql`a.words @@ ${tsquery(words, goesOn)}::tsquery`, limit });

export const findByIds = (tx: Tx, actor: StaffMember, personalAccountIds: readonly number[]) =>
  selectFound(tx, actor, {
    which: sql`a.personal_account_id = any(${personalAccountIds}::bigint[])`,
    limit: personalAccountIds.length,
  });

async function selectFound(
  tx: Tx,
  _actor: StaffMember,
  { which, limit }: SearchLimit & { which: RawBuilder<unknown> },
): Promise<FoundAccount[]> {
  type Row = {
    personal_account_id: number;
    number: string;
    unified_number: string | null;
    holder: string;
    address: string;
    is_closed: boolean;
    serial_numbers: string[];
  };
  const { rows } = await sql<Row>`
    select a.personal_account_id, a.number, a.unified_number, a.address,
      concat_ws(' ', a.holder_last_name, nullif(a.holder_first_name, ''),
        nullif(a.holder_middle_name, '')) as holder,
      a.closed_on is not null as is_closed,
      array(select m.serial_number from meters m
        where m.personal_account_id = a.personal_account_id and m.removed_on is null
        order by m.meter_id) as serial_numbers
    from personal_accounts a where ${which} limit ${limit}`.execute(tx);
  return rows.map((row) => ({
    personalAccountId: row.personal_account_id,
    number: row.number,
    unifiedNumber: row.unified_number,
    holder: row.holder,
    address: row.address,
    isClosed: row.is_closed,
    serialNumbers: row.serial_numbers,
  }));
}

async function idsBy(tx: Tx, query: RawBuilder<{ id: number }>): Promise<number[]> {
  return (await query.execute(tx)).rows.map((row) => row.id);
}

/** By the number or its beginning: digits sort alike under every collation. */
export const idsByNumberStart = (tx: Tx, start: string, { limit }: SearchLimit) =>
  idsBy(
    tx,
    sql`select personal_account_id as id from personal_account_numbers
      where number between ${start} and ${start.padEnd(start.length + 20, '9')}
      order by number limit ${limit}`,
  );

export const idsByNumbers = (tx: Tx, numbers: readonly string[], { limit }: SearchLimit) =>
  idsBy(
    tx,
    sql`select personal_account_id as id from personal_account_numbers
      where number = any(${numbers}::text[]) order by number limit ${limit}`,
  );

export const idsByUnifiedNumbers = (tx: Tx, numbers: readonly string[], { limit }: SearchLimit) =>
  idsBy(
    tx,
    sql`select personal_account_id as id from personal_accounts
      where unified_number = any(${numbers}::text[]) limit ${limit}`,
  );

/** `codes` in any spelling: they are folded as the index is. */
export const idsBySerialNumbers = (tx: Tx, codes: readonly string[], { limit }: SearchLimit) =>
  idsBy(
    tx,
    sql`select personal_account_id as id from meters
      where search_code(serial_number) = any(
        array(select search_code(code) from unnest(${codes}::text[]) code)) limit ${limit}`,
  );

export const idsByEmails = (tx: Tx, emails: readonly string[], { limit }: SearchLimit) =>
  idsBy(tx, linkedTo(sql`users.email_key = asked.text`, emails, limit));

export const idsByPhones = (tx: Tx, phones: readonly string[], { limit }: SearchLimit) =>
  idsBy(tx, linkedTo(sql`users.phone = asked.text`, phones, limit));

/** One look into the index for each spelling: a thousand of them must not become a scan. */
const linkedTo = (isThem: RawBuilder<unknown>, texts: readonly string[], limit: number) =>
  sql<{ id: number }>`
    select l.personal_account_id as id
    from unnest(${texts}::text[]) as asked (text)
      cross join lateral (select user_id from users where ${isThem} limit 1) u
      cross join lateral (select personal_account_id from personal_account_links
        where user_id = u.user_id and ended_at is null limit ${limit}) l
    limit ${limit}`;
