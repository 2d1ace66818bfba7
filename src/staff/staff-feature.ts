import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerStaffSessions } from './staff-session-hook.ts';

/** Who of the supplier's staff is there; what they do stands in back-office. */
export function registerStaff(app: FastifyInstance, deps: AppDeps): void {
  registerStaffSessions(app, deps);
}
