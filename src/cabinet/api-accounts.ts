import type { FastifyRequest } from 'fastify';
import { getBalance } from '#src/billing/get-balance.ts';
import { isOfHolder } from '#src/bills/bill-data.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import { listConsumption } from '#src/meters/list-consumption.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import {
  findPersonalAccount,
  listPersonalAccounts,
  type PersonalAccount,
} from '#src/personal-accounts/personal-accounts-store.ts';
import {
  addMonths,
  dateInZone,
  firstDayOfMonth,
  monthsBetween,
  type PlainDate,
} from '#src/plain-date.ts';
import { type ApiApp, operation } from './api-operation.ts';
import { fieldErrors } from './api-problems.ru.ts';
import { ApiRefusal, refusalOf } from './api-refusals.ts';
import { accountParams, consumptionQuery } from './api-requests.ts';
import {
  balanceResource,
  consumptionResource,
  meterResource,
  personalAccountResource,
} from './api-resources.ts';
import {
  balanceSchema,
  consumptionSchema,
  meterListSchema,
  personalAccountListSchema,
  personalAccountSchema,
} from './api-schemas.ts';

/** Ten years: what the longest chart shows. */
const MAX_MONTHS = 120;

/** @throws ApiRefusal `not_found` for an account of somebody else, as for one that does not exist. */
export async function openPersonalAccount(
  request: FastifyRequest,
  { db, supplier }: AppDeps,
  number: string,
): Promise<PersonalAccount> {
  const { actor } = residentOf(request);
  const found = await findPersonalAccount(db, actor, { number, supplier });
  if (!found) throw refusalOf({ ok: false, code: 'not_found' });
  return found;
}

/** What the API tells of personal accounts; readings have a file of their own. */
export function registerAccountRoutes(api: ApiApp, deps: AppDeps): void {
  serveList(api, deps);
  servePersonalAccount(api, deps);
  serveBalance(api, deps);
  serveMeters(api, deps);
  serveConsumption(api, deps);
}

function serveList(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts',
    {
      schema: operation(
        'listPersonalAccounts',
        { response: { 200: personalAccountListSchema } },
        [],
      ),
    },
    async (request) => {
      const known = await listPersonalAccounts(deps.db, residentOf(request).actor);
      return { accounts: known.map((one) => personalAccountResource(one, todayOf(deps))) };
    },
  );
}

function servePersonalAccount(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number',
    {
      schema: operation(
        'getPersonalAccount',
        { params: accountParams, response: { 200: personalAccountSchema } },
        ['not_found'],
      ),
    },
    async (request) => {
      const known = await openPersonalAccount(request, deps, request.params.number);
      return personalAccountResource(known, todayOf(deps));
    },
  );
}

function serveBalance(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/balance',
    {
      schema: operation('getBalance', { params: accountParams, response: { 200: balanceSchema } }, [
        'not_found',
        'access_ended',
      ]),
    },
    async (request) => {
      const known = await openPersonalAccount(request, deps, request.params.number);
      const { visibleUntil } = known;
      const balance = await getBalance(deps, residentOf(request).actor, known);
      // The balance is today's, and today the account is somebody else's.
      if (!balance) {
        throw refusalOf({ ok: false, code: 'access_ended', visibleUntil: visibleUntil ?? '' });
      }
      return balanceResource(balance, { known, today: todayOf(deps) });
    },
  );
}

function serveMeters(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/meters',
    {
      schema: operation(
        'listMeters',
        { params: accountParams, response: { 200: meterListSchema } },
        ['not_found'],
      ),
    },
    async (request) => {
      const known = await openPersonalAccount(request, deps, request.params.number);
      const meters = await listMeters(deps, residentOf(request).actor, known);
      return { meters: meters.map(meterResource) };
    },
  );
}

function serveConsumption(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/consumption',
    {
      schema: operation(
        'getConsumption',
        {
          params: accountParams,
          querystring: consumptionQuery,
          response: { 200: consumptionSchema },
        },
        ['not_found'],
      ),
    },
    async (request) => {
      const range = readRange(request.query, todayOf(deps));
      const { personalAccountId, holderSince } = await openPersonalAccount(
        request,
        deps,
        request.params.number,
      );
      const { actor } = residentOf(request);
      const months = await listConsumption(deps, actor, { personalAccountId, ...range });
      const own = months.filter(({ month }) => isOfHolder(month, holderSince));
      return consumptionResource(own, range);
    },
  );
}

function readRange(query: { from?: string; to?: string }, today: PlainDate) {
  const to = query.to ? `${query.to}-01` : firstDayOfMonth(today);
  const from = query.from ? `${query.from}-01` : addMonths(to, -11);
  const refuse = (message: string) =>
    new ApiRefusal('invalid_request', { errors: [{ field: 'from', message }] });
  if (from > to) throw refuse(fieldErrors.monthOrder);
  if (monthsBetween(from, to) >= MAX_MONTHS) throw refuse(fieldErrors.monthCount);
  return { from, to };
}

const todayOf = ({ clock, supplier }: AppDeps): PlainDate =>
  dateInZone(clock.now(), supplier.timeZone);
