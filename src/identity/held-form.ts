import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues, shownValues } from '#src/http/forms.ts';
import { isSigned, sign } from '#src/http/signature.ts';
import { deviceMark, isKnownDevice } from './known-device.ts';

/** A form that was sent after the session ended: where to, and what was typed, passwords aside. */
export type HeldForm = { address: string; fields: Record<string, string> };

/** Beside passwords: what proves something by itself is typed anew. */
const NEVER_HELD = new Set(['pin']);

/** No one before has signed in in this browser: whoever does first has typed it. */
const NOBODY = '';

/** It goes back with the next form, whose size has a limit too. */
const MAX_LENGTH = 64 * 1024;

/**
 * The form as one field of the sign-in page, signed for this very visitor and for whoever signed in
 * here last, whose it is: it is sent on after signing in, so nobody else may write or get it. Null
 * when it is too long to carry.
 */
export function holdForm(request: FastifyRequest, deps: AppDeps): string | null {
  const owner = deviceMark(request, deps) ?? NOBODY;
  const typed = Object.entries(shownValues(formValues(request.body)));
  const fields = Object.fromEntries(typed.filter(([name]) => !NEVER_HELD.has(name)));
  const held = JSON.stringify({ address: request.url, fields } satisfies HeldForm);
  const text = Buffer.from(held).toString('base64url');
  if (text.length > MAX_LENGTH) return null;
  return `${text}.${sign(deps, signedText(request, { owner, text }))}`;
}

/** For the user who has just signed in; null when the form was somebody else's. */
export function readHeldForm(
  request: FastifyRequest,
  deps: AppDeps,
  { userId, given }: { userId: number; given: string },
): HeldForm | null {
  const owner = deviceMark(request, deps) ?? NOBODY;
  if (owner !== NOBODY && !isKnownDevice(request, deps, userId)) return null;
  const [text = '', signature] = given.split('.');
  if (!isSigned(deps, signedText(request, { owner, text }), signature)) return null;
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as HeldForm;
}

const signedText = (
  { visitorId }: FastifyRequest,
  { owner, text }: { owner: string; text: string },
): string => `held-form:${visitorId}:${owner}:${text}`;
