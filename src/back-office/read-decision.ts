import type { FastifyRequest } from 'fastify';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { decisionMissing, reasonMissing } from './back-office.ru.ts';
import { readReason } from './reason.ts';

/** A choice of `choices` and the reason for it, or what is missing. */
export function readDecision<T extends string>(request: FastifyRequest, choices: readonly T[]) {
  const values = formValues(request.body);
  const decision = choices.find((choice) => choice === values.decision);
  const reason = readReason(values);
  const errors: FieldError[] = [];
  if (!decision) errors.push({ field: 'decision', message: decisionMissing });
  if (!reason.ok) errors.push({ field: 'reason', message: reason.message });
  else if (reason.text === '') errors.push({ field: 'reason', message: reasonMissing });
  if (!decision || !reason.ok || errors.length > 0) return { ok: false as const, errors, values };
  return { ok: true as const, decision, reason: reason.text, values };
}

/** An id in an address. @throws RefusedRequest 404 for anything else. */
export function readId(request: FastifyRequest, name: string): number {
  const text = (request.params as Record<string, string>)[name] ?? '';
  if (!/^\d{1,15}$/.test(text)) throw notFound();
  return Number(text);
}
