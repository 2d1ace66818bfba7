import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '#src/config.ts';
import { formValues } from '#src/http/forms.ts';
import { errorForLog } from '#src/jobs/error-for-log.ts';
import { routes } from '#src/routes.ts';
import { admitAgent } from './admit-agent.ts';
import { answerOsmp } from './answer-osmp.ts';
import { answerSber } from './answer-sber.ts';
import type { Protocol } from './bank-protocol.ts';
import { bankRefusals } from './banks-metrics.ts';
import type { BankDeps } from './take-payment.ts';

export type ProtocolDeps = BankDeps & { config: Config };

/** The addresses of the banks that pay online; on the site, on the operations listener, or both. */
export function registerBankProtocols(app: FastifyInstance, deps: ProtocolDeps): void {
  const config = { isFromProgram: true };
  app.get(routes.bankOsmp, { config }, (request, reply) =>
    serve({ request, reply, deps, protocol: answerOsmp, given: request.query }),
  );
  app.post(routes.bankOsmp, { config }, (request, reply) =>
    serve({ request, reply, deps, protocol: answerOsmp, given: request.body }),
  );
  app.get(routes.bankSber, { config }, (request, reply) =>
    serve({ request, reply, deps, protocol: answerSber, given: request.query }),
  );
}

type Serving = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: ProtocolDeps;
  protocol: Protocol;
  given: unknown;
};

async function serve({ request, reply, deps, protocol, given }: Serving): Promise<FastifyReply> {
  const fields = formValues(given);
  const { agent } = request.params as { agent: string };
  reply.header('cache-control', 'no-store');
  try {
    const admitted = await admitAgent(deps, agent, request);
    if (!admitted.ok) return refuse(reply, deps, admitted.code);
    return sendXml(reply, await protocol.answer(deps, admitted.terms, fields));
  } catch (error) {
    // The sender tries again; an answer by HTTP alone would say no more.
    deps.log.error({ err: errorForLog(error) }, 'a bank could not be answered');
    return sendXml(reply, protocol.temporary(fields));
  }
}

function refuse(reply: FastifyReply, { log }: ProtocolDeps, why: string): FastifyReply {
  bankRefusals.inc({ why });
  log.warn({ why }, 'a caller at the address of a bank is not let in');
  if (why !== 'other_secret') return reply.code(403).send();
  return reply.code(401).header('www-authenticate', 'Basic realm="bank"').send();
}

const sendXml = (reply: FastifyReply, xml: string): FastifyReply =>
  reply.type('text/xml; charset=utf-8').send(xml);
