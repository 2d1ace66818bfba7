import type { StaffMember } from '#src/actor.ts';
import { findRegistry } from '#src/banks/registries-store.ts';
import { findEvents } from '#src/billing/account-events-store.ts';
import { readBooks } from '#src/billing/books.ts';
import { findExcessReturn } from '#src/billing/excess-return.ts';
import { type ChangePreview, previewChange } from '#src/billing/preview-change.ts';
import { findPrivileges } from '#src/billing/privileges-store.ts';
import { closedMonthsOfEvent } from '#src/billing/record-event.ts';
import { closedMonthsOfPrivilege } from '#src/billing/record-privilege.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { findTaken } from '#src/payments/refunds-store.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import type { FactItem } from '#src/ui/facts.tsx';
import { approvalKind, approvalKinds, isApprovalKind } from './approval-kinds.ts';
import { rateOf } from './approval-kinds-billing.ts';
import type { Approval } from './approvals-store.ts';
import { registryFacts } from './banks.ru.ts';
import {
  controlFacts,
  correctionFacts,
  eventFacts,
  monthFact,
  privilegeFacts,
} from './event-facts.ru.ts';
import { noDeed } from './open-facts.ts';
import { rateFacts } from './rate-facts.ru.ts';
import { refundFacts } from './refund-facts.ru.ts';

/** What the second person must see besides who asked and why. */
export type ApprovalSubject = {
  facts: FactItem[];
  change: ChangePreview | null;
  closedMonths: PlainMonth[];
};

const nothing: ApprovalSubject = { facts: [], change: null, closedMonths: [] };

/** What is proposed, in words and roubles; of what is decided only the words. */
export async function findApprovalSubject(
  deps: AppDeps,
  actor: StaffMember,
  approval: Approval,
): Promise<ApprovalSubject> {
  const subject = await describe(deps, actor, approval);
  const isMoney = subject.closedMonths.length > 0 && approval.state === 'proposed';
  return isMoney ? { ...subject, change: await tried(deps, actor, approval) } : subject;
}

async function describe(
  deps: AppDeps,
  actor: StaffMember,
  { kind, payload, state }: Approval,
): Promise<ApprovalSubject> {
  if (kind === 'rate') {
    const rate = rateOf(approvalKinds.rate.payload.parse(payload));
    return { ...nothing, facts: rateFacts(rate) };
  }
  if (kind === 'reopen_month') {
    const { month } = approvalKinds.reopen_month.payload.parse(payload);
    return { ...nothing, facts: [monthFact(month)] };
  }
  if (kind === 'refund') {
    const wanted = approvalKinds.refund.payload.parse(payload);
    const taken = await findTaken(deps.db, actor, wanted);
    return { ...nothing, facts: refundFacts(wanted, { taken, isDecided: state !== 'proposed' }) };
  }
  if (kind === 'post_registry' || kind === 'storno_registry') {
    const { registryId } = approvalKinds[kind].payload.parse(payload);
    const registry = await findRegistry(deps.db, actor, registryId);
    return { ...nothing, facts: registry ? registryFacts(registry) : [] };
  }
  if (kind === 'correction') {
    return { ...nothing, facts: correctionFacts(approvalKinds.correction.payload.parse(payload)) };
  }
  if (kind === 'control_reading') return describeReading(deps, actor, payload);
  if (kind === 'account_event' || kind === 'cancel_account_event') {
    return describeEvent(deps, actor, kind, payload);
  }
  if (kind === 'privilege' || kind === 'cancel_privilege') {
    return describePrivilege(deps, actor, kind, payload);
  }
  return nothing;
}

/** Of what is decided the books may have moved on: only what was proposed is told. */
async function describeReading(
  deps: AppDeps,
  actor: StaffMember,
  payload: unknown,
): Promise<ApprovalSubject> {
  const reading = approvalKinds.control_reading.payload.parse(payload);
  const meters = await listMeters(deps, actor, reading);
  const excess = await findExcessReturn(deps.db, actor, reading);
  return { ...nothing, facts: controlFacts(reading, { meters, excess }) };
}

async function describeEvent(
  deps: AppDeps,
  actor: StaffMember,
  kind: 'account_event' | 'cancel_account_event',
  payload: unknown,
): Promise<ApprovalSubject> {
  const { personalAccountId, event } =
    kind === 'account_event'
      ? newEvent(payload)
      : await knownEvent(deps, actor, approvalKinds[kind].payload.parse(payload));
  if (!event) return nothing;
  const meters = await listMeters(deps, actor, { personalAccountId });
  const books = await readBooks(deps.db);
  return {
    ...nothing,
    facts: eventFacts(event, meters),
    closedMonths: closedMonthsOfEvent(event, books),
  };
}

function newEvent(payload: unknown) {
  const { personalAccountId, ...event } = approvalKinds.account_event.payload.parse(payload);
  return { personalAccountId, event };
}

async function knownEvent(
  { db }: AppDeps,
  actor: StaffMember,
  { personalAccountId, eventId }: { personalAccountId: number; eventId: number },
) {
  const events = await findEvents(db, actor, { personalAccountId });
  return { personalAccountId, event: events.find((one) => one.eventId === eventId) };
}

async function describePrivilege(
  { db }: AppDeps,
  actor: StaffMember,
  kind: 'privilege' | 'cancel_privilege',
  payload: unknown,
): Promise<ApprovalSubject> {
  const privilege =
    kind === 'privilege'
      ? approvalKinds[kind].payload.parse(payload)
      : await knownPrivilege(db, actor, approvalKinds[kind].payload.parse(payload));
  if (!privilege) return nothing;
  const closedMonths = closedMonthsOfPrivilege(privilege, await readBooks(db));
  return { ...nothing, facts: privilegeFacts(privilege), closedMonths };
}

async function knownPrivilege(
  db: AppDeps['db'],
  actor: StaffMember,
  { personalAccountId, privilegeId }: { personalAccountId: number; privilegeId: number },
) {
  const privileges = await findPrivileges(db, actor, { personalAccountId });
  return privileges.find((one) => one.privilegeId === privilegeId);
}

/** The deed itself, done and undone. */
async function tried(
  deps: AppDeps,
  actor: StaffMember,
  { kind, payload, personalAccountId }: Approval,
): Promise<ChangePreview | null> {
  if (!isApprovalKind(kind) || personalAccountId === null) return null;
  const known = approvalKind(kind);
  const { supplier, clock } = deps;
  const execution = { deed: noDeed, now: clock.now(), supplier };
  return previewChange(deps, {
    personalAccountId,
    deed: (tx) => known.execute(tx, actor, known.payload.parse(payload), execution),
  });
}
