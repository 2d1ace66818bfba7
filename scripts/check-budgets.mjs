// The page budgets of the product, measured on a running instance as a first visit sees it:
// the page and all it names, compressed, nothing cached. Usage: check-budgets.mjs [URL]

import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

const BUDGET = { totalBytes: 100 * 1024, requests: 12, jsBytes: 20 * 1024, cssBytes: 20 * 1024 };
const PUBLIC_PAGES = ['/', '/login', '/register', '/password/forgot', '/help', '/staff/login'];
const PRIVATE_PAGES = ['', '/readings'];
const DEMO = { login: 'anna@example.ru', password: 'demo-ochag-2026', number: '390014587201' };

const site = process.argv[2] || 'http://127.0.0.1:3000';
let passed = 0;
let failed = 0;

for (const path of PUBLIC_PAGES) await checkPage(path, '');
const cookie = await signIn();
if (cookie) {
  for (const page of PRIVATE_PAGES) await checkPage(`/accounts/${DEMO.number}${page}`, cookie);
} else {
  report(false, 'the demo resident can sign in');
}
console.log(`budgets kept ${passed}, broken ${failed}`);
process.exit(failed > 0 ? 1 : 0);

async function checkPage(path, cookies) {
  let page = await get(path, cookies);
  for (let hops = 0; page.status >= 300 && page.status < 400 && hops < 3; hops += 1) {
    page = await get(page.headers.location, cookies);
  }
  if (page.status !== 200) {
    report(false, `${path} answers 200, not ${page.status}`);
    return;
  }
  const sums = { totalBytes: page.bytes, requests: 1, jsBytes: 0, cssBytes: 0 };
  for (const part of await partsOf(page)) {
    sums.totalBytes += part.bytes;
    sums.requests += 1;
    if (/javascript/.test(part.type)) sums.jsBytes += part.bytes;
    if (/text\/css/.test(part.type)) sums.cssBytes += part.bytes;
  }
  for (const [name, limit] of Object.entries(BUDGET)) {
    report(sums[name] <= limit, `${path} ${name} ${sums[name]} of ${limit}`);
  }
}

/** What the page names, and the fonts and pictures that its style sheets name. */
async function partsOf(page) {
  const addresses = new Set();
  const tags = page.text.matchAll(/<(?:link|script|img|source)\b[^>]*>/g);
  for (const [tag] of tags) {
    const isNeeded =
      !/^<link/.test(tag) || /rel="[^"]*(stylesheet|icon|preload|manifest)/.test(tag);
    const address = /(?:href|src)="([^"]+)"/.exec(tag)?.[1];
    if (isNeeded && address && !address.startsWith('data:')) addresses.add(address);
  }
  const parts = [];
  for (const address of addresses) {
    const part = await get(address, '');
    parts.push(part);
    if (!/text\/css/.test(part.type)) continue;
    for (const [, quoted] of part.text.matchAll(/url\(["']?([^"')]+)["']?\)/g)) {
      if (quoted.startsWith('data:')) continue;
      const resolved = new URL(quoted, new URL(address, site)).pathname;
      if (addresses.has(resolved)) continue;
      addresses.add(resolved);
      parts.push(await get(resolved, ''));
    }
  }
  return parts;
}

async function signIn() {
  const page = await get('/login', '');
  const cookies = cookiesOf(page);
  const fields = new URLSearchParams();
  for (const [tag] of page.text.matchAll(/<input\b[^>]*>/g)) {
    const name = /name="([^"]+)"/.exec(tag)?.[1];
    const value = /value="([^"]*)"/.exec(tag)?.[1] ?? '';
    if (!name || /type="checkbox"/.test(tag)) continue;
    const isText = /type="(text|email|tel)"/.test(tag) || !/type="/.test(tag);
    if (/type="password"/.test(tag)) fields.set(name, DEMO.password);
    else fields.set(name, isText ? DEMO.login : value);
  }
  const answer = await send('POST', '/login', cookies, fields.toString());
  const jar = [cookies, cookiesOf(answer)].filter(Boolean).join('; ');
  return answer.status === 303 || answer.status === 302 ? jar : null;
}

function cookiesOf({ headers }) {
  return (headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
}

function get(path, cookies) {
  return send('GET', path, cookies);
}

function send(method, path, cookies, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'accept-encoding': 'gzip', accept: 'text/html,*/*', origin: site };
    if (cookies) headers.cookie = cookies;
    if (body) headers['content-type'] = 'application/x-www-form-urlencoded';
    const sent = request(new URL(path, site), { method, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const raw = Buffer.concat(chunks);
        const text = decode(raw, response.headers['content-encoding']).toString('utf8');
        const type = response.headers['content-type'] ?? '';
        resolve({
          status: response.statusCode,
          headers: response.headers,
          bytes: raw.length,
          text,
          type,
        });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function decode(raw, encoding) {
  if (encoding === 'gzip') return gunzipSync(raw);
  if (encoding === 'br') return brotliDecompressSync(raw);
  return raw;
}

function report(isGood, what) {
  if (isGood) passed += 1;
  else failed += 1;
  console.log(`${isGood ? 'ok  ' : 'BAD '} ${what}`);
}
