import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTbank } from './tbank-gateway.ts';

// A bank that answers each call late, but never too late for that call.
const ANSWERS_AFTER_MS = 400;
const called: string[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    called.push((request.url ?? '').slice(1));
    await sleep(ANSWERS_AFTER_MS);
    const payment = { PaymentId: '1', Status: 'NEW', Amount: 100, OrderId: 'once' };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ Success: true, ErrorCode: '0', ...payment }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

const charge = (makingMs?: number) => {
  const settings = { terminalKey: 'test', password: 'test', taxation: 'osn', url };
  const gateway = createTbank({
    settings: { ...settings, checkoutOrigins: [], networks: [] },
    makingMs,
  });
  const request = JSON.stringify({ Amount: 100, OrderId: 'once', RebillId: '7' });
  return gateway.create({ request, idempotenceKey: 'once' });
};

test('a payment of several calls is left before others take it for lost: nothing is charged after that', async () => {
  const told = await charge(ANSWERS_AFTER_MS * 1.5);
  expect(told).toEqual({ kind: 'unknown', why: 'timeout' });
  expect(called).toEqual(['Init', 'GetState']);
});

test('within its time each call is waited for', async () => {
  called.length = 0;
  expect(await charge()).toMatchObject({ kind: 'told', value: { id: '1' } });
  expect(called).toEqual(['Init', 'GetState', 'Charge', 'GetState']);
});
