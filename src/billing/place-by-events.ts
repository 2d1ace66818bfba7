/** Events that take a meter away or put it back. */
export const turningKinds = ['removed_for_verification', 'installed', 'replaced'] as const;
export const turningEvents = `(${turningKinds.map((kind) => `'${kind}'`).join(', ')})`;

/**
 * SQL: whether the meter `m` is in its place and since when it is sealed, as `state`, by the last event
 * that moved it up to the day `asOf`. What happened before its seal is history: the register knew of it.
 * A removal that the register told later stays. No row where no event moved it.
 */
export const placeByEvents = (asOf: string): string => `
  cross join lateral (
    select e.kind, e.starts_on, e.ends_on from account_events e
    where e.personal_account_id = m.personal_account_id and e.meter_id = m.meter_id
      and e.cancelled_at is null and e.kind in ${turningEvents}
      and e.starts_on >= coalesce(m.sealed_on, m.commissioned_on, '-infinity')
    order by e.starts_on desc, (e.kind = 'installed') desc, e.account_event_id desc limit 1) last
  cross join lateral (
    select case
      when last.kind <> 'installed' and (last.ends_on <= ${asOf}) is not true then last.starts_on
      when m.removed_on > last.starts_on then m.removed_on end as removed_on,
      case when last.kind = 'installed' then last.starts_on else m.sealed_on end as sealed_on) state`;
