import type { World } from './harness.ts';
import { createSubscriber, type SubscriberFacts } from './subscriber.ts';
import type { Answer, Visitor } from './visitor.ts';

/** A signed-in resident, and what they do with readings. */
export async function newHousehold(world: World, facts: SubscriberFacts = {}) {
  const resident = await createSubscriber(world, facts);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  const home = `/accounts/${resident.accountNumber}`;
  const readings = `${home}/readings`;
  return {
    ...resident,
    visitor,
    home,
    readings,
    /** The form on a page, sent as a browser sends a form with method="get". */
    check: (fields: Record<string, string>) =>
      visitor.get(`${readings}/check?${new URLSearchParams(fields)}`),
    kept: () =>
      world.db
        .selectFrom('meter_readings')
        .select(['value_m3', 'taken_on', 'status', 'is_rollover', 'is_confirmed_improbable'])
        .where('personal_account_id', '=', resident.personalAccountId)
        .where('source', '=', 'cabinet')
        .orderBy('meter_reading_id')
        .execute(),
  };
}

/** What the page says; white space of any kind is one space. */
export const textOf = ({ $ }: Answer): string => $('main').text().replace(/\s+/g, ' ');
export const sendReading = (visitor: Visitor, page: Answer) =>
  visitor.submit(page, {}, 'Передать показание');

/** The fields that a GET form of the page holds, with what a person types into it. */
export function fieldsOf({ $ }: Answer, form: string, typed: Record<string, string>) {
  const fields: Record<string, string> = {};
  for (const input of $(form).first().find('input').toArray()) {
    const { name = '', value = '', type = '' } = input.attribs;
    if (type === 'radio' && input.attribs.checked === undefined) continue;
    fields[name] = value;
  }
  return { ...fields, ...typed };
}
