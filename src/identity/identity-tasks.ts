import { z } from 'zod';
import type { Tasks } from '#src/jobs/task.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { RECOVER_PASSWORD, sendPasswordReset } from './recover-password.ts';
import { sendActivationAgain, settleRegistration } from './settle-registration.ts';
import { RESEND_ACTIVATION, SETTLE_REGISTRATION } from './start-registration.ts';
import { TELL_OF_GUESSES, tellOfGuesses } from './tell-of-guesses.ts';

const loginPayload = z.object({ login: z.string() });
const settlePayload = z.object({ registrationId: z.int().positive() });
const resendPayload = z.object({ emailKey: z.string(), visitorHash: z.string() });

/** What the worker does for this room: looks up whom an answer must not tell about. */
export const identityTasks = (deps: IdentityDeps): Tasks => ({
  [RECOVER_PASSWORD]: (payload) => sendPasswordReset(deps, loginPayload.parse(payload)),
  [TELL_OF_GUESSES]: (payload) => tellOfGuesses(deps, loginPayload.parse(payload)),
  [SETTLE_REGISTRATION]: (payload) => settleRegistration(deps, settlePayload.parse(payload)),
  [RESEND_ACTIVATION]: (payload) => sendActivationAgain(deps, resendPayload.parse(payload)),
});
