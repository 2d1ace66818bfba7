import fc from 'fast-check';

/** Percent-encoded already, so that what is no UTF-8 can be sent as well. */
export const nasty: readonly string[] = [
  ...['', '%00', 'a%00b', '%zz', '%', '%ff%fe', '%ed%a0%80', '%ed%b0%80', '%F0%9F%94%A5'],
  ...['%c0%af', '+', '%0D%0A', '%0D%0ASet-Cookie:%20a=b', '%EF%BB%BF', '%E2%80%AE', '%E2%80%A8'],
  ...['0', '-1', '1e999', 'Infinity', 'NaN', '0x10', '999999999999999999999', '9007199254740993'],
  ...['2147483648', '9223372036854775808', '-9223372036854775809', `1${'0'.repeat(400)}`],
  ...['8700', '8%C2%A0700%2C5', '12.3.4', '-0', '00000', '3.0000000001', '%D9%A1%D9%A2', '1', '2'],
  ...['2026-11-22', '31.02.2026', '0000-00-00', '99999-01-01', '29.02.2024', '2026-13-45', '1.1.1'],
  ...['rollover', 'meter_replaced', 'correction', 'typo', '%D0%9F-26-0000-0001', 'yes', 'accepted'],
  ...['%27%20or%201%3D1--', '%7B%7B7*7%7D%7D', '%3Cscript%3E', '../../etc/passwd', '__proto__'],
  ...['anna%40example.ru', '%2B79114521704', '390100000001', '45%D0%90%D0%90123456', 'constructor'],
  ...['a%40b.c%0D%0ABcc:%20d%40e.f', 'true', 'null', '%5B%5D', '%7B%7D', '%24%7B1%7D', '%25s%25n'],
  ...['A'.repeat(43), '00000000-0000-0000-0000-000000000000', 'ochag_A', '123456', '000000'],
  '%D1%8F'.repeat(700),
  '%CC%81'.repeat(500),
  'a'.repeat(8_000),
];

const oddNames = ['__proto__', 'constructor', 'value[]', '', '%00', '%zz', '_key', 'toString'];
const anyText = fc.constantFrom(...nasty);

/** `a=1&a=2&…`: names of the form, mostly; any of them may come twice or never. */
function pairs(fields: readonly string[]): fc.Arbitrary<string> {
  const own = fields.length > 0 ? fields : ['value'];
  const name = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...own) },
    { weight: 1, arbitrary: fc.constantFrom(...oddNames) },
  );
  const pair = fc.tuple(name, anyText).map((two) => two.join('='));
  return fc.array(pair, { maxLength: own.length + 3 }).map((all) => all.join('&'));
}

const brokenJson = [
  ...['', '{', '[', '"', '{"value":', '{"value":1,}', 'null', '0', '""', '[]', '{}', '\ufeff{}'],
  ...['{"__proto__":{"a":1}}', '{"constructor":{"prototype":{"a":1}}}', '{"value":1e999}'],
  ...['{"value":"1","value":"2"}', '{"value":-0}', `{"value":${'9'.repeat(5_000)}}`, "{'a':1}"],
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"value":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
  `{"value":"${'я'.repeat(60_000)}"}`,
  `{"value":"${'8'.repeat(255_000)}"}`,
  '{"value":"\\ud800"}',
  '{"value":"\\u0000"}',
];

/** What no type of a field allows for. */
const jsonValue = fc.oneof(
  { weight: 3, arbitrary: anyText.map(readably) },
  { weight: 1, arbitrary: fc.jsonValue() },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\ud800', '\udc00a', '\u0000', 1e308, -0, 2 ** 53, true, null, [[]]),
  },
);

function json(fields: readonly string[]): fc.Arbitrary<string> {
  const own = fc.constantFrom(...(fields.length > 0 ? fields : ['value']), '__proto__');
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(...brokenJson) },
    {
      weight: 4,
      arbitrary: fc
        .array(fc.tuple(own, jsonValue), { maxLength: 6 })
        .map((entries) => JSON.stringify(Object.fromEntries(entries))),
    },
  );
}

const formType = 'application/x-www-form-urlencoded';
const contentTypes = [
  ...['', 'text/plain', 'application/json', formType, `${formType}; charset=utf-16`, 'a/b; c'],
  ...['multipart/form-data', 'multipart/form-data; boundary=x', 'application/xml', ';;;', 'x'],
];

const headers = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      fc.constantFrom(
        ...['idempotency-key', 'content-encoding', 'accept', 'accept-language', 'range', 'referer'],
        ...['if-none-match', 'if-modified-since', 'x-forwarded-for', 'x-forwarded-host', 'origin'],
        ...['x-http-method-override', 'user-agent', 'sec-fetch-site', 'authorization', 'forwarded'],
        'accept-encoding',
      ),
      anyText.map(asHeader),
      { maxKeys: 3 },
    ),
  },
);

export type Hostile = {
  query: string;
  body: string;
  contentType: string;
  headers: Record<string, string>;
  /** One for each parameter of the address; null: the true one. */
  params: (string | null)[];
};

/** One attack on an address: somewhere in it something is right, so that it comes further. */
export function hostile(fields: readonly string[], isApi: boolean): fc.Arbitrary<Hostile> {
  const rightType = isApi ? 'application/json' : formType;
  return fc.record({
    query: fc.oneof(fc.constant(''), pairs(fields)).map((query) => query.slice(0, 6_000)),
    body: isApi ? json(fields) : pairs(fields),
    contentType: fc.oneof(
      { weight: 6, arbitrary: fc.constant(rightType) },
      { weight: 1, arbitrary: fc.constantFrom(...contentTypes) },
    ),
    headers,
    params: fc.array(
      fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyText }),
      { minLength: 3, maxLength: 3 },
    ),
  });
}

/** The text that is meant, where it is one. */
function readably(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a header can hold of it. */
export function asHeader(text: string): string {
  const bytes = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number(`0x${hex}`)),
  );
  return bytes.replaceAll(/[^\x20-\x7e\x80-\xff]/g, '').trim();
}
