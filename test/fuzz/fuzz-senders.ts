import { staffRoles } from '#src/staff/permissions.ts';
import type { World } from '../harness.ts';
import { createStaff } from '../staff.ts';
import { createSubscriber } from '../subscriber.ts';
import { createVisitor, type Visitor } from '../visitor.ts';

export type SenderKind = 'stranger' | 'resident' | 'staff';

/** Somebody who sends nonsense, and what is true of them: so that nonsense comes further. */
export type Sender = {
  kind: SenderKind;
  visitor: Visitor;
  /** Of the site, as a browser says it. */
  origin: string;
  /** Of our forms. */
  formToken: string;
  /** Of the API; empty: none. */
  apiToken: string;
  /** By the names of the parameters in addresses. */
  params: Record<string, string>;
};

const unknown = {
  token: 'A'.repeat(43),
  document: 'consent',
  number: '390100000001',
  confirmation: 'П-26-0000-0001',
  confirmationNumber: 'П-26-0000-0001',
};

let count = 0;

/** A new one each time: the one before may have signed out, or unlinked the account. */
export async function createSender(world: World, kind: SenderKind, url: string): Promise<Sender> {
  const visitor = createVisitor(url);
  const sender = { kind, visitor, origin: new URL(url).origin, apiToken: '', params: unknown };
  if (kind === 'resident') return becomeResident(world, sender);
  if (kind === 'staff') {
    count += 1;
    const staff = await createStaff(world, staffRoles[count % staffRoles.length]);
    for (const [name, value] of staff.visitor.cookies) visitor.cookies.set(name, value);
  }
  return { ...sender, formToken: await formTokenOf(visitor) };
}

async function becomeResident(world: World, sender: Omit<Sender, 'formToken'>): Promise<Sender> {
  const { visitor } = sender;
  const subscriber = await createSubscriber(world, {
    meters: [{ readings: [['2026-10-21', '8642']] }],
  });
  await subscriber.signIn(visitor);
  const { accountNumber: number } = subscriber;
  const check = await visitor.get(`/accounts/${number}/readings/check?value=8700`);
  const sent = await visitor.submit(check, {}, 'Передать показание');
  const confirmation = decodeURIComponent(sent.location.split('/').at(-1) ?? '');
  return {
    ...sender,
    formToken: await formTokenOf(visitor),
    apiToken: await subscriber.createToken(),
    params: { ...unknown, number, confirmation, confirmationNumber: confirmation },
  };
}

async function formTokenOf(visitor: Visitor): Promise<string> {
  for (const path of ['/profile', '/login', '/password/forgot']) {
    const page = await visitor.get(path);
    const token = page.$('[name=_token]').first().val();
    if (token) return String(token);
  }
  throw new Error('no page has a form');
}
