import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { may } from '#src/staff/permissions.ts';
import { staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import type { DecisionValues } from './decision-form.page.tsx';
import { deskContext } from './desk.ts';
import { findDecision } from './find-decision.ts';

/** A page of «Банки» on which something is decided, shown again where the form was refused. */
export type BankDecision = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  values?: DecisionValues;
  errors?: FieldError[];
  status?: number;
};

/** What such a page has besides its subject: who decided it already, or the form. */
export async function bankDecisionProps(
  { request, deps, values = {}, errors = [] }: BankDecision,
  deeds: { subject: string; actions: readonly string[] },
) {
  const { actor } = staffOf(request);
  return {
    ...(await deskContext(request, deps)),
    decided: await findDecision(deps.db, actor, deeds),
    mayDecide: may(actor.role, 'decide_bank_money'),
    values,
    errors,
  };
}
