import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Assets } from '#src/ui/assets.ts';

const YEAR_SECONDS = 31_536_000;

/** Files whose names carry their hash never change, so browsers keep them for a year. */
export async function registerAssets(app: FastifyInstance, assets: Assets): Promise<void> {
  await app.register(fastifyStatic, {
    root: assets.folder,
    prefix: '/assets/',
    maxAge: YEAR_SECONDS * 1000,
    immutable: true,
    index: false,
    decorateReply: false,
    // What is built besides: its name never changes, and no page asks for it.
    allowedPath: (path) => path !== '/manifest.json',
    setHeaders: (reply) => {
      reply.header('vary', 'accept-encoding');
    },
  });
  app.get('/favicon.ico', async (_, reply) => reply.redirect(assets.url('favicon.svg'), 302));
  app.get('/robots.txt', async (_, reply) =>
    reply.type('text/plain').send('User-agent: *\nDisallow: /accounts\nDisallow: /profile\n'),
  );
}
