import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerCharges } from './charges.controller.ts';
import { registerConfirmation } from './confirmation.controller.ts';
import { registerConsent } from './consent.controller.ts';
import { registerDevUi } from './dev-ui.controller.ts';
import { registerHelp } from './help.controller.ts';
import { registerHome } from './home.controller.ts';
import { registerLooks } from './looks.controller.ts';
import { registerOwnData } from './own-data.controller.ts';
import { registerProfile } from './profile.controller.ts';
import { registerProfileContacts } from './profile-contacts.controller.ts';
import { registerReadingCases } from './reading-cases.controller.ts';
import { registerReadingCheck } from './reading-check.controller.ts';
import { registerReadings } from './readings.controller.ts';
import { registerSecondFactor } from './second-factor.controller.ts';

/** The resident's pages that join several features. */
export function registerCabinet(app: FastifyInstance, deps: AppDeps): void {
  registerHome(app, deps);
  registerReadings(app, deps);
  registerReadingCheck(app, deps);
  registerConfirmation(app, deps);
  registerReadingCases(app, deps);
  registerCharges(app, deps);
  registerProfile(app, deps);
  registerProfileContacts(app, deps);
  registerConsent(app, deps);
  registerOwnData(app, deps);
  registerSecondFactor(app, deps);
  registerLooks(app, deps);
  registerHelp(app, deps);
  registerDevUi(app, deps);
}
