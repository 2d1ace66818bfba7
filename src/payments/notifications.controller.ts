import type { FastifyInstance } from 'fastify';
import { notFound } from '#src/http/refused-request.ts';
import { routes } from '#src/routes.ts';
import { askAboutNews } from './ask-gateway.ts';
import { askAboutBinding } from './autopay/bind-method.ts';
import type { PaymentsDeps } from './payments-deps.ts';

/**
 * Where gateways tell that something has happened. What they tell is not believed: it is only the
 * cause to ask. An answer other than 200 makes them tell it again, for a day.
 */
export function registerNotifications(app: FastifyInstance, deps: PaymentsDeps): void {
  const config = { isFromProgram: true };
  app.post(routes.gatewayNotification, { config }, async (request, reply) => {
    const { gateway: name } = request.params as { gateway: string };
    const gateway = deps.gateways.byName(name);
    if (!gateway) throw notFound();
    const read = gateway.readNotification({ ip: request.ip, body: request.body });
    if (!read.ok) {
      deps.log.warn({ gateway: name, code: read.code }, 'a notification is refused');
      return reply.code(read.code === 'unreadable' ? 400 : 403).send();
    }
    reply.type('text/plain; charset=utf-8');
    const { gatewayPaymentId, saved = null, bindingId = null } = read;
    const state =
      gatewayPaymentId !== null
        ? await askAboutNews(deps, gateway, { gatewayPaymentId, saved })
        : bindingId !== null && (await askAboutBinding(deps, gateway, bindingId));
    // Told again later, when the gateway can be asked.
    if (state === 'gateway_away') return reply.code(503).send();
    return reply.send(read.answer);
  });
}
