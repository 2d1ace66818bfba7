import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerAccessEnding } from './access-ending.controller.ts';
import { registerAccount } from './account.controller.ts';
import { registerAccountMonth } from './account-month.controller.ts';
import { registerApprovals } from './approvals.controller.ts';
import { registerAudit } from './audit.controller.ts';
import { registerCorrection } from './correction.controller.ts';
import { registerDesk } from './desk.ts';
import { registerEvents } from './events.controller.ts';
import { registerFactCancellations } from './fact-cancellation.controller.ts';
import { registerImprobable } from './improbable.controller.ts';
import { registerLetters } from './letters.controller.ts';
import { registerLinkingRequests } from './linking-requests.controller.ts';
import { registerMonthReopening } from './month-reopening.controller.ts';
import { registerMonths } from './months.controller.ts';
import { registerPrivileges } from './privileges.controller.ts';
import { registerRates } from './rates.controller.ts';
import { registerStaffReading } from './reading.controller.ts';
import { registerStaffReadingCases } from './reading-cases.controller.ts';
import { registerStaffReadings } from './readings.controller.ts';
import { registerRequests } from './requests.controller.ts';
import { registerSearch } from './search.controller.ts';

/** The desk: pages of the supplier's staff, calling the operations of the rooms. */
export function registerBackOffice(app: FastifyInstance, deps: AppDeps): void {
  registerDesk(app);
  registerSearch(app, deps);
  registerAccount(app, deps);
  registerAccountMonth(app, deps);
  registerStaffReadings(app, deps);
  registerStaffReading(app, deps);
  registerEvents(app, deps);
  registerFactCancellations(app, deps);
  registerPrivileges(app, deps);
  registerCorrection(app, deps);
  registerRequests(app, deps);
  registerLinkingRequests(app, deps);
  registerStaffReadingCases(app, deps);
  registerImprobable(app, deps);
  registerLetters(app, deps);
  registerAccessEnding(app, deps);
  registerApprovals(app, deps);
  registerMonths(app, deps);
  registerMonthReopening(app, deps);
  registerRates(app, deps);
  registerAudit(app, deps);
}
