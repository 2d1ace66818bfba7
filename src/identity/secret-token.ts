import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits: nobody guesses one, so a plain SHA-256 keeps it at rest. */
export const newSecretToken = (): string => randomBytes(32).toString('base64url');

export const hashSecretToken = (token: string): Buffer =>
  createHash('sha256').update(token).digest();

export const isSecretToken = (text: string): boolean => /^[\w-]{43}$/.test(text);
