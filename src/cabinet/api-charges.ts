import { getAccountMonth } from '#src/billing/get-account-month.ts';
import { pageAccountMonths } from '#src/billing/list-account-months.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import { openPersonalAccount } from './api-accounts.ts';
import { accountMonthResource, explainedMonthResource } from './api-charges-resources.ts';
import { accountMonthListSchema, explainedMonthSchema } from './api-charges-schemas.ts';
import { type ApiApp, operation } from './api-operation.ts';
import { fieldErrors } from './api-problems.ru.ts';
import { ApiRefusal } from './api-refusals.ts';
import { accountParams, chargesMonthParams, chargesQuery } from './api-requests.ts';

/** The statement of an account: its months, and each with every line that it is made of. */
export function registerChargeRoutes(api: ApiApp, deps: AppDeps): void {
  serveMonths(api, deps);
  serveMonth(api, deps);
}

function serveMonths(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/charges',
    {
      schema: operation(
        'listCharges',
        {
          params: accountParams,
          querystring: chargesQuery,
          response: { 200: accountMonthListSchema },
        },
        ['not_found', 'cursor_invalid'],
      ),
    },
    async (request) => {
      const { cursor, limit, ...range } = request.query;
      if (range.from && range.to && range.from > range.to) {
        const errors = [{ field: 'from', message: fieldErrors.monthOrder }];
        throw new ApiRefusal('invalid_request', { errors });
      }
      const { personalAccountId } = await openPersonalAccount(request, deps, request.params.number);
      const firstDay = (month?: string) => month && `${month}-01`;
      const bounds = { from: firstDay(range.from), to: firstDay(range.to), cursor, limit };
      const { actor } = residentOf(request);
      const page = await pageAccountMonths(deps, actor, { personalAccountId, ...bounds });
      if (!page.ok) throw new ApiRefusal(page.code);
      return { months: page.months.map(accountMonthResource), nextCursor: page.nextCursor };
    },
  );
}

function serveMonth(api: ApiApp, deps: AppDeps): void {
  api.get(
    '/accounts/:number/charges/:month',
    {
      schema: operation(
        'getCharges',
        { params: chargesMonthParams, response: { 200: explainedMonthSchema } },
        ['not_found', 'month_not_charged'],
      ),
    },
    async (request) => {
      const { number, month } = request.params;
      const { personalAccountId } = await openPersonalAccount(request, deps, number);
      const place = { personalAccountId, month: `${month}-01` };
      const known = await getAccountMonth(deps, residentOf(request).actor, place);
      if (!known) throw new ApiRefusal('month_not_charged');
      return explainedMonthResource(known, deps.supplier.billing.vat);
    },
  );
}
