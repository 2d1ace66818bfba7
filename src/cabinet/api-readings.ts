import type { AppDeps } from '#src/http/deps.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { getReading, listReadings } from '#src/meters/list-readings.ts';
import { openPersonalAccount } from './api-accounts.ts';
import { type ApiApp, operation } from './api-operation.ts';
import { ApiRefusal, refusalOf } from './api-refusals.ts';
import { accountParams, readingParams, readingsQuery } from './api-requests.ts';
import { readingResource } from './api-resources.ts';
import { readingListSchema, readingSchema } from './api-schemas.ts';

/** The history of readings. */
export function registerReadingRoutes(api: ApiApp, deps: AppDeps): void {
  serveHistory(api, deps);
  serveReading(api, deps);
}

function serveHistory(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/readings',
    {
      schema: operation(
        'listReadings',
        {
          params: accountParams,
          querystring: readingsQuery,
          response: { 200: readingListSchema },
        },
        ['not_found', 'cursor_invalid', 'meter_not_found'],
      ),
    },
    async (request) => {
      const { meterSerial, cursor, limit } = request.query;
      const known = await openPersonalAccount(request, deps, request.params.number);
      const { personalAccountId } = known;
      const { actor } = residentOf(request);
      const meters = meterSerial ? await listMeters(deps, actor, known) : [];
      const meterId = meters.find((meter) => meter.serialNumber === meterSerial)?.meterId;
      if (meterSerial && meterId === undefined) {
        throw refusalOf({ ok: false, code: 'meter_not_found' });
      }
      const query = { personalAccountId, meterId, cursor, limit };
      const page = await listReadings(deps, actor, query);
      if (!page.ok) throw new ApiRefusal(page.code);
      return { readings: page.readings.map(readingResource), nextCursor: page.nextCursor };
    },
  );
}

function serveReading(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/readings/:confirmationNumber',
    {
      schema: operation('getReading', { params: readingParams, response: { 200: readingSchema } }, [
        'not_found',
        'reading_not_found',
      ]),
    },
    async (request) => {
      const { number, confirmationNumber } = request.params;
      const { personalAccountId } = await openPersonalAccount(request, deps, number);
      const place = { personalAccountId, confirmation: confirmationNumber };
      const reading = await getReading(deps, residentOf(request).actor, place);
      if (!reading) throw refusalOf({ ok: false, code: 'reading_not_found' });
      return readingResource(reading);
    },
  );
}
