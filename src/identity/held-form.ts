import type { FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues, shownValues } from '#src/http/forms.ts';
import { isSigned, sign } from '#src/http/signature.ts';

/** A form that was sent after the session ended: where to, and what was typed, passwords aside. */
export type HeldForm = { address: string; fields: Record<string, string> };

/** It goes back with the next form, whose size has a limit too. */
const MAX_LENGTH = 64 * 1024;

/**
 * The form as one field of the sign-in page, signed for this very visitor: it is sent on after
 * signing in, so nobody else may write it. Null when it is too long to carry.
 */
export function holdForm(request: FastifyRequest, deps: AppDeps): string | null {
  const fields = shownValues(formValues(request.body));
  const held = JSON.stringify({ address: request.url, fields } satisfies HeldForm);
  const text = Buffer.from(held).toString('base64url');
  if (text.length > MAX_LENGTH) return null;
  return `${text}.${sign(deps, signedText(request, text))}`;
}

export function readHeldForm(
  request: FastifyRequest,
  deps: AppDeps,
  given: string,
): HeldForm | null {
  const [text = '', signature] = given.split('.');
  if (!isSigned(deps, signedText(request, text), signature)) return null;
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as HeldForm;
}

const signedText = ({ visitorId }: FastifyRequest, text: string): string =>
  `held-form:${visitorId}:${text}`;
