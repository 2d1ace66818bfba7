import type { Visitor } from '../visitor.ts';
import type { Sender } from './fuzz-senders.ts';

/** What stands in addresses and on pages that a form leads to. */
const elsewhere = [
  ...['next', 'notice', 'again', 'sent', 'cursor', 'corrects', 'reason', 'previous', 'asked'],
  ...['value', 'on', 'meter', 'basis', 'rollover', 'confirmed', '_key', 'added', 'limit', 'from'],
  ...['to', 'account_number', 'held', 'code', 'q', 'page', 'state', 'decision'],
];

export type Fields = { of(route: string): readonly string[] };

/**
 * The fields of each address, asked of the site itself: of its forms, and of the API's own
 * description. So a form that comes tomorrow is known tomorrow.
 */
export async function findFields(routes: readonly string[], senders: Sender[]): Promise<Fields> {
  const known = new Map<string, Set<string>>();
  const all = new Set(elsewhere);
  const note = (route: string, name: string) => {
    known.set(route, (known.get(route) ?? new Set()).add(name));
    all.add(name);
  };
  for (const { visitor, params } of senders) {
    for (const route of routes.filter((one) => one.startsWith('GET '))) {
      const path = addressOf(route, params);
      if (!path.startsWith('/api/')) await noteForms(visitor, { path, routes, note });
    }
  }
  const schemas = await (senders[0] as Sender).visitor.get('/api/v1/openapi.json');
  for (const [, name = ''] of schemas.text.matchAll(/"(\w+)":\{"(?:type|description|\$ref)"/g)) {
    for (const route of routes) if (route.includes('/api/v1/')) note(route, name);
  }
  return { of: (route) => [...(known.get(route) ?? all)] };
}

type Notes = {
  path: string;
  routes: readonly string[];
  note: (route: string, name: string) => void;
};

async function noteForms(visitor: Visitor, { path, routes, note }: Notes): Promise<void> {
  const { $ } = await visitor.get(path);
  for (const form of $('form').toArray()) {
    const method = ($(form).attr('method') ?? 'get').toUpperCase();
    const [action = ''] = ($(form).attr('action') ?? path).split('?');
    const route = routes.find((one) => one.startsWith(`${method} `) && isOf(one, action));
    if (!route) continue;
    for (const field of $(form).find('[name]').toArray()) {
      const name = String($(field).attr('name'));
      if (name !== '_token') note(route, name);
    }
  }
}

const patternOf = (route: string): string => route.slice(route.indexOf(' ') + 1);

const addressOf = (route: string, params: Record<string, string>): string =>
  patternOf(route).replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '1'));

function isOf(route: string, path: string): boolean {
  const parts = patternOf(route).split('/');
  const given = path.split('/');
  return (
    parts.length === given.length &&
    parts.every((part, index) => part.startsWith(':') || part === given[index])
  );
}
