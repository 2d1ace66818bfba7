import { stringify } from 'csv-stringify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { type AuditFilter, listEntries } from '#src/audit/list-entries.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import { knownActions } from '#src/cabinet/staff-actions.ru.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { addDays, readPlainDate, startOfDay } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { listStaffNames } from '#src/staff/staff-members-store.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { AuditPage, type AuditValues } from './audit.page.tsx';
import { auditCsvHeading, auditCsvRow, auditErrors } from './audit.ru.ts';
import { deskContext, recordOf } from './desk.ts';

const SHOWN = 50;
/** A spreadsheet opens that many; who needs more asks by dates. */
const MAX_CSV_ROWS = 20_000;
const CSV_BATCH = 1_000;
/** Ids begin with one: nothing is found for what is wrong. */
const NO_ACCOUNT = -1;

export function registerAudit(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireStaff('see_audit') };

  app.get(routes.staffAudit, guarded, async (request, reply) => {
    const { values, filter, errors } = await readFilter(request, deps);
    const found =
      errors.length > 0 ? [] : await listEntries(deps.db, { ...filter, limit: SHOWN + 1 });
    await noteLook(request, deps, filter);
    const entries = found.slice(0, SHOWN);
    const next = found.length > SHOWN ? (entries.at(-1)?.auditEntryId ?? null) : null;
    const staff = await listStaffNames(deps.db, staffOf(request).actor);
    const props = { ...(await deskContext(request, deps)), values, errors, entries, next, staff };
    return reply.page(h(AuditPage, props), errors.length > 0 ? 422 : 200);
  });

  app.get(routes.staffAuditCsv, guarded, async (request, reply) => {
    const { filter } = await readFilter(request, deps);
    await noteLook(request, deps, filter);
    const rows = stringify({ delimiter: ';', bom: true });
    void writeRows(rows, deps, filter).catch((error) => rows.destroy(error));
    return reply
      .type('text/csv; charset=utf-8')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', 'attachment; filename="audit.csv"')
      .send(rows);
  });
}

async function writeRows(
  rows: ReturnType<typeof stringify>,
  { db, supplier }: AppDeps,
  filter: Omit<AuditFilter, 'limit'>,
): Promise<void> {
  rows.write(auditCsvHeading);
  let before = filter.before ?? null;
  for (let written = 0; written < MAX_CSV_ROWS; written += CSV_BATCH) {
    const entries = await listEntries(db, { ...filter, before, limit: CSV_BATCH });
    for (const entry of entries) rows.write(auditCsvRow(entry, supplier.timeZone));
    before = entries.at(-1)?.auditEntryId ?? null;
    if (entries.length < CSV_BATCH) break;
  }
  rows.end();
}

/** Asked about one account, it is a look at that account: reasons stand in the record. */
async function noteLook(
  request: FastifyRequest,
  { db, clock }: AppDeps,
  { personalAccountId }: Pick<AuditFilter, 'personalAccountId'>,
): Promise<void> {
  const known = personalAccountId === NO_ACCOUNT ? null : personalAccountId;
  const look = { action: 'look_at_audit', personalAccountId: known, now: clock.now() };
  const entry = { ...recordOf(request), ...look };
  await recordEntry(db, staffOf(request).actor, entry);
}

async function readFilter(request: FastifyRequest, { db, supplier }: AppDeps) {
  const query = formValues(request.query);
  const { number = '', staff = '', action = '', from = '', to = '', before = '' } = query;
  const values: AuditValues = { number, staff, action, from, to };
  const personalAccount = number
    ? await findPersonalAccount(db, staffOf(request).actor, { number, supplier })
    : null;
  const errors = auditErrors({
    isNumberUnknown: number !== '' && personalAccount === null,
    isFromWrong: from !== '' && readPlainDate(from) === null,
    isToWrong: to !== '' && readPlainDate(to) === null,
  });
  const fromDate = readPlainDate(from);
  const toDate = readPlainDate(to);
  const filter: Omit<AuditFilter, 'limit'> = {
    personalAccountId: number ? (personalAccount?.personalAccountId ?? NO_ACCOUNT) : null,
    staffMemberId: /^\d{1,15}$/.test(staff) ? Number(staff) : null,
    actions: knownActions.some((known) => known.action === action) ? [action] : [],
    from: fromDate === null ? null : startOfDay(fromDate, supplier.timeZone),
    until: toDate === null ? null : startOfDay(addDays(toDate, 1), supplier.timeZone),
    before: /^\d{1,15}$/.test(before) ? Number(before) : null,
  };
  return { values, filter, errors };
}
