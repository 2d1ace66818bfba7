import type { FastifyInstance, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce } from '#src/http/rate-limits.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import { type ZipEntry, zipFile } from '#src/zip-file.ts';
import { getBillPdf } from './bill-pdf.ts';
import { NoArchivePage } from './bills.page.tsx';
import { makeSureOfBill } from './make-bill.ts';
import { readMonth } from './month-of-address.ts';
import type { PaperRenderer } from './paper-renderer.ts';

/** Three years: some megabytes, and seconds where nothing is drawn yet. */
const MOST_BILLS = 36;
/** Each may draw dozens of papers. */
const archivesByUser = { name: 'bill_archives', points: 20, perSeconds: 3_600 };

type ArchiveDeps = AppDeps & { renderer: PaperRenderer };

/** Several months as one ZIP: `?month=2026-10&month=2026-09`, as a form of checkboxes sends them. */
export function registerBillArchives(app: FastifyInstance, deps: ArchiveDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.billArchive, { preHandler: requireResident }, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const { number } = personalAccount;
    const { actor } = residentOf(request);
    const months = monthsOf(request);
    // The page of the form says so, at its boxes.
    if (months.length === 0) {
      return reply.header('cache-control', 'private, no-store').seeOther(formOf(request, number));
    }
    const refuse = (code: 'too_many' | 'none_found') => {
      const props = { context: pageContext(request, deps), number, code };
      return reply.page(h(NoArchivePage, props), code === 'none_found' ? 404 : 422);
    };
    if (months.length > MOST_BILLS) return refuse('too_many');
    await enforce(limits, archivesByUser, `user:${actor.userId}`);
    const entries: ZipEntry[] = [];
    for (const month of months) {
      const outcome = await makeSureOfBill(deps, actor, { ...personalAccount, month });
      // A month that has none is left out: the list offers only those that have.
      if (!outcome.ok) continue;
      const data = await getBillPdf(deps, outcome.bill, {
        siteUrl: deps.config.url,
        charset: deps.config.billQrCharset,
      });
      const name = `kvitanciya-${number}-${month.slice(0, 7)}.pdf`;
      entries.push({ name, data, modifiedAt: outcome.bill.madeAt });
    }
    if (entries.length === 0) return refuse('none_found');
    return reply
      .type('application/zip')
      .header('cache-control', 'private, no-store')
      .header('content-disposition', `attachment; filename="kvitancii-${number}.zip"`)
      .send(zipFile(entries));
  });
}

/** With the year whose months were there to be ticked. */
function formOf({ query }: FastifyRequest, number: string): string {
  const { year = '' } = formValues(query);
  const ofYear = /^\d{4}$/.test(year) ? `&year=${year}` : '';
  return `${href('charges', { number })}?archive=none_chosen${ofYear}`;
}

/** Each once, oldest first; what is no month is left out. */
function monthsOf({ query }: FastifyRequest): PlainMonth[] {
  const { month = [] } = (query ?? {}) as { month?: string | string[] };
  const months = [month].flat().map((text) => readMonth(String(text)));
  return [...new Set(months.filter((one) => one !== null))].sort();
}
