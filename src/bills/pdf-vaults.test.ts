import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readConfig } from '#src/config.ts';
import { vaultOf, vaultPath } from './pdf-vaults.ts';

const ACCESS = 'AKIATEST';
const SECRET = 'a secret key of the tests';
const objects = new Map<string, Buffer>();
let server: Server;
let url: string;
let broken = 0;
let asked = 0;

/** A storage that takes nothing on trust: it computes the signature of each request by itself. */
beforeAll(async () => {
  server = createServer(async (request, response) => {
    asked += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    if (broken > 0) {
      broken -= 1;
      response.writeHead(503).end('slow down');
    } else if (!isSigned(request, body)) {
      response.writeHead(403).end('<Code>SignatureDoesNotMatch</Code>');
    } else if (request.method === 'PUT') {
      objects.set(request.url ?? '', body);
      response.writeHead(200).end();
    } else {
      const found = objects.get(request.url ?? '');
      response.writeHead(found ? 200 : 404).end(found ?? '<Code>NoSuchKey</Code>');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  objects.clear();
  asked = 0;
});

const hmac = (key: string | Buffer, text: string) =>
  createHmac('sha256', key).update(text).digest();
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');

/** AWS Signature Version 4, as its document tells it. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const { headers, method, url: path } = request;
  const parsed =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? '',
    );
  if (!parsed) return false;
  const [, access, day = '', region = '', names = '', signature] = parsed;
  const told = String(headers['x-amz-content-sha256']);
  if (access !== ACCESS || region !== 'ru-1') return false;
  if (told !== 'UNSIGNED-PAYLOAD' && told !== sha256(body)) return false;
  if (!names.split(';').includes('host')) return false;
  const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const canonical = [method, path, '', lines.join(''), names, told].join('\n');
  const scope = `${day}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const dayKey = hmac(`AWS4${SECRET}`, day);
  const key = hmac(hmac(hmac(dayKey, region), 's3'), 'aws4_request');
  return hmac(key, text).toString('hex') === signature;
}

const configOf = (secret = SECRET) =>
  readConfig({
    OCHAG_BILL_STORE: `s3:${url}/bills`,
    OCHAG_S3_REGION: 'ru-1',
    OCHAG_S3_ACCESS_KEY: ACCESS,
    OCHAG_S3_SECRET_KEY: secret,
  });

const pdf = Buffer.from('%PDF-1.7 \x00\xff a bill', 'latin1');
const path = vaultPath('2026-10-01', sha256(pdf));

test('what is put into an S3 storage comes back as it was, under a path that names nobody', async () => {
  const vault = vaultOf(configOf(), 's3');
  await vault?.put(path, pdf);
  expect([...objects.keys()]).toEqual([
    `/bills/2026-10/${sha256(pdf).slice(0, 2)}/${sha256(pdf)}.pdf`,
  ]);
  expect((await vault?.get(path))?.equals(pdf)).toBe(true);
});

test('a storage that is busy for a moment is asked again', async () => {
  broken = 2;
  await vaultOf(configOf(), 's3')?.put(path, pdf);
  expect(asked).toBe(3);
  expect(objects.size).toBe(1);
});

test('a wrong key and a missing file are told by their status alone', async () => {
  await expect(vaultOf(configOf('another key'), 's3')?.put(path, pdf)).rejects.toThrow(
    'answered 403 to PUT',
  );
  await expect(vaultOf(configOf(), 's3')?.get(path)).rejects.toThrow('answered 404 to GET');
});

test.each([
  ['s3:https://s3.example.ru', 'write database'],
  ['cellar', 'write database'],
  ['s3:https://s3.example.ru/bills', 'OCHAG_S3_ACCESS_KEY'],
])('OCHAG_BILL_STORE=%s is refused in words', (store, said) => {
  expect(() => readConfig({ OCHAG_BILL_STORE: store })).toThrow(said);
});
