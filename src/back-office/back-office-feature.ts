import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerAccount } from './account.controller.ts';
import { registerDesk } from './desk.ts';
import { registerStaffReading } from './reading.controller.ts';
import { registerStaffReadings } from './readings.controller.ts';
import { registerSearch } from './search.controller.ts';

/** The desk: pages of the supplier's staff, calling the operations of the rooms. */
export function registerBackOffice(app: FastifyInstance, deps: AppDeps): void {
  registerDesk(app);
  registerSearch(app, deps);
  registerAccount(app, deps);
  registerStaffReadings(app, deps);
  registerStaffReading(app, deps);
}
