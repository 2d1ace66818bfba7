import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import type { ApiScope } from '#src/identity/api-scopes.ts';
import { documentTexts, operationTexts } from './api-operations.ru.ts';
import { type ApiCode, placeOfProblem } from './api-problems.ts';
import { problemSchema } from './api-schemas.ts';

/** Whose handlers are typed by the schemas of their routes. */
export type ApiApp = ReturnType<typeof typedBySchemas>;
export const typedBySchemas = (api: FastifyInstance) => api.withTypeProvider<ZodTypeProvider>();

export type OperationName = keyof typeof operationTexts;

/** The right that each operation asks of a token. */
const scopeOfOperation = {
  listPersonalAccounts: 'read',
  getPersonalAccount: 'read',
  getBalance: 'read',
  getForecast: 'read',
  listMeters: 'read',
  listCharges: 'read',
  getCharges: 'read',
  listBills: 'read',
  getBill: 'read',
  listPayments: 'read',
  getPayment: 'read',
  startPayment: 'payments:write',
  listPaymentMethods: 'read',
  getAutopay: 'read',
  turnOnAutopay: 'autopay:write',
  turnOffAutopay: 'autopay:write',
  getConsumption: 'read',
  listReadings: 'read',
  getReading: 'read',
  previewReading: 'readings:write',
  submitReading: 'readings:write',
  correctReading: 'readings:write',
  withdrawReading: 'readings:write',
} as const satisfies Record<OperationName, ApiScope>;

/** Of the route that answers; a route without an operation is nobody's to call. */
export function scopeOfRoute(route: { schema?: unknown }): ApiScope {
  const { operationId } = (route.schema ?? {}) as { operationId?: OperationName };
  if (!operationId) throw new Error('a route of the API without an operation');
  return scopeOfOperation[operationId];
}

/** Any operation may be answered so. */
const everywhere: readonly ApiCode[] = [
  'invalid_request',
  'not_signed_in',
  'scope_missing',
  'too_many_requests',
  'internal_error',
  'database_away',
];
const onWrites: readonly ApiCode[] = ['bad_request', 'too_large', 'unsupported_media_type'];

type RouteSchema = {
  params?: z.ZodType;
  querystring?: z.ZodType;
  headers?: z.ZodType;
  body?: z.ZodType;
  response: Record<number, z.ZodType>;
};

/** The schema of a route: its texts, what it takes and gives, and every code it may refuse with. */
export function operation<S extends RouteSchema>(
  name: OperationName,
  schema: S,
  codes: readonly ApiCode[],
): S & { operationId: string } {
  const key: ApiCode[] = schema.headers
    ? ['idempotency_key_missing', 'idempotency_key_reused']
    : [];
  const body = schema.body || schema.headers ? onWrites : [];
  const all = [...everywhere, ...body, ...key, ...codes];
  return {
    ...schema,
    operationId: name,
    ...operationTexts[name],
    // A list of rights is allowed for every kind of scheme since OpenAPI 3.1.
    security: [{ apiToken: [scopeOfOperation[name]] }],
    response: { ...schema.response, ...problemResponses(all) },
  };
}

function problemResponses(codes: readonly ApiCode[]) {
  const byStatus = Map.groupBy(codes, (code) => placeOfProblem(code).status);
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      {
        description: documentTexts.problem(those),
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
