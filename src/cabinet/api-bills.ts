import { createHash } from 'node:crypto';
import { z } from 'zod';
import { getBillPdf } from '#src/bills/bill-pdf.ts';
import { type ListedBill, pageBills } from '#src/bills/list-bills.ts';
import { makeSureOfBill } from '#src/bills/make-bill.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import { href } from '#src/routes.ts';
import { openPersonalAccount } from './api-accounts.ts';
import { billExamples, billFields as fields } from './api-bills.ru.ts';
import { fields as commonFields } from './api-fields.ru.ts';
import { type ApiApp, operation } from './api-operation.ts';
import { ApiRefusal } from './api-refusals.ts';
import { accountParams, billsQuery, chargesMonthParams } from './api-requests.ts';
import { monthOf } from './api-resources.ts';
import { date, kopecks, yearMonth } from './api-scalars.ts';

const billSchema = z
  .object({
    month: yearMonth.describe(fields.month),
    number: z.string().nullable().describe(fields.number),
    version: z.int().nullable().describe(fields.version),
    closingKopecks: kopecks.describe(fields.closingKopecks),
    dueOn: date.nullable().describe(fields.dueOn),
    path: z.string().describe(fields.path),
    pdfBytes: z.int().nullable().describe(fields.pdfBytes),
    pdfSha256: z.string().nullable().describe(fields.pdfSha256),
  })
  .meta({ id: 'Bill', examples: [billExamples.bill] });

const billFileSchema = z
  .object({
    ...billSchema.shape,
    sha256: z.string().describe(fields.sha256),
    verifyPath: z.string().describe(fields.verifyPath),
    pdfBase64: z.base64().describe(fields.pdfBase64),
  })
  .meta({ id: 'BillFile', examples: [billExamples.billFile] });

const billListSchema = z
  .object({
    bills: z.array(billSchema).describe(fields.bills),
    nextCursor: z.string().nullable().describe(commonFields.nextCursor),
  })
  .meta({ id: 'BillList', examples: [billExamples.list] });

/** The papers of an account, by month. */
export function registerBillRoutes(api: ApiApp, deps: AppDeps): void {
  serveBills(api, deps);
  serveBill(api, deps);
}

function serveBills(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/bills',
    {
      schema: operation(
        'listBills',
        { params: accountParams, querystring: billsQuery, response: { 200: billListSchema } },
        ['not_found', 'cursor_invalid'],
      ),
    },
    async (request) => {
      const { number, personalAccountId, holderSince } = await openPersonalAccount(
        request,
        deps,
        request.params.number,
      );
      const { actor } = residentOf(request);
      const page = await pageBills(deps, actor, {
        personalAccountId,
        holderSince,
        ...request.query,
      });
      if (!page.ok) throw new ApiRefusal(page.code);
      return {
        bills: page.bills.map((one) => billResource(number, one)),
        nextCursor: page.nextCursor,
      };
    },
  );
}

function serveBill(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/bills/:month',
    {
      schema: operation(
        'getBill',
        { params: chargesMonthParams, response: { 200: billFileSchema } },
        ['not_found', 'month_not_charged'],
      ),
    },
    async (request) => {
      const known = await openPersonalAccount(request, deps, request.params.number);
      const { number, personalAccountId, holderSince } = known;
      const month = `${request.params.month}-01`;
      const place = { personalAccountId, month, holderSince };
      const made = await makeSureOfBill(deps, residentOf(request).actor, place);
      if (!made.ok) {
        throw new ApiRefusal(made.code === 'month_not_charged' ? made.code : 'not_found');
      }
      const { bill } = made;
      const renderer = api.paperRenderer;
      const options = { siteUrl: deps.config.url, charset: deps.config.billQrCharset };
      const pdf = await getBillPdf({ ...deps, renderer }, bill, options);
      return {
        month: monthOf(month),
        number: bill.number,
        version: bill.version,
        closingKopecks: bill.data.closingKopecks,
        dueOn: bill.data.dueOn,
        path: href('bill', { number, month: monthOf(month) }),
        pdfBytes: pdf.length,
        pdfSha256: createHash('sha256').update(pdf).digest('hex'),
        sha256: bill.sha256,
        verifyPath: href('verifyBill', { code: bill.verifyCode }),
        pdfBase64: pdf.toString('base64'),
      };
    },
  );
}

const billResource = (
  number: string,
  { known, bill }: ListedBill,
): z.output<typeof billSchema> => ({
  month: monthOf(known.month),
  number: bill?.number ?? null,
  version: bill?.version ?? null,
  closingKopecks: known.closingKopecks,
  dueOn: known.dueOn,
  path: href('bill', { number, month: monthOf(known.month) }),
  pdfBytes: bill?.pdf?.bytes ?? null,
  pdfSha256: bill?.pdf?.sha256 ?? null,
});
