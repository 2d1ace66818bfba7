import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
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
import { href, routes } from '#src/routes.ts';
import { StaffFrame, staffContext } from './staff-frame.page.tsx';
import { lockStaffMember } from './staff-members-store.ts';
import { requireStaff, setStaffCookie, staffOf } from './staff-session-hook.ts';
import { rotateStaffSession } from './staff-sessions.ts';
import { ownerOfMember } from './staff-sign-in.ts';

/** A member's own factors: as a resident's, but the last one stays. */
const ownFactors: FactorSurface = {
  isRequired: true,
  addresses: {
    overview: href('staffFactors'),
    app: href('staffFactorApp'),
    passkey: href('staffFactorPasskey'),
    codes: href('staffFactorCodes'),
    removal: (factor) => href('staffFactorRemoval', { factor }),
    back: href('staffProfile'),
  },
  Frame: StaffFrame,
  context: staffContext,
  async ownerOf(request, { db }) {
    const { staffMemberId } = staffOf(request).actor;
    const member = await lockStaffMember(db, staffMemberId);
    if (!member) throw new Error(`staff member ${staffMemberId} has a session and is not there`);
    return ownerOfMember(member);
  },
  async isPasswordRight({ db }, { id }, password) {
    const member = await lockStaffMember(db, id);
    return isPasswordRight(member?.passwordHash ?? null, password);
  },
  async rotateSession(tx, request) {
    const { actor, staffSessionId } = staffOf(request);
    const token = await rotateStaffSession(tx, {
      staffMemberId: actor.staffMemberId,
      staffSessionId,
    });
    return token === null ? null : { token, isRemembered: false };
  },
  setCookie: (reply, deps, { token }) => setStaffCookie(reply, deps, token),
};

export function registerStaffFactors(app: FastifyInstance, deps: AppDeps): void {
  const on = factorHandlers(deps, ownFactors);
  const guarded = {
    preHandler: requireStaff('manage_own_sign_in'),
    config: { isKeptNowhere: true },
  };

  app.get(routes.staffFactors, guarded, on(showFactors));
  app.get(routes.staffFactorApp, guarded, on(showApp));
  app.post(routes.staffFactorApp, guarded, on(addApplication));
  app.get(routes.staffFactorPasskey, guarded, on(showPasskey));
  app.post(routes.staffFactorPasskey, guarded, on(addKey));
  app.get(routes.staffFactorCodes, guarded, on(showRenewal));
  app.post(routes.staffFactorCodes, guarded, on(renewCodes));
  app.get(routes.staffFactorRemoval, guarded, on(showRemoval));
  app.post(routes.staffFactorRemoval, guarded, on(removeOne));
}
