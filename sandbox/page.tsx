import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { style } from './style.ts';

const STYLE_ADDRESS = '/style.css';
const POLICY =
  "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'";

/** Nothing that came from outside may run: no page of the sandbox has a script. */
export function protectPages(app: FastifyInstance): void {
  app.addHook('onRequest', async (_, reply) => {
    reply.header('content-security-policy', POLICY);
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('cache-control', 'no-store');
  });
  app.get(STYLE_ADDRESS, async (_, reply) => reply.type('text/css; charset=utf-8').send(style));
  app.setNotFoundHandler(async (_, reply) =>
    sendPage(reply.code(404), {
      title: 'Такой страницы нет',
      children: (
        <p>
          <a href="/">Что есть в песочнице</a>
        </p>
      ),
    }),
  );
}

export type PageProps = { title: string; children: ComponentChildren };

export function sendPage(reply: FastifyReply, props: PageProps): FastifyReply {
  const html = `<!DOCTYPE html>${renderToString(<Page {...props} />)}`;
  return reply.type('text/html; charset=utf-8').send(html);
}

function Page({ title, children }: PageProps) {
  return (
    <html lang="ru">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · песочница`}</title>
        <link rel="stylesheet" href={STYLE_ADDRESS} />
        <link rel="icon" href="data:," />
      </head>
      <body>
        <header>
          <nav aria-label="Песочница">
            <a href="/">Песочница</a>
            <a href="/mail">Почта</a>
            <a href="/yookassa">ЮKassa</a>
            <a href="/bank">Банк</a>
          </nav>
        </header>
        <main>
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}
