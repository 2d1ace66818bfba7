import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Histogram, register } from 'prom-client';

const duration = new Histogram({
  name: 'ochag_http_request_seconds',
  help: 'Time to answer, by address pattern and class of status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
});

export const rateLimited = new Counter({
  name: 'ochag_rate_limited_total',
  help: 'Requests refused by a limit',
  labelNames: ['limit'],
});

export const limitTries = new Counter({
  name: 'ochag_rate_limit_tries_total',
  help: 'Tries that a limit counted, refused ones included',
  labelNames: ['limit'],
});

export const signIns = new Counter({
  name: 'ochag_sign_ins_total',
  help: 'Attempts to sign in, by outcome',
  labelNames: ['outcome'],
});

export const readingsTaken = new Counter({
  name: 'ochag_meter_readings_total',
  help: 'Readings sent by residents, by outcome',
  labelNames: ['outcome'],
});

let areDefaultsCollected = false;

export function collectProcessMetrics(): void {
  if (areDefaultsCollected) return;
  areDefaultsCollected = true;
  collectDefaultMetrics({ prefix: 'ochag_' });
}

export function observeRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const status = `${Math.floor(reply.statusCode / 100)}xx`;
    const route = request.routeOptions.url ?? 'unknown';
    duration.observe({ method: request.method, route, status }, reply.elapsedTime / 1000);
  });
}

export const metricsText = (): Promise<string> => register.metrics();
export const metricsType = register.contentType;
