import type { StaffMember } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { findMetersWithLastReading } from '#src/meters/meters-store.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { EventSituation } from './account-event.ts';
import { findEvents } from './account-events-store.ts';

type Place = { personalAccountId: number; today: PlainDate };

/** What the rules of events ask of an account; null when there is none. */
export async function findEventSituation(
  db: Db,
  actor: StaffMember,
  { personalAccountId, today }: Place,
): Promise<EventSituation | null> {
  const home = await db
    .selectFrom('personal_accounts')
    .select(['opened_on', 'closed_on', 'residents'])
    .where('personal_account_id', '=', personalAccountId)
    .executeTakeFirst();
  if (!home) return null;
  const meters = await findMetersWithLastReading(db, actor, { personalAccountId });
  const events = await findEvents(db, actor, { personalAccountId });
  return {
    today,
    openedOn: home.opened_on,
    closedOn: home.closed_on,
    residents: home.residents,
    meters: meters.map(({ meter }) => meter),
    known: events.filter(({ cancelledAt }) => cancelledAt === null),
  };
}
