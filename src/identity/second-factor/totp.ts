import { generateSecret, generateSync, generateURI, verifySync } from 'otplib';

/** RFC 6238 as every authenticator application does it: SHA-1, six digits. */
const STEP_SECONDS = 30;
/** One step before and after: clocks of phones differ, and typing takes its time. */
const TOLERANCE_SECONDS = STEP_SECONDS;

/** 160 bits, as RFC 4226 recommends, in base32. */
export const newTotpSecret = (): string => generateSecret();

export const totpAddress = (secret: string, { issuer, label }: TotpNames): string =>
  generateURI({ secret, issuer, label });

/** What the application shows beside the code. */
export type TotpNames = { issuer: string; label: string };

export type TotpTry = {
  secret: string;
  code: string;
  /** Codes of this step and before it have been used. */
  lastUsedStep: number;
  now: Date;
};

/** The step that the code is of; null when it is wrong, old or was used. */
export function findTotpStep({ secret, code, lastUsedStep, now }: TotpTry): number | null {
  const token = code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const found = verifySync({
    secret,
    token,
    epoch: epochOf(now),
    epochTolerance: TOLERANCE_SECONDS,
  });
  if (!found.valid || !('timeStep' in found)) return null;
  return found.timeStep > lastUsedStep ? found.timeStep : null;
}

/** What the application shows now. */
export const totpCode = (secret: string, now: Date): string =>
  generateSync({ secret, epoch: epochOf(now) });

const epochOf = (now: Date): number => Math.floor(now.getTime() / 1000);
