import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { href } from '#src/routes.ts';
import { may, type Permission } from '#src/staff/permissions.ts';
import { type SignedInStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { Desk, DeskSection } from '#src/ui/staff-page.page.tsx';
import { sectionText, signedInAs } from './desk.ru.ts';
import { countWaiting, type Waiting } from './desk-store.ts';

type Section = {
  section: DeskSection;
  address: string;
  /** Any of them opens the section. */
  permissions: readonly Permission[];
  waiting: (counts: Waiting) => number | null;
};

const sections: readonly Section[] = [
  {
    section: 'accounts',
    address: href('staff'),
    permissions: ['see_accounts'],
    waiting: () => null,
  },
  {
    section: 'requests',
    address: href('staffRequests'),
    permissions: ['see_requests'],
    waiting: (counts) => counts.linking + counts.cases + counts.improbable + counts.letters,
  },
  {
    section: 'approvals',
    address: href('staffApprovals'),
    permissions: ['see_approvals'],
    waiting: (counts) => counts.approvals,
  },
  {
    section: 'months',
    address: href('staffMonths'),
    permissions: ['see_months'],
    waiting: () => null,
  },
  {
    section: 'banks',
    address: href('staffBanks'),
    permissions: ['see_bank_money'],
    waiting: (counts) => counts.bankMoney,
  },
  {
    section: 'rates',
    address: href('staffRates'),
    permissions: ['see_rates'],
    waiting: () => null,
  },
  {
    section: 'audit',
    address: href('staffAudit'),
    permissions: ['see_audit'],
    waiting: () => null,
  },
];

/** Puts the bar of the desk at every page of it, errors included. */
export function registerDesk(app: FastifyInstance): void {
  app.addHook('onRequest', async (request) => {
    if (request.signedInStaff) request.desk = deskFor(request.signedInStaff, null);
  });
}

function deskFor(staff: SignedInStaff, counts: Waiting | null): Desk {
  const isAllowed = (permission: Permission) => may(staff.actor.role, permission);
  return {
    me: signedInAs(staff),
    sections: sections
      .filter(({ permissions }) => permissions.some(isAllowed))
      .map(({ section, address, waiting }, index) => ({
        section,
        href: address,
        label: sectionText[section],
        accessKey: String(index + 1),
        waiting: counts && waiting(counts),
      })),
    canSearch: isAllowed('see_accounts'),
  };
}

/** What every page of the desk needs; counts what waits. */
export async function deskContext(request: FastifyRequest, deps: AppDeps) {
  const staff = staffOf(request);
  const desk = deskFor(staff, await countWaiting(deps.db, staff.actor));
  return { context: pageContext(request, deps), desk };
}

/** Whose deed it is, for the record. */
export function recordOf(request: FastifyRequest) {
  return { actorName: staffOf(request).name, requestId: request.id };
}
