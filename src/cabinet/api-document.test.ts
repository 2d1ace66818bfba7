import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type ApiAnswer, createApiCaller } from '#test/api-caller.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { ApiDocument, JsonSchema } from './api-document.ts';
import { operationsOf } from './api-document.ts';
import { apiProblems } from './api-problems.ts';

let world: World;
let document: ApiDocument;
beforeAll(async () => {
  world = await startWorld({ now: '2026-12-12T10:00:00+02:00' });
  document = (await createApiCaller(world, null).get<ApiDocument>('/openapi.json')).body;
});
afterAll(() => world.stop());

/** Reads by the published schema, as somebody else's generated client would. */
function parserOf(schema: JsonSchema): z.ZodType {
  const withDefinitions = { ...schema, $defs: document.components.schemas };
  const text = JSON.stringify(withDefinitions).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(text));
}

test('the document is OpenAPI 3.1 with a title, a server, and a token to sign in by', () => {
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: expect.any(String), version: '1' },
    servers: [{ url: '/' }],
    components: { securitySchemes: { apiToken: { type: 'http', scheme: 'bearer' } } },
  });
  const ids = operationsOf(document).map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every route under /api/v1 is in the document, and nothing else is', () => {
  const routes = world.app.printRoutes({ commonPrefix: false, includeHooks: false });
  const known = [...documentedRoutes(), 'GET /api/v1/openapi.json'].sort();
  expect(registeredRoutes(routes).sort()).toEqual(known);
});

function documentedRoutes(): string[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** Out of Fastify's drawing of its tree: each line adds to the path of the line that it hangs on. */
function registeredRoutes(tree: string): string[] {
  const parts: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const match = /^([│ ]*)(?:├── |└── )(\S+)(?: \(([^)]+)\))?/.exec(line);
    if (!match) return [];
    const [, indent = '', part = '', methods = ''] = match;
    parts.length = indent.length / 4;
    parts.push(part);
    const path = parts.join('').replace(/:(\w+)/g, '{$1}');
    if (!path.startsWith('/api/v1/')) return [];
    const named = methods.split(', ').filter((method) => method && method !== 'HEAD');
    return named.map((method) => `${method} ${path}`);
  });
}

test('every operation says what it does, takes and answers, and asks for the token', () => {
  for (const operation of operationsOf(document)) {
    expect(operation).toMatchObject({
      summary: expect.stringMatching(/[а-я]/),
      description: expect.stringMatching(/[а-я]/),
      security: [
        { apiToken: [expect.stringMatching(/^(read|(readings|payments|autopay):write)$/)] },
      ],
    });
    const statuses = Object.keys(operation.responses);
    expect(statuses).toEqual(expect.arrayContaining(['200', '400', '401', '429', '500', '503']));
    for (const parameter of operation.parameters ?? []) {
      expect(parameter.description).toMatch(/[а-я]/);
    }
  }
});

test('every field is described, and every example is read by its own schema', () => {
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    expect(undescribed(schema, name)).toEqual([]);
    expect(schema.examples?.length).toBeGreaterThan(0);
    for (const example of schema.examples ?? []) {
      expect(parserOf(schema).safeParse(example)).toMatchObject({ success: true });
    }
    expect(parserOf(schema).safeParse({ value: 1 })).toMatchObject({ success: false });
  }
});

function undescribed(schema: JsonSchema, name: string): string[] {
  const fields = Object.entries(schema.properties ?? {}).flatMap(([key, field]) => [
    // A reference stands alone: what it leads to describes itself.
    ...(field.$ref || field.description ? [] : [`${name}.${key}`]),
    ...undescribed(field, `${name}.${key}`),
  ]);
  const inner = [...(schema.anyOf ?? []), ...(schema.items ? [schema.items] : [])];
  return [...fields, ...inner.flatMap((one) => undescribed(one, name))];
}

test('requests are closed to unknown fields, answers are open to new ones', () => {
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    expect([name, schema.additionalProperties]).toEqual([
      name,
      name.endsWith('Input') ? false : undefined,
    ]);
  }
});

test('what is really answered is what the document promises', async () => {
  const { accountNumber: number, ...anna } = await createSubscriber(world);
  const api = createApiCaller(world, await anna.createToken());
  const home = `/accounts/${number}`;
  const sent = await api.post(`${home}/readings`, { value: '8700' });
  const confirmationNumber = sent.body.confirmationNumber;
  const of = `${home}/readings/${confirmationNumber}`;
  const parts = [{ accountNumber: number, amountKopecks: 50_000 }];
  const begun = await api.post('/payments', { method: 'sbp', parts });
  const { id } = begun.body as { id?: string };
  const put = { method: 'PUT', headers: { 'content-type': 'application/json' } };
  const wish = JSON.stringify({ methodId: 1, on: 'bill', capKopecks: 500_000 });
  const answers: [operationId: string, ApiAnswer][] = [
    ['startPayment', begun],
    ['startPayment', await api.post('/payments', { method: 'sbp', parts: [...parts, ...parts] })],
    ['startPayment', await api.post('/payments', { method: 'cash', parts })],
    ['getPayment', await api.get(`/payments/${id}`)],
    ['getPayment', await api.get(`/payments/${id}x`)],
    ['listPayments', await api.get(`${home}/payments`)],
    ['listPayments', await api.get(`${home}/payments?cursor=x`)],
    ['listPaymentMethods', await api.get('/payment-methods')],
    ['getAutopay', await api.get(`${home}/autopay`)],
    ['turnOnAutopay', await api.send(`${home}/autopay`, { ...put, body: '{}' })],
    ['turnOnAutopay', await api.send(`${home}/autopay`, { ...put, body: wish })],
    ['turnOffAutopay', await api.send(`${home}/autopay`, { method: 'DELETE' })],
    ['submitReading', sent],
    ['submitReading', await api.post(`${home}/readings`, { value: '8700' })],
    ['submitReading', await api.post(`${home}/readings`, { value: '90000' })],
    ['submitReading', await api.post(`${home}/readings`, { value: '8' })],
    ['submitReading', await api.post(`${home}/readings`, { value: '123456' })],
    ['submitReading', await api.post(`${home}/readings`, { value: '9000', takenOn: '2027-01-01' })],
    ['submitReading', await api.post(`${home}/readings`, {}, { 'idempotency-key': '' })],
    ['previewReading', await api.post(`${home}/readings/preview`, { value: '8701' })],
    ['previewReading', await api.post(`${home}/readings/preview`, { value: '90000' })],
    ['previewReading', await api.post(`${home}/readings/preview`, { value: 1 })],
    ['listPersonalAccounts', await api.get('/accounts')],
    ['getPersonalAccount', await api.get(home)],
    ['getPersonalAccount', await api.get('/accounts/1')],
    ['getBalance', await api.get(`${home}/balance`)],
    ['listCharges', await api.get(`${home}/charges?from=2025-01`)],
    ['listCharges', await api.get(`${home}/charges?cursor=x`)],
    ['getCharges', await api.get(`${home}/charges/2026-11`)],
    ['getCharges', await api.get(`${home}/charges/2026-12`)],
    ['listBills', await api.get(`${home}/bills`)],
    ['listBills', await api.get(`${home}/bills?cursor=x`)],
    ['getBill', await api.get(`${home}/bills/2026-11`)],
    ['getForecast', await api.get(`${home}/forecast`)],
    ['listMeters', await api.get(`${home}/meters`)],
    ['listReadings', await api.get(`${home}/readings?limit=1`)],
    ['listReadings', await api.get(`${home}/readings?cursor=x`)],
    ['getReading', await api.get(of)],
    ['getReading', await api.get(`${of}9`)],
    ['getConsumption', await api.get(`${home}/consumption`)],
    ['correctReading', await api.post(`${of}/correction`, { value: '8699' })],
    ['withdrawReading', await api.post(`${of}/withdrawal`)],
  ];
  for (const [operationId, { status, body, headers }] of answers) {
    const operation = operationsOf(document).find((one) => one.operationId === operationId);
    const promised = operation?.responses[status];
    const type = headers.get('content-type')?.split(';')[0] ?? '';
    const schema = promised?.content?.[type]?.schema;
    expect(schema, `${operationId} ${status} ${type}`).toBeDefined();
    if (schema) expect(parserOf(schema).safeParse(body)).toMatchObject({ success: true });
    if (status >= 400) expect(promised?.description).toContain(body.code);
  }
  const promisedOnly = new Set(operationsOf(document).map(({ operationId }) => operationId));
  for (const [operationId] of answers) promisedOnly.delete(operationId);
  expect([...promisedOnly]).toEqual([]);
});

test('the page of the API shows guests every operation, object and code, without scripts', async () => {
  const { status, $, headers } = await world.visitor().get('/api');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('text/html');
  for (const { operationId, summary } of operationsOf(document)) {
    expect($(`#${operationId}`).text()).toBe(summary);
  }
  for (const code of Object.keys(apiProblems)) expect($(`#${code} dd`).text()).not.toBe('');
  const links = $('main a[href^="#"]').toArray();
  expect(links.length).toBeGreaterThan(50);
  for (const link of links) expect($($(link).attr('href') ?? '')).toHaveLength(1);
  expect($('main script')).toHaveLength(0);
  expect($('main').text()).toContain('Authorization: Bearer $TOKEN');
});
