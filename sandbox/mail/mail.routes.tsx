import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendPage } from '../page.tsx';
import { LetterPage, LettersPage } from './mail.page.tsx';
import type { Mailbox, ReceivedLetter } from './mailbox.ts';

type Search = { Querystring: { to?: string | string[] } };
type OneLetter = { Params: { id: string } };

/**
 * A letter's own page: no script, nothing loaded, and the browser treats it as a stranger's even
 * when it is opened by itself. Its links open outside.
 */
const LETTER_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; " +
  'sandbox allow-popups allow-popups-to-escape-sandbox';

export function registerMail(app: FastifyInstance, mailbox: Mailbox): void {
  app.get<Search>('/mail', async (request, reply) => {
    const to = readRecipient(request.query.to);
    const letters = mailbox
      .list()
      .filter((letter) => letter.to.toLowerCase().includes(to.toLowerCase()))
      .reverse();
    return sendPage(reply, { title: 'Почта', children: <LettersPage letters={letters} to={to} /> });
  });

  app.get<Search>('/mail/messages.json', async (request) =>
    mailbox.list(readRecipient(request.query.to)).map(forPrograms),
  );

  app.delete('/mail/messages', async (_, reply) => {
    mailbox.clear();
    return reply.code(204).send();
  });

  const withLetter = (
    id: string,
    reply: FastifyReply,
    show: (letter: ReceivedLetter) => unknown,
  ) => {
    const letter = mailbox.find(id);
    return letter ? show(letter) : reply.callNotFound();
  };

  app.get<OneLetter>('/mail/:id', async (request, reply) =>
    withLetter(request.params.id, reply, (letter) =>
      sendPage(reply, {
        title: letter.subject || 'Без темы',
        children: <LetterPage letter={letter} />,
      }),
    ),
  );

  app.get<OneLetter>('/mail/:id/body', async (request, reply) =>
    withLetter(request.params.id, reply, (letter) =>
      reply
        .header('content-security-policy', LETTER_POLICY)
        .type('text/html; charset=utf-8')
        .send(openLinksOutside(letter.html)),
    ),
  );

  app.get<OneLetter>('/mail/:id/source', async (request, reply) =>
    withLetter(request.params.id, reply, (letter) =>
      reply.type('text/plain; charset=utf-8').send(letter.source),
    ),
  );
}

/** A plus typed into an address line arrives as a space, and no e-mail has spaces. */
function readRecipient(to: string | string[] | undefined): string {
  const text = Array.isArray(to) ? (to[0] ?? '') : (to ?? '');
  return text.trim().replaceAll(' ', '+');
}

function forPrograms({ id, to, from, subject, date, text, html, links }: ReceivedLetter) {
  return { id, to, from, subject, date, text, html, links };
}

function openLinksOutside(html: string): string {
  return html.replaceAll(/<a /g, '<a target="_blank" rel="noopener noreferrer" ');
}
