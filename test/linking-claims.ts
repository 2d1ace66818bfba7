import type { World } from './harness.ts';
import { addMeter, addPersonalAccount } from './subscriber.ts';
import type { Answer, Visitor } from './visitor.ts';

export type FlatFacts = Partial<Parameters<typeof addPersonalAccount>[1]>;

let count = 0;
/** A flat that nobody has linked: what stands in its papers. */
export async function addUnlinkedFlat(world: World, facts: FlatFacts = {}) {
  count += 1;
  const number = `3905000${String(count).padStart(5, '0')}`;
  const home = await addPersonalAccount(world, {
    number,
    holder_last_name: 'Королёва',
    linking_pin: '004821',
    last_bill_kopecks: 124_050,
    ...facts,
  });
  const meter = await addMeter(world, home.personalAccountId, {
    serial_number: `00${5_000_000 + count}`,
  });
  return { ...home, serial: meter.serialNumber };
}

export type Claim = { accountNumber: string; holderLastName?: string } & Partial<
  Record<'meterSerial' | 'pin' | 'lastBill', string>
>;

/** The form of an account that is to be added, filled in and sent. */
export async function claim(visitor: Visitor, fields: Claim): Promise<Answer> {
  const page = await visitor.get('/accounts/link');
  const all = { holderLastName: 'КОРОЛЕВА', meterSerial: '', pin: '', lastBill: '', ...fields };
  return visitor.submit(page, all, 'Добавить лицевой счёт');
}
