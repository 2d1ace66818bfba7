import type { Limit } from '#src/http/rate-limits.ts';

const MINUTE = 60;
const HOUR = 3600;

/** Wide enough for a household behind one address, narrow enough that guessing takes years. */
export const identityLimits = {
  signInByLogin: { name: 'sign_in_login', points: 40, perSeconds: HOUR },
  signInByAddress: { name: 'sign_in_address', points: 100, perSeconds: 15 * MINUTE },
  // A mobile operator's subscribers share few addresses: forms that are right count, no others.
  registrationByAddress: { name: 'registration', points: 60, perSeconds: HOUR },
  // Apart from each other, so that a stranger's registrations take nobody's way to a new password.
  // From one place few, from all together more: whoever types somebody's address over and over
  // fills no mailbox, and keeps no letter from its owner, who sits elsewhere.
  registrationLettersFromPlace: { name: 'registration_letters', points: 6, perSeconds: HOUR },
  registrationLettersByEmail: { name: 'registration_letters_all', points: 30, perSeconds: HOUR },
  recoveryLettersByLogin: { name: 'recovery_letters', points: 6, perSeconds: HOUR },
  recoveryByAddress: { name: 'recovery', points: 60, perSeconds: HOUR },
  activationPasswordByToken: { name: 'activation_password', points: 10, perSeconds: HOUR },
  lettersToNewAddress: { name: 'contact_letters', points: 10, perSeconds: HOUR },
  contactChangesByUser: { name: 'contact_change', points: 10, perSeconds: HOUR },
  tokenByAddress: { name: 'token', points: 600, perSeconds: HOUR },
} as const satisfies Record<string, Limit>;

/** Of whoever opened a stray letter about a new contact; its owner may sign in instead. */
export const contactPasswordLimits: readonly Limit[] = [
  { name: 'contact_password', points: 10, perSeconds: HOUR },
  { name: 'contact_password_long', points: 30, perSeconds: 24 * HOUR },
];

/** Tries of a job that looks somebody up: minutes, since what was typed lies in the queue meanwhile. */
export const LOOK_UP_TRIES = 6;

/** So many wrong passwords in a day, from devices that the owner never used, are told to the owner. */
export const guessesTold: Limit = { name: 'guesses_told', points: 10, perSeconds: 24 * HOUR };

/**
 * Failures for one login from one place: who goes on guessing waits a minute, then a quarter of an
 * hour, then half a day. The owner waits nowhere else.
 */
export const growingSignInLimits: readonly Limit[] = [
  { name: 'sign_in', points: 5, perSeconds: MINUTE },
  { name: 'sign_in_again', points: 10, perSeconds: 15 * MINUTE },
  { name: 'sign_in_long', points: 30, perSeconds: 12 * HOUR },
];
