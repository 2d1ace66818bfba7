import type { StaffMember } from '#src/actor.ts';
import { type AuditEntry, recordEntries } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { nearCodes } from './near-codes.ts';
import { readSearchQuery, type SearchQuery } from './search-query.ts';
import * as store from './search-store.ts';

const SHOWN = 20;

export type SearchResult = {
  accounts: store.FoundAccount[];
  /** Nothing is spelled as it was typed: what looks like it. */
  isGuess: boolean;
  /** There are more than are shown. */
  hasMore: boolean;
};

export type SearchFailure = { ok: false; code: 'nothing_to_look_for' | 'too_broad' };

export type SearchDeps = { db: Database; clock: Clock; supplier: SupplierProfile };
type Asked = { text: string; record: Pick<AuditEntry, 'actorName' | 'requestId'> };

/**
 * Looks as it was typed first, and for slips of the finger only when that finds nothing. Whatever
 * is found is shown, so each account gets its entry in the record.
 */
export async function searchAccounts(
  { db, clock, supplier }: SearchDeps,
  actor: StaffMember,
  { text, record }: Asked,
): Promise<({ ok: true } & SearchResult) | SearchFailure> {
  const query = readSearchQuery(text, supplier);
  if (!query) return { ok: false, code: 'nothing_to_look_for' };
  try {
    return await inTransaction(db, async (tx) => {
      await store.limitSearch(tx);
      const found = await find(tx, actor, query);
      const now = clock.now();
      const entries = found.accounts.map(({ personalAccountId }) => ({
        ...record,
        action: 'find_account',
        personalAccountId,
        now,
      }));
      await recordEntries(tx, actor, entries);
      return { ok: true as const, ...found };
    });
  } catch (error) {
    // PostgreSQL cancelled the statement at our own limit.
    if ((error as { code?: string }).code === '57014') return { ok: false, code: 'too_broad' };
    throw error;
  }
}

async function find(tx: Tx, actor: StaffMember, query: SearchQuery): Promise<SearchResult> {
  const exact = await findAsTyped(tx, actor, query);
  const isGuess = exact.length === 0;
  const found = isGuess ? await findAlike(tx, actor, query) : exact;
  const byNumber = found.toSorted((one, other) => (one.number < other.number ? -1 : 1));
  return { accounts: byNumber.slice(0, SHOWN), isGuess, hasMore: found.length > SHOWN };
}

const limit = SHOWN + 1;

async function findAsTyped(tx: Tx, actor: StaffMember, query: SearchQuery) {
  const { number, unifiedNumbers, code, email, phone, hasWords } = query;
  const ids = [
    number ? await store.idsByNumberStart(tx, number, { limit }) : [],
    unifiedNumbers.length ? await store.idsByUnifiedNumbers(tx, unifiedNumbers, { limit }) : [],
    code ? await store.idsBySerialNumbers(tx, [code], { limit }) : [],
    email ? await store.idsByEmails(tx, [email], { limit }) : [],
    phone ? await store.idsByPhones(tx, [phone], { limit }) : [],
  ].flat();
  if (ids.length > 0 || !hasWords) return store.findByIds(tx, actor, firstOf(ids));
  const words = (await store.foldWords(tx, query.text)).map((word) => [word]);
  if (words.length === 0) return [];
  const whole = await store.findByWords(tx, actor, { words, goesOn: false, limit });
  return whole.length > 0 ? whole : store.findByWords(tx, actor, { words, goesOn: true, limit });
}

async function findAlike(tx: Tx, actor: StaffMember, query: SearchQuery) {
  const { number, code, email, nearPhones, hasWords } = query;
  const phones = nearPhones.flatMap((digits) => nearCodes(digits)).map((digits) => `+7${digits}`);
  const ids = [
    number ? await store.idsByNumbers(tx, nearCodes(number), { limit }) : [],
    code ? await store.idsBySerialNumbers(tx, nearCodes(code), { limit }) : [],
    email ? await store.idsByEmails(tx, nearCodes(email, EMAIL_SIGNS), { limit }) : [],
    phones.length ? await store.idsByPhones(tx, phones, { limit }) : [],
  ].flat();
  if (ids.length > 0 || !hasWords) return store.findByIds(tx, actor, firstOf(ids));
  const words = await store.findSpellings(tx, await store.foldWords(tx, query.text));
  return words.length > 0 ? store.findByWords(tx, actor, { words, goesOn: false, limit }) : [];
}

const EMAIL_SIGNS = 'abcdefghijklmnopqrstuvwxyz0123456789.-_@';

const firstOf = (ids: number[]): number[] => [...new Set(ids)].slice(0, limit);
