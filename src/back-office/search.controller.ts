import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { createRateLimits, enforce, type Limit } from '#src/http/rate-limits.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { deskContext, recordOf } from './desk.ts';
import { listRecentLooks } from './recent-looks.ts';
import { SearchPage, type SearchProps, searchErrorText } from './search.page.tsx';
import { searchAccounts } from './search-accounts.ts';

/** A busy hour of a person; a program that copies the register out is stopped. */
const byMember: Limit = { name: 'staff_search', points: 300, perSeconds: 3600 };

export function registerSearch(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireStaff('see_accounts') };
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.staff, guarded, (request, reply) => showSearch({ request, reply, deps }, {}));

  // A POST, though it changes nothing: names, addresses and phones stay out of addresses and logs.
  app.post(routes.staff, guarded, async (request, reply) => {
    const { query: typed, find } = formValues(request.body);
    const text = (typed ?? find ?? '').trim();
    const { actor } = staffOf(request);
    await enforce(limits, byMember, String(actor.staffMemberId));
    const found = await searchAccounts(deps, actor, { text, record: recordOf(request) });
    if (!found.ok) {
      const errors = [{ field: 'query', message: searchErrorText[found.code] }];
      return showSearch({ request, reply, deps }, { query: text, errors }, 422);
    }
    const [only] = found.accounts;
    if (only && found.accounts.length === 1 && !found.isGuess) {
      return reply.seeOther(href('staffAccount', { number: only.number }));
    }
    return showSearch({ request, reply, deps }, { query: text, result: found });
  });
}

type Open = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };
type Shown = Partial<Pick<SearchProps, 'query' | 'result' | 'errors'>>;

async function showSearch({ request, reply, deps }: Open, shown: Shown, status = 200) {
  const { query = '', result = null, errors = [] } = shown;
  const recent = result ? [] : await listRecentLooks(deps, staffOf(request).actor);
  const props = { ...(await deskContext(request, deps)), query, result, errors, recent };
  return reply.page(h(SearchPage, props), status);
}
