import type { FastifyInstance } from 'fastify';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import type { AppDeps } from '#src/http/deps.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import { registerSetUp } from './set-up.controller.ts';
import { registerStaffFactors } from './staff-factors.controller.ts';
import { registerStaffLogin } from './staff-login.controller.ts';
import { registerStaffPasswords } from './staff-password.controller.ts';
import { registerStaffSessions } from './staff-session-hook.ts';
import { removeExpiredStaffSessions } from './staff-sessions.ts';

/** Who of the supplier's staff is there; what they do stands in back-office. */
export function registerStaff(app: FastifyInstance, deps: AppDeps): void {
  registerStaffSessions(app, deps);
  registerStaffLogin(app, deps);
  registerSetUp(app, deps);
  registerStaffPasswords(app, deps);
  registerStaffFactors(app, deps);
}

export const removeStaffSessionsRegularly = ({
  db,
  clock,
}: {
  db: Database;
  clock: Clock;
}): Recurring => ({
  name: 'remove-staff-sessions',
  everySeconds: 600,
  run: () => removeExpiredStaffSessions(db, clock.now()),
});
