import type { FastifyReply } from 'fastify';
import { previewCharge } from '#src/billing/preview-charge.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { readingsTaken } from '#src/http/metrics.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import { checkReading } from '#src/meters/check-reading.ts';
import { correctReading } from '#src/meters/correct-reading.ts';
import { confirmationOf } from '#src/meters/find-reading.ts';
import { entryOfReading } from '#src/meters/list-readings.ts';
import { type ReadingReceipt, submitReading } from '#src/meters/submit-reading.ts';
import { withdrawReading } from '#src/meters/withdraw-reading.ts';
import { openPersonalAccount } from './api-accounts.ts';
import { chargePreviewResource } from './api-charges-resources.ts';
import { chargedPreviewSchema } from './api-charges-schemas.ts';
import { type ApiApp, operation } from './api-operation.ts';
import { meterChoiceCodes, readingRuleCodes } from './api-problems.ts';
import { refusalOf } from './api-refusals.ts';
import {
  accountParams,
  correctionSchema,
  newReadingSchema,
  readingDraftSchema,
  readingParams,
  writeHeaders,
} from './api-requests.ts';
import { previewResource, readingResource, receiptResource } from './api-resources.ts';
import { readingReceiptSchema, readingSchema } from './api-schemas.ts';

const source = 'api';

/** Checking, sending, correcting and withdrawing a reading: the operations that the pages call. */
export function registerSubmitRoutes(api: ApiApp, deps: AppDeps): void {
  servePreview(api, deps);
  serveSubmission(api, deps);
  serveCorrection(api, deps);
  serveWithdrawal(api, deps);
}

function servePreview(api: ApiApp, deps: AppDeps): void {
  api.post(
    '/accounts/:number/readings/preview',
    {
      schema: operation(
        'previewReading',
        {
          params: accountParams,
          body: readingDraftSchema,
          response: { 200: chargedPreviewSchema },
        },
        ['not_found', ...meterChoiceCodes, ...readingRuleCodes],
      ),
    },
    async (request) => {
      const { actor } = residentOf(request);
      const input = { number: request.params.number, ...request.body };
      const checked = await checkReading(deps, actor, input);
      if (!checked.ok) throw refusalOf(checked);
      const { preview } = checked;
      const repeated = preview.repeats && confirmationOf(preview.repeats, deps.supplier.timeZone);
      const { personalAccountId } = await openPersonalAccount(request, deps, request.params.number);
      const charge = await previewCharge(deps, actor, { personalAccountId, preview });
      return { ...previewResource(preview, repeated), ...chargePreviewResource(charge) };
    },
  );
}

function serveSubmission(api: ApiApp, deps: AppDeps): void {
  api.post(
    '/accounts/:number/readings',
    {
      schema: operation(
        'submitReading',
        {
          params: accountParams,
          headers: writeHeaders,
          body: newReadingSchema,
          response: { 201: readingReceiptSchema, 200: readingReceiptSchema },
        },
        [
          'not_found',
          ...meterChoiceCodes,
          ...readingRuleCodes,
          'improbable',
          'changed_meanwhile',
          'busy',
        ],
      ),
    },
    async (request, reply) => {
      const { actor } = residentOf(request);
      const { number } = request.params;
      const idempotencyKey = request.headers['idempotency-key'];
      const input = { number, ...request.body, source, idempotencyKey } as const;
      const taken = await submitReading(deps, actor, input);
      readingsTaken.inc({ outcome: taken.ok ? taken.receipt.status : taken.code });
      if (!taken.ok) throw refusalOf(taken);
      return answerTaken(reply, taken.receipt);
    },
  );
}

function serveCorrection(api: ApiApp, deps: AppDeps): void {
  api.post(
    '/accounts/:number/readings/:confirmationNumber/correction',
    {
      schema: operation(
        'correctReading',
        {
          params: readingParams,
          headers: writeHeaders,
          body: correctionSchema,
          response: { 201: readingReceiptSchema, 200: readingReceiptSchema },
        },
        ['not_found', ...changeCodes, ...readingRuleCodes, 'meter_removed', 'improbable'],
      ),
    },
    async (request, reply) => {
      const { actor } = residentOf(request);
      const { number, confirmationNumber: confirmation } = request.params;
      const idempotencyKey = request.headers['idempotency-key'];
      const input = { number, confirmation, ...request.body, source, idempotencyKey } as const;
      const taken = await correctReading(deps, actor, input);
      if (!taken.ok) throw refusalOf(taken);
      return answerTaken(reply, taken.receipt);
    },
  );
}

function serveWithdrawal(api: ApiApp, deps: AppDeps): void {
  api.post(
    '/accounts/:number/readings/:confirmationNumber/withdrawal',
    {
      schema: operation(
        'withdrawReading',
        { params: readingParams, headers: writeHeaders, response: { 200: readingSchema } },
        [
          'not_found',
          ...changeCodes,
          'conflicts_with_next',
          'access_ended',
          'personal_account_closed',
        ],
      ),
    },
    async (request) => {
      const { actor } = residentOf(request);
      const { number, confirmationNumber: confirmation } = request.params;
      const idempotencyKey = request.headers['idempotency-key'];
      const input = { number, confirmation, idempotencyKey };
      const withdrawn = await withdrawReading(deps, actor, input);
      if (!withdrawn.ok) throw refusalOf(withdrawn);
      const { personalAccountId } = await openPersonalAccount(request, deps, number);
      const place = { personalAccountId, readingId: withdrawn.readingId };
      const reading = await entryOfReading(deps, actor, place);
      if (!reading) throw refusalOf({ ok: false, code: 'reading_not_found' });
      return readingResource(reading);
    },
  );
}

const changeCodes = [
  'reading_not_found',
  'reading_not_yours',
  'billing_month_closed',
  'changed_meanwhile',
  'busy',
] as const;

/** 200 when the same reading was there before and nothing came into being. */
function answerTaken(reply: FastifyReply, receipt: ReadingReceipt) {
  const resource = receiptResource(receipt);
  const { accountNumber, confirmationNumber } = resource;
  const location = `/api/v1/accounts/${accountNumber}/readings/${encodeURIComponent(confirmationNumber)}`;
  reply.code(resource.isRepeat ? 200 : 201).header('location', location);
  return resource;
}
