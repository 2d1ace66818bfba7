import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#src/config.ts';
import { createOperationsApp } from '#src/http/operations.ts';
import { bankCalls, read, startCalledWorld } from '#test/bank-calls.ts';
import type { World } from '#test/harness.ts';
import type { Subscriber } from '#test/subscriber.ts';
import { registerBankProtocols } from './bank-protocols.controller.ts';

let world: World;
let anna: Subscriber;
let closed: Subscriber;
beforeAll(async () => {
  ({ world, anna, closed } = await startCalledWorld());
});
afterAll(() => world.stop());
const { call, osmp, sber, pay, payment, rowsOf, balance } = bankCalls(() => ({ world, anna }));

test('ОСМП: a check tells a masked name, a pay is in the ledger when it is answered', async () => {
  const checked = await call('/bank/osmp/demo', {
    command: 'check',
    txn_id: '77',
    account: anna.accountNumber,
    sum: '10.45',
  });
  expect(checked.headers.get('content-type')).toBe('text/xml; charset=utf-8');
  expect(checked.headers.get('set-cookie')).toBeNull();
  expect(checked.body).toMatch(
    /^<\?xml version="1.0" encoding="UTF-8"\?>\n<response><osmp_txn_id>77<\/osmp_txn_id><result>0<\/result><comment>Принято<\/comment><fields><field1 name="FIO" type="disp">[А-Я]\*\*\*( [А-Я]\.)*<\/field1><\/fields><\/response>$/,
  );
  expect(await rowsOf('77')).toEqual([]);
  const before = await balance();
  const asked = pay();
  const xml = await osmp(asked);
  const [row] = await rowsOf(asked.txn_id);
  expect(xml).toContain(
    `<osmp_txn_id>${asked.txn_id}</osmp_txn_id><prv_txn>${row.payment_id}</prv_txn><sum>10.45</sum><result>0</result>`,
  );
  expect(row).toMatchObject({ state: 'succeeded', paid_on: '2026-11-20', channel: 'bank_agent' });
  expect(await balance()).toBe(before - 1_045);
});

test('ОСМП by a form posts as well', async () => {
  const asked = pay();
  const body = new URLSearchParams(asked);
  const answer = await fetch(`${world.url}/bank/osmp/demo`, { method: 'POST', body });
  expect(read(await answer.text(), 'result')).toBe('0');
  expect(await rowsOf(asked.txn_id)).toHaveLength(1);
});

test('twenty parallel pays of one number: one payment, one entry, one and the same answer', async () => {
  const before = await balance();
  const asked = pay({ sum: '300.00' });
  const answers = await Promise.all(Array.from({ length: 20 }, () => osmp(asked)));
  expect(new Set(answers).size).toBe(1);
  expect(read(answers[0] ?? '', 'result')).toBe('0');
  expect(await rowsOf(asked.txn_id)).toHaveLength(1);
  expect(await balance()).toBe(before - 30_000);
  expect(await osmp(asked)).toBe(answers[0]);
  expect(await balance()).toBe(before - 30_000);
});

test('twenty parallel payments of Сбербанк: one is new, all bear its number and moment', async () => {
  const before = await balance();
  const asked = payment();
  const answers = await Promise.all(Array.from({ length: 20 }, () => sber(asked)));
  expect(answers.map((xml) => read(xml, 'CODE')).toSorted()).toEqual(['0', ...Array(19).fill('8')]);
  const first = answers[0] ?? '';
  for (const name of ['EXT_ID', 'REG_DATE', 'AMOUNT']) {
    expect(new Set(answers.map((xml) => read(xml, name))), name).toEqual(
      new Set([read(first, name)]),
    );
  }
  expect(read(first, 'AMOUNT')).toBe('20.50');
  expect(read(first, 'REG_DATE')).toBe('23.11.2026_10:00:00');
  expect(await balance()).toBe(before - 2_050);
});

test('one number for another sum or account is refused, told to the log, and changes nothing', async () => {
  const asked = pay();
  await osmp(asked);
  expect(read(await osmp({ ...asked, sum: '10.46' }), 'result')).toBe('300');
  expect(read(await osmp({ ...asked, account: closed.accountNumber }), 'result')).toBe('300');
  expect(await rowsOf(asked.txn_id)).toMatchObject([{ amount_kopecks: 1_045 }]);
  expect(world.logLines.join('')).toContain('a bank names two payments by one number');
});

test('who calls from elsewhere, without the secret or the certificate, is not let in', async () => {
  const asked = pay();
  expect((await call('/bank/osmp/far', asked)).status).toBe(403);
  expect((await call('/bank/osmp/nobody', asked)).status).toBe(403);
  expect((await call('/bank/osmp/cert', asked, { 'x-cert': 'AABBCC' })).status).toBe(403);
  const wrong = await call('/bank/osmp/basic', asked, { authorization: basic('bank:a guess') });
  expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([
    401,
    'Basic realm="bank"',
  ]);
  expect((await call('/bank/sber/basic', asked)).status).toBe(401);
  expect(await rowsOf(asked.txn_id)).toEqual([]);
  const right = await call('/bank/osmp/basic', asked, { authorization: basic('bank:the secret') });
  expect(read(right.body, 'result')).toBe('0');
});

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

test('the operations listener answers banks, and believes the certificate of its proxy alone', async () => {
  const env = { OCHAG_TRUSTED_PROXIES: '127.0.0.1', OCHAG_BANK_CERTIFICATE: 'X-Cert' };
  const config = readConfig(env);
  const deps = { ...world.deps, config };
  const app = createOperationsApp({
    ...world.deps,
    banks: {
      register: (one) => registerBankProtocols(one, deps),
      trustedProxies: config.trustedProxies,
    },
  });
  const url = `/bank/osmp/cert?${new URLSearchParams(pay())}`;
  const ask = (cert: string, remoteAddress = '127.0.0.1') =>
    app.inject({ url, remoteAddress, headers: { 'x-cert': cert, 'x-forwarded-for': '127.0.0.9' } });
  expect((await ask('aabbcc')).body).toContain('<result>0</result>');
  expect((await ask('aabbcd')).statusCode).toBe(403);
  expect((await ask('aabbcc', '127.0.0.2')).statusCode).toBe(403);
  const form = await app.inject({
    method: 'POST',
    url: '/bank/osmp/demo',
    remoteAddress: '127.0.0.1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(pay()).toString(),
  });
  expect(form.body).toContain('<result>0</result>');
  await app.close();
});

test('a database that is away is told as a thing of the moment', async () => {
  const app = createOperationsApp({
    pool: world.pool,
    banks: {
      trustedProxies: [],
      register: (one) =>
        registerBankProtocols(one, {
          ...world.deps,
          db: world.db.withSchema('nowhere') as typeof world.db,
        }),
    },
  });
  const answer = await app.inject(`/bank/osmp/demo?${new URLSearchParams(pay())}`);
  expect([answer.statusCode, read(answer.body, 'result')]).toEqual([200, '1']);
  await app.close();
});

test('neither logs nor answers hold what a payer typed or the whole of a name', async () => {
  expect(world.logLines.join('')).not.toContain(anna.accountNumber);
});
