import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { tokenOf } from '#sandbox/tbank/token.ts';
import type { Chance } from './chance.ts';
import type { StormHouse } from './storm-house.ts';
import type { Payer } from './storm-payers.ts';

export type Storming = { house: StormHouse; payers: readonly Payer[]; chance: Chance };

/** How long a payer goes on pressing while nobody answers. */
const PATIENCE_TRIES = 40;
const PAUSE_MS = 250;

const toJson = { 'content-type': 'application/json' };

export async function postJson(url: string, body: object, headers: Record<string, string> = {}) {
  return fetch(url, {
    method: 'POST',
    headers: { ...toJson, ...headers },
    body: JSON.stringify(body),
  });
}

type Begun = { id: string; state: string; confirmationUrl: string | null };

/** One payment through a gateway, by whichever luck it has. */
export async function payByGateway(
  storming: Storming,
  gateway: 'yookassa' | 'tbank',
): Promise<void> {
  const { house, payers, chance } = storming;
  const payer = chance.pick(payers);
  const begun = await begin(house, payer, {
    method: gateway === 'yookassa' ? 'sbp' : 'bank_card',
    parts: [{ accountNumber: payer.accountNumber, amountKopecks: chance.kopecks() }],
  });
  const checkout = begun && (await waitForPage(house, payer, begun));
  // Some never come to the bank's page, and of some nobody knows yet where it is.
  if (!checkout || chance.next() < 0.1) return;
  const id = await press(house, checkout, chance.next() < 0.9 ? 'pay' : 'refuse');
  if (chance.next() < 0.3) await tellAgain(house, gateway, id);
  if (chance.next() < 0.03) await giveBack(house, { gateway, id, kopecks: 100 });
}

/** As a program does that wants to be sure: the same key until somebody answers. */
async function begin({ url }: StormHouse, { token }: Payer, wanted: object): Promise<Begun | null> {
  const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() };
  for (let tries = 0; tries < PATIENCE_TRIES; tries += 1) {
    try {
      const answer = await postJson(`${url}/api/v1/payments`, wanted, headers);
      if (answer.status === 201 || answer.status === 200) return (await answer.json()) as Begun;
      const said = await answer.text();
      if (answer.status < 500 && answer.status !== 429) throw new Refused(said);
    } catch (error) {
      if (error instanceof Refused) throw error;
    }
    await sleep(PAUSE_MS);
  }
  return null;
}

class Refused extends Error {}

async function waitForPage(
  { url }: StormHouse,
  { token }: Payer,
  begun: Begun,
): Promise<string | null> {
  if (begun.confirmationUrl) return begun.confirmationUrl;
  for (let tries = 0; tries < 12; tries += 1) {
    await sleep(PAUSE_MS);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url}/api/v1/payments/${begun.id}`, { headers }).catch(() => null);
    if (answer?.status !== 200) continue;
    const { confirmationUrl, state } = (await answer.json()) as Begun;
    if (confirmationUrl || state === 'canceled') return confirmationUrl;
  }
  return null;
}

async function press(
  { sandbox }: StormHouse,
  checkout: string,
  decision: 'pay' | 'refuse',
): Promise<string> {
  const { pathname, searchParams } = new URL(checkout);
  const id = searchParams.get('orderId') ?? searchParams.get('id') ?? '';
  await fetch(sandbox.url + pathname, {
    method: 'POST',
    body: new URLSearchParams({ orderId: id, id, decision }),
    redirect: 'manual',
  });
  return id;
}

/** Five notifications at once, of whatever event. */
async function tellAgain(
  { url }: StormHouse,
  gateway: 'yookassa' | 'tbank',
  id: string,
): Promise<void> {
  const events = ['payment.succeeded', 'payment.canceled', 'payment.succeeded'];
  const signed = { TerminalKey: 'SandboxDEMO', OrderId: 'any', PaymentId: id, Status: 'CONFIRMED' };
  const bodies = {
    yookassa: (index: number) => ({
      type: 'notification',
      event: events[index % events.length],
      object: { id },
    }),
    tbank: () => ({ ...signed, Token: tokenOf(signed, 'sandbox-password') }),
  };
  const address = `${url}/payments/notifications/${gateway}`;
  await Promise.all(
    Array.from({ length: 5 }, (_, index) =>
      postJson(address, bodies[gateway](index)).catch(() => null),
    ),
  );
}

type GivenBack = { gateway: 'yookassa' | 'tbank'; id: string; kopecks: number };

/** In the gateway's own cabinet: nobody of us has asked for it. */
async function giveBack({ sandbox }: StormHouse, { gateway, id, kopecks }: GivenBack) {
  const amount = { value: (kopecks / 100).toFixed(2), currency: 'RUB' };
  if (gateway === 'yookassa') {
    const items = [{ description: 'Газ', quantity: 1, amount, vat_code: 11 }];
    const receipt = { customer: { email: 'u@bench.example' }, items };
    const basic = Buffer.from('100500:test_sandbox').toString('base64');
    const headers = { authorization: `Basic ${basic}`, 'idempotence-key': randomUUID() };
    const address = `${sandbox.url}/yookassa/v3/refunds`;
    await postJson(address, { payment_id: id, amount, receipt }, headers).catch(() => null);
    return;
  }
  const item = { Name: 'Газ', Price: kopecks, Quantity: 1, Amount: kopecks, Tax: 'vat22' };
  const body = {
    TerminalKey: 'SandboxDEMO',
    PaymentId: id,
    Amount: kopecks,
    Receipt: { Email: 'u@bench.example', Taxation: 'osn', Items: [item] },
  };
  // Of one that was refused it would be the end; of that there is nothing to give back.
  const state = { TerminalKey: 'SandboxDEMO', PaymentId: id };
  const asked = await signedCall(sandbox.url, 'GetState', state);
  if (asked.Status === 'CONFIRMED') await signedCall(sandbox.url, 'Cancel', body);
}

async function signedCall(url: string, method: string, body: Record<string, unknown>) {
  const signed = { ...body, Token: tokenOf(body, 'sandbox-password') };
  const answer = await postJson(`${url}/tbank/v2/${method}`, signed).catch(() => null);
  return ((await answer?.json().catch(() => null)) ?? {}) as { Status?: string };
}

/** Banknotes in a terminal: check, pay, and often a pay that is said again. */
export async function payByTerminal({ house, payers, chance }: Storming): Promise<void> {
  const api = `${house.sandbox.url}/bank/api/operations`;
  const kopecks = chance.kopecks();
  const taken = await postJson(api, {
    number: chance.pick(payers).accountNumber,
    sum: `${Math.floor(kopecks / 100)}.${String(kopecks % 100).padStart(2, '0')}`,
    protocol: chance.pick(['osmp', 'sber']),
  });
  const { txnId, trouble } = (await taken.json()) as { txnId: string; trouble: string };
  const isSilent = trouble === 'оплату ещё не отправляли';
  if (!isSilent && chance.next() < 0.3) await postJson(`${api}/${txnId}/repeat`, {});
}
