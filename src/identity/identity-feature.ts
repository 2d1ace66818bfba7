import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerActivation } from './activate.controller.ts';
import { registerContactConfirmation } from './confirm-contact.controller.ts';
import { registerLegal } from './legal.controller.ts';
import { registerRecovery } from './recovery.controller.ts';
import { registerRegistration } from './register.controller.ts';
import { registerSessions } from './session-hook.ts';
import { registerSignIn } from './sign-in.controller.ts';

/** Sessions come first: every other handler asks who is there. */
export function registerIdentity(app: FastifyInstance, deps: AppDeps): void {
  registerSessions(app, deps);
  registerRegistration(app, deps);
  registerActivation(app, deps);
  registerSignIn(app, deps);
  registerRecovery(app, deps);
  registerContactConfirmation(app, deps);
  registerLegal(app, deps);
}
