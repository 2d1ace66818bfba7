import type { FastifyError, FastifyInstance, FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { BUSY_RETRY_SECONDS } from '#src/db/locking-transaction.ts';
import { type Problem, problem } from '#src/http/problem.ts';
import { RefusedRequest } from '#src/http/refused-request.ts';
import { readingFailureText } from '#src/meters/meters.ru.ts';
import type { ReadingFailure, SubmitFailure } from '#src/meters/reading-failure.ts';
import { fieldErrors, problemMeanings } from './api-problems.ru.ts';
import { type ApiCode, isApiCode, placeOfProblem } from './api-problems.ts';
import { monthOf, type ProblemDetails, previewResource, seenReading } from './api-resources.ts';

/** A request that the API will not serve, with all that its problem+json says. */
export class ApiRefusal extends Error {
  override name = 'ApiRefusal';
  readonly statusCode: number;
  readonly code: ApiCode;
  readonly detail: string;
  readonly errors: Problem['errors'];
  readonly details: ProblemDetails | undefined;

  constructor(
    code: ApiCode,
    more: Partial<Pick<ApiRefusal, 'detail' | 'errors' | 'details'>> = {},
  ) {
    super(code);
    const { status, field } = placeOfProblem(code);
    this.statusCode = status;
    this.code = code;
    this.detail = more.detail ?? problemMeanings[code];
    this.errors = more.errors ?? (field ? [{ field, message: this.detail }] : undefined);
    this.details = more.details;
  }
}

/** Their sentences send the reader to a page; a program is told what the code means. */
const spokenOfAPage: ReadonlySet<ApiCode> = new Set([
  'changed_meanwhile',
  'idempotency_key_reused',
  'reading_not_found',
  'busy',
]);

/** The refusal that a feature returned, told to a program. */
export function refusalOf(failure: ReadingFailure | SubmitFailure): ApiRefusal {
  const details = detailsOf(failure);
  return new ApiRefusal(failure.code, {
    detail: spokenOfAPage.has(failure.code) ? undefined : readingFailureText(failure),
    ...(Object.keys(details).length > 0 ? { details } : {}),
  });
}

/** Field by field, so that nothing gets out because a failure has learnt to carry more. */
function detailsOf(failure: ReadingFailure | SubmitFailure): ProblemDetails {
  switch (failure.code) {
    case 'below_previous':
      return { previous: seenReading(failure.previous), reasons: failure.reasons };
    case 'rollover_impossible': {
      const { previous, volumeM3, maximumM3 } = failure;
      return { previous: seenReading(previous), volumeM3, maximumM3 };
    }
    case 'date_before_previous':
      return { previous: seenReading(failure.previous) };
    case 'date_after_next':
    case 'conflicts_with_next':
      return { next: seenReading(failure.next) };
    case 'too_many_digits':
      return { integerDigits: failure.integerDigits };
    case 'too_many_decimals':
      return { decimalDigits: failure.decimalDigits };
    case 'date_in_future':
      return { today: failure.today };
    case 'date_before_meter':
      return { commissionedOn: failure.commissionedOn };
    case 'access_ended':
      return { visibleUntil: failure.visibleUntil };
    case 'personal_account_closed':
      return { closedOn: failure.closedOn };
    case 'meter_required':
      return { meterSerials: failure.serialNumbers };
    case 'meter_removed':
      return { meterSerials: [failure.serialNumber], removedOn: failure.removedOn };
    case 'billing_month_closed':
      return { billingMonth: monthOf(failure.billingMonth) };
    case 'improbable':
      return { preview: previewResource(failure.preview) };
    default:
      return {};
  }
}

/** Answers every expected failure under /api/v1; what is broken goes on to the site's handler. */
export function answerRefusals(api: FastifyInstance): void {
  api.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = error instanceof ApiRefusal ? error : ofPlatform(error);
    if (!refusal) throw error;
    const { statusCode: status, code, detail, errors, details } = refusal;
    if (error instanceof RefusedRequest && error.retryAfterSeconds) {
      reply.header('retry-after', String(error.retryAfterSeconds));
    }
    if (code === 'busy') reply.header('retry-after', String(BUSY_RETRY_SECONDS));
    return reply
      .code(status)
      .type('application/problem+json')
      .header('cache-control', 'no-store')
      .serializer(JSON.stringify)
      .send({
        ...problem({ status, code, requestId: request.id, detail, errors }),
        ...(details ? { details } : {}),
      });
  });
}

/** What Fastify itself refuses has codes of its own; ours go by the status. */
const codeOfStatus: Record<number, ApiCode> = {
  400: 'bad_request',
  413: 'too_large',
  415: 'unsupported_media_type',
};

function ofPlatform(error: FastifyError): ApiRefusal | null {
  const isOurs = error instanceof RefusedRequest && isApiCode(error.code);
  const code = isOurs ? error.code : codeOfStatus[error.statusCode ?? 500];
  return code && isApiCode(code) ? new ApiRefusal(code) : null;
}

const russian = z.locales.ru().localeError;

/** Checks a request by its schema and says in Russian, field by field, what to mend. */
export const compileApiValidator: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data) => {
    const parsed = z.safeParse(schema, data, { error: russian });
    if (parsed.success) return { value: parsed.data };
    const { issues } = parsed.error;
    if (httpPart === 'headers') return { error: headerRefusal(data) };
    return { error: new ApiRefusal('invalid_request', { errors: issues.flatMap(fieldErrorsOf) }) };
  };

/** The only header that is asked for is the key. */
function headerRefusal(headers: unknown): ApiRefusal {
  const { 'idempotency-key': key } = headers as Record<string, string | undefined>;
  if (!key) return new ApiRefusal('idempotency_key_missing');
  const { field = '' } = placeOfProblem('idempotency_key_missing');
  const errors = [{ field, message: fieldErrors.idempotencyKey }];
  return new ApiRefusal('invalid_request', { errors });
}

function fieldErrorsOf(issue: z.core.$ZodIssue): { field: string; message: string }[] {
  const field = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const message = fieldErrors.unknown;
    return issue.keys.map((key) => ({ field: field ? `${field}.${key}` : key, message }));
  }
  return [{ field: field || 'body', message: issue.message }];
}
