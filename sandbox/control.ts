import type { FastifyInstance } from 'fastify';

/** How a system of the sandbox is told what to do with what comes next. */
export type Faults = {
  /** What may follow "next"; the first one is normal behaviour. */
  known: readonly string[];
  order(next: string, options: { times: number; to: string | null }): void;
  /** How often each order was carried out. */
  taken?(): Record<string, number>;
};

type Order = { next?: unknown; times?: unknown; to?: unknown };

/** `GET /control/{system}`: how often each order was carried out. `POST /control/{system}` `{"next": "…", "times": 1, "to": "…"}` */
export function registerControl(app: FastifyInstance, systems: Record<string, Faults>): void {
  // `curl -d` says "a form" when it sends JSON; there are no forms here.
  const formType = 'application/x-www-form-urlencoded';
  app.addContentTypeParser(
    formType,
    { parseAs: 'string' },
    app.getDefaultJsonParser('ignore', 'ignore'),
  );
  app.get<{ Params: { system: string } }>('/control/:system', async ({ params }) => ({
    taken: systems[params.system]?.taken?.() ?? {},
  }));
  app.post<{ Params: { system: string } }>('/control/:system', async (request, reply) => {
    const faults = systems[request.params.system];
    if (!faults) {
      return reply.code(404).send({ error: `Systems: ${Object.keys(systems).join(', ')}` });
    }
    const { next, times = 1, to = null } = (request.body ?? {}) as Order;
    if (typeof next !== 'string' || !faults.known.includes(next)) {
      return reply.code(400).send({ error: `"next" is one of ${faults.known.join(', ')}` });
    }
    if (typeof times !== 'number' || !Number.isInteger(times) || times < 1) {
      return reply.code(400).send({ error: '"times" is a whole number from 1' });
    }
    faults.order(next, { times, to: typeof to === 'string' ? to : null });
    return { next, times, to };
  });
}
