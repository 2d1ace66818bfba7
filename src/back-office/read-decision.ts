import type { FastifyRequest } from 'fastify';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { decisionMissing } from './back-office.ru.ts';
import { readNeededReason } from './reason.ts';

/** A choice of `choices` and the reason for it, or what is missing. */
export function readDecision<T extends string>(request: FastifyRequest, choices: readonly T[]) {
  const values = formValues(request.body);
  const decision = choices.find((choice) => choice === values.decision);
  const reason = readNeededReason(values);
  const errors: FieldError[] = [];
  if (!decision) errors.push({ field: 'decision', message: decisionMissing });
  if (!reason.ok) errors.push({ field: 'reason', message: reason.message });
  if (!decision || !reason.ok) return { ok: false as const, errors, values };
  return { ok: true as const, decision, reason: reason.text, values };
}

/** An id in an address. @throws RefusedRequest 404 for anything else. */
export function readId(request: FastifyRequest, name: string): number {
  const text = (request.params as Record<string, string>)[name] ?? '';
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}
