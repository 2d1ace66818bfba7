import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { StaffMember, System } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import { addMonths, dateInZone, type PlainMonth } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { ClosedAccount } from './close-account.ts';
import { AccountCloseError, chargeEach, type ReadyRates, writeRows } from './close-range.ts';
import { addRows, type CloseRows, clearRows, noRows } from './close-rows.ts';
import {
  type BooksState,
  cutRanges,
  findBooks,
  findClose,
  findProgress,
  findRunningClose,
  listRangeTotals,
  type MonthClose,
  markClosed,
  markRangeDone,
  shutMonth,
  takeRange,
} from './close-store.ts';
import { dueOn } from './due-date.ts';
import { findMissingRates } from './missing-rates.ts';
import { addAccount, addTotals, noTotals, type RangeTotals } from './range-totals.ts';
import type { MissingRate } from './rates.ts';
import { loadRecordedRates } from './rates-store.ts';
import { makeRatesReady } from './ready-rates.ts';

/** Held alone while a month is shut, shared by whoever writes into an open one: books_lock() of SQL. */
export const BOOKS_LOCK = 715_423;

export type CloseDeps = { pool: pg.Pool; db: Database; clock: Clock; supplier: SupplierProfile };

export type CloseOptions = {
  month: PlainMonth;
  actor: System | StaffMember;
  /** How many connections share the work of this process. */
  connections?: number;
  /** Accounts in one part: one transaction. */
  rangeSize?: number;
  /** Called once the month is shut: from then on other processes may share the work. */
  begun?: () => void;
  report?: (progress: { ranges: number; done: number; accounts: number }) => void;
  signal?: AbortSignal;
};

export type CloseFailure =
  | { ok: false; code: 'no_accounts' }
  | { ok: false; code: 'month_not_ended'; month: PlainMonth; endsOn: string }
  | { ok: false; code: 'month_out_of_order'; month: PlainMonth; next: PlainMonth }
  | { ok: false; code: 'already_closed'; month: PlainMonth }
  | { ok: false; code: 'another_is_running'; month: PlainMonth }
  | { ok: false; code: 'rates_missing'; missing: MissingRate[] }
  | { ok: false; code: 'cannot_charge'; personalAccountId: number; missing: MissingRate | null }
  | { ok: false; code: 'interrupted' };

export type CloseOutcome =
  | { ok: true; closeId: number; month: PlainMonth; isResumed: boolean; totals: RangeTotals }
  | CloseFailure;

/** The job that is there when a month is closed: the rooms above make their bills by it. */
export const MONTH_CLOSED = 'month_closed';

const RANGE_SIZE = 2_000;
const WAIT_FOR_OTHERS_MS = 200;
const TELL_EVERY_MS = 200;

/**
 * Closes a month: every account is charged by the same engine that previews and explains, and
 * nothing of it counts before all of it is there. Killed anywhere, it goes on when called again;
 * called in several processes, they share the ranges.
 */
export async function closeMonth(deps: CloseDeps, options: CloseOptions): Promise<CloseOutcome> {
  const { month } = options;
  const begun = await beginClose(deps, options);
  if (!begun.ok) return begun;
  const { close, isResumed } = begun;
  options.begun?.();
  const rates = await readyRates(deps, { recordedBy: close.startedAt });
  const previous = await findClose(deps.pool, addMonths(month, -1));
  const { booksSince } = await findBooks(deps.pool);
  const work: RangeWork = {
    ...deps,
    close,
    rates,
    previousCloseId: previous?.closeId ?? null,
    booksSince: booksSince ?? month,
  };
  try {
    await workToTheEnd(work, options);
  } catch (error) {
    if (!(error instanceof AccountCloseError) || !error.missing) throw error;
    const { personalAccountId, missing } = error;
    return { ok: false, code: 'cannot_charge', personalAccountId, missing };
  }
  if (options.signal?.aborted) return { ok: false, code: 'interrupted' };
  const totals = await finishClose(deps, close);
  return { ok: true, closeId: close.closeId, month, isResumed, totals };
}

export async function readyRates(
  { db, supplier }: Pick<CloseDeps, 'db' | 'supplier'>,
  known: { recordedBy?: Date } = {},
): Promise<ReadyRates> {
  return makeRatesReady(await loadRecordedRates(db, supplier.billing), known.recordedBy);
}

type Begun = { ok: true; close: MonthClose; isResumed: boolean } | CloseFailure;

async function beginClose(deps: CloseDeps, options: CloseOptions): Promise<Begun> {
  const { month, actor, rangeSize = RANGE_SIZE } = options;
  // Before the connection and the lock: whoever holds one must not wait for another.
  const rates = await readyRates(deps);
  const client = await deps.pool.connect();
  try {
    await client.query('begin');
    // Whoever is writing into an open month is waited for; whoever comes later waits for us.
    await client.query('select pg_advisory_xact_lock($1)', [BOOKS_LOCK]);
    const running = await findRunningClose(client);
    if (running?.month === month) return { ok: true, close: running, isResumed: true };
    const failure = running
      ? ({ ok: false, code: 'another_is_running', month: running.month } as const)
      : await refusal(client, { ...deps, rates }, month);
    if (failure) return failure;
    const isFirst = (await findBooks(client)).booksSince === null;
    const now = deps.clock.now();
    const close = await shutMonth(client, { month, isFirst, now, actor: nameOfCloser(actor) });
    await cutRanges(client, close.closeId, rangeSize);
    await client.query('commit');
    return { ok: true, close, isResumed: false };
  } finally {
    await client.query('rollback').catch(() => {});
    client.release();
  }
}

export const nameOfCloser = (actor: System | StaffMember): string =>
  actor.kind === 'system' ? `system: ${actor.reason}` : `staff ${actor.staffMemberId}`;

/** Why the month cannot be closed now; null: it can. */
export async function refusal(
  client: Pick<pg.ClientBase, 'query'>,
  { clock, supplier, rates }: Pick<CloseDeps, 'clock' | 'supplier'> & { rates: ReadyRates },
  month: PlainMonth,
): Promise<CloseFailure | null> {
  const today = dateInZone(clock.now(), supplier.timeZone);
  const existing = await findClose(client, month);
  if (existing) return { ok: false, code: 'already_closed', month };
  const books = await findBooks(client);
  const next = await nextMonth(client, books);
  if (next === null) return { ok: false, code: 'no_accounts' };
  if (month !== next) return { ok: false, code: 'month_out_of_order', month, next };
  const endsOn = addMonths(month, 1);
  if (today < endsOn) return { ok: false, code: 'month_not_ended', month, endsOn };
  const missing = await findMissingRates(client, { month, rates });
  return missing.length > 0 ? { ok: false, code: 'rates_missing', missing } : null;
}

/** The month that is to be closed next; null before the first register. */
export async function nextMonth(
  client: Pick<pg.ClientBase, 'query'>,
  { lastShut }: BooksState,
): Promise<PlainMonth | null> {
  if (lastShut) return addMonths(lastShut, 1);
  const { rows } = await client.query(
    `select date_trunc('month', min(opening_balance_on))::date as month from personal_accounts`,
  );
  return rows[0]?.month ?? null;
}

type RangeWork = CloseDeps & {
  close: MonthClose;
  rates: ReadyRates;
  previousCloseId: number | null;
  booksSince: PlainMonth;
};

/** Parts that other processes hold are waited for; they come back when one of them dies. */
async function workToTheEnd(work: RangeWork, options: CloseOptions): Promise<void> {
  for (;;) {
    await workThrough(work, options);
    const progress = await findProgress(work.pool, work.close.closeId);
    options.report?.(progress);
    const { ranges, done } = progress;
    if (done === ranges || options.signal?.aborted) return;
    await sleep(WAIT_FOR_OTHERS_MS);
  }
}

async function workThrough(work: RangeWork, options: CloseOptions): Promise<void> {
  const { connections = 2, report, signal } = options;
  const stop = { isAsked: false };
  let toldAt = 0;
  /** To count what is done takes longer, the more there is: now and then is enough. */
  async function tell(): Promise<void> {
    if (!report || performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    report(await findProgress(work.pool, work.close.closeId));
  }
  async function keepWorking(): Promise<void> {
    const rows = noRows();
    while (!stop.isAsked && !signal?.aborted && (await closeNextRange(work, rows))) {
      await tell();
    }
  }
  const workers = Array.from({ length: connections }, () =>
    keepWorking().catch((error) => {
      stop.isAsked = true;
      throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  for (const end of ended) if (end.status === 'rejected') throw end.reason;
}

/** One part, whole or not at all; false: none is left that nobody works at. */
async function closeNextRange(work: RangeWork, rows: CloseRows): Promise<boolean> {
  const { pool, clock, close, rates, previousCloseId, booksSince } = work;
  const client = await pool.connect();
  let isBroken = true;
  try {
    // A part that a crash takes away is not marked as done either, and is charged again; the close is
    // marked as closed by a commit that waits for the disk, and for all before it.
    await client.query('begin; set local synchronous_commit = off');
    const range = await takeRange(client, close.closeId);
    if (range) {
      const { closeId, month } = close;
      const enteredAt = close.startedAt.toISOString();
      const stamp = { closeId, month, dueOn: dueOn(month, rates.rates.rules), enteredAt };
      const totals = { ...noTotals };
      clearRows(rows);
      const take = (closed: ClosedAccount): void => {
        addRows(rows, closed, stamp);
        addAccount(totals, closed);
      };
      const choice = { ...range, month, previousCloseId, booksSince };
      await chargeEach(client, choice, { ...rates, take });
      await writeRows(client, rows);
      await markRangeDone(client, { closeId, rangeNo: range.rangeNo, now: clock.now(), totals });
    }
    await client.query('commit');
    isBroken = false;
    return range !== null;
  } finally {
    client.release(isBroken);
  }
}

/** Of the one who ends it among several: what follows a close is asked for with it, or not at all. */
async function finishClose(
  { pool, db, clock }: CloseDeps,
  close: MonthClose,
): Promise<RangeTotals> {
  const { closeId } = close;
  const totals = (await listRangeTotals(pool, closeId)).reduce(addTotals, noTotals);
  await inTransaction(db, async (tx) => {
    if (!(await markClosed(tx, { closeId, now: clock.now(), totals }))) return;
    await enqueue(tx, MONTH_CLOSED, { closeId }, { jobKey: `${MONTH_CLOSED}:${closeId}` });
  });
  return totals;
}
