import { Refusal } from './refusal.ts';

export type Query = Record<string, string | undefined>;

type Filterable = {
  id: string;
  status: string;
  createdAt: Date;
  capturedAt?: Date | null;
  method?: string | null;
  paymentId?: string;
};

const spans = (name: string) => [`${name}.gte`, `${name}.gt`, `${name}.lte`, `${name}.lt`];
const pages = ['limit', 'cursor'];
export const paymentFilters = [
  ...spans('created_at'),
  ...spans('captured_at'),
  'payment_method',
  'status',
  ...pages,
];
export const refundFilters = [...spans('created_at'), 'payment_id', 'status', ...pages];

function fitsQuery(query: Query): (one: Filterable) => boolean {
  const between = (name: string, at: Date | null): boolean => {
    const limits = spans(name).filter((one) => query[one] !== undefined);
    return limits.every((one) => at !== null && isWithin(one, at.getTime(), momentOf(query, one)));
  };
  return (one) =>
    (query.status === undefined || one.status === query.status) &&
    (query.payment_method === undefined || one.method === query.payment_method) &&
    (query.payment_id === undefined || one.paymentId === query.payment_id) &&
    between('created_at', one.createdAt) &&
    between('captured_at', one.capturedAt ?? null);
}

function momentOf(query: Query, name: string): number {
  const text = query[name] ?? '';
  const moment = Date.parse(text);
  if (!/^\d{4}-\d\d-\d\dT/.test(text) || Number.isNaN(moment)) {
    throw new Refusal(400, 'Incorrect date format', name);
  }
  return moment;
}

function isWithin(limit: string, at: number, moment: number): boolean {
  if (limit.endsWith('.gte')) return at >= moment;
  if (limit.endsWith('.gt')) return at > moment;
  return limit.endsWith('.lte') ? at <= moment : at < moment;
}

type Page<T> = { known: readonly string[]; query: Query; shown: (one: T) => object };

export function page<T extends Filterable>(
  everything: T[],
  { known, query, shown }: Page<T>,
): object {
  const stranger = Object.keys(query).find((name) => !known.includes(name));
  if (stranger !== undefined) throw new Refusal(400, 'Unknown parameter', stranger);
  const all = everything.filter(fitsQuery(query));
  const limit = Number(query.limit ?? 10);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100) {
    throw new Refusal(400, 'Limit is from 1 to 100', 'limit');
  }
  const start = query.cursor ? all.findIndex(({ id }) => id === query.cursor) : 0;
  if (start < 0) throw new Refusal(400, 'Cursor is unknown', 'cursor');
  const next = all[start + limit];
  return {
    type: 'list',
    items: all.slice(start, start + limit).map(shown),
    ...(next ? { next_cursor: next.id } : {}),
  };
}
