import { may } from '#src/staff/permissions.ts';
import { staffOf } from '#src/staff/staff-session-hook.ts';
import type { DecisionPage } from './decision-page.ts';
import { deskContext } from './desk.ts';
import { findDecision } from './find-decision.ts';

/** What a page of «Банки» has besides its subject: who decided it already, or the form. */
export async function bankDecisionProps(
  { request, deps, values = {}, errors = [] }: DecisionPage,
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
