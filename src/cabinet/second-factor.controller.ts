import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { isPasswordRight } from '#src/identity/password-hash.ts';
import {
  addApplication,
  addKey,
  showApp,
  showPasskey,
} from '#src/identity/second-factor/add-factor.controller.ts';
import type { FactorSurface } from '#src/identity/second-factor/factor-surface.ts';
import { factorHandlers } from '#src/identity/second-factor/factor-visit.ts';
import {
  removeOne,
  renewCodes,
  showFactors,
  showRemoval,
  showRenewal,
} from '#src/identity/second-factor/keep-factors.controller.ts';
import { requireResident, residentOf, setSessionCookie } from '#src/identity/session-hook.ts';
import { rotateSession } from '#src/identity/sessions.ts';
import { lockUser } from '#src/identity/users-store.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { href, routes } from '#src/routes.ts';
import { Page } from '#src/ui/page.page.tsx';

/** «Вход с подтверждением» of the profile. */
const profile: FactorSurface = {
  isRequired: false,
  addresses: {
    overview: href('secondFactor'),
    app: href('secondFactorApp'),
    passkey: href('secondFactorPasskey'),
    codes: href('secondFactorCodes'),
    removal: (factor) => href('secondFactorRemoval', { factor }),
    back: href('profile'),
  },
  Frame: (props) => h(Page, { ...props, section: 'profile' }),
  async context(request, deps) {
    await showAccounts(request, deps, null);
    return pageContext(request, deps);
  },
  async ownerOf(request) {
    const { actor, email } = residentOf(request);
    return { kind: 'user', id: actor.userId, actor, email };
  },
  async isPasswordRight({ db }, { id }, password) {
    const user = await lockUser(db, id);
    return isPasswordRight(user?.passwordHash ?? null, password);
  },
  rotateSession(tx, request) {
    const { actor, sessionId } = residentOf(request);
    return rotateSession(tx, { userId: actor.userId, sessionId });
  },
  setCookie: setSessionCookie,
};

export function registerSecondFactor(app: FastifyInstance, deps: AppDeps): void {
  const on = factorHandlers(deps, profile);
  const guarded = { preHandler: requireResident };

  app.get(routes.secondFactor, guarded, on(showFactors));
  app.get(routes.secondFactorApp, guarded, on(showApp));
  app.post(routes.secondFactorApp, guarded, on(addApplication));
  app.get(routes.secondFactorPasskey, guarded, on(showPasskey));
  app.post(routes.secondFactorPasskey, guarded, on(addKey));
  app.get(routes.secondFactorCodes, guarded, on(showRenewal));
  app.post(routes.secondFactorCodes, guarded, on(renewCodes));
  app.get(routes.secondFactorRemoval, guarded, on(showRemoval));
  app.post(routes.secondFactorRemoval, guarded, on(removeOne));
}
