import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';

/** Words of the mail server that a worker may be killed at. */
export type MailStep = 'MAIL' | 'RCPT' | 'DATA';

export type Delivered = { to: string; messageId: string };

export type Mailroom = Awaited<ReturnType<typeof openMailroom>>;

/** A mail server that can be watched word by word and keeps what it has answered for. */
export async function openMailroom() {
  const delivered: Delivered[] = [];
  let watcher: (step: MailStep) => Promise<void> = async () => {};
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 200,
    onMailFrom: (_address, _session, answer) => {
      watcher('MAIL').then(() => answer());
    },
    onRcptTo: (_address, _session, answer) => {
      watcher('RCPT').then(() => answer());
    },
    onData: (stream, { envelope }, answer) => {
      const take = async () => {
        const source = await text(stream);
        const messageId = /^Message-ID: *(\S+)/im.exec(source)?.[1] ?? '';
        // From here on the letter is ours: whoever does not hear so will send it again.
        for (const { address } of envelope.rcptTo) delivered.push({ to: address, messageId });
        await watcher('DATA');
      };
      // A client that breaks off is its own affair.
      take().then(() => answer(), answer);
    },
  });
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as { port: number };
  return {
    url: `smtp://127.0.0.1:${port}`,
    delivered,
    watch(next: (step: MailStep) => Promise<void>) {
      watcher = next;
    },
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}
