import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerSetUp } from './set-up.controller.ts';
import { registerStaffFactors } from './staff-factors.controller.ts';
import { registerStaffLogin } from './staff-login.controller.ts';
import { registerStaffPasswords } from './staff-password.controller.ts';
import { registerStaffSessions } from './staff-session-hook.ts';

/** Who of the supplier's staff is there; what they do stands in back-office. */
export function registerStaff(app: FastifyInstance, deps: AppDeps): void {
  registerStaffSessions(app, deps);
  registerStaffLogin(app, deps);
  registerSetUp(app, deps);
  registerStaffPasswords(app, deps);
  registerStaffFactors(app, deps);
}
