import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import { systemClock } from '#src/clock.ts';
import type { Faults } from '../control.ts';
import { findLinks, type Mailbox, type ReceivedLetter } from './mailbox.ts';

export type MailServerOptions = { mailbox: Mailbox; port: number; host: string };

export type MailServer = { port: number; faults: Faults; stop(): Promise<void> };

const MAX_LETTER_BYTES = 10 * 1024 * 1024;

const refusals = {
  defer: { code: 451, text: '4.7.1 Greylisted, please try again later' },
  reject: { code: 550, text: '5.1.1 No such user here' },
} as const;

/**
 * A mail server that takes letters from anybody for anybody. Faults answer at RCPT, where real
 * servers tell a bad address from a bad moment; "hang" never answers at all.
 */
export async function startMailServer(options: MailServerOptions): Promise<MailServer> {
  const { mailbox, port, host } = options;
  const { faults, take } = createFaults();
  const server = new SMTPServer({
    // Without encryption and sign-in: it listens on this machine and forgets everything.
    disabledCommands: ['STARTTLS', 'AUTH'],
    disableReverseLookup: true,
    logger: false,
    size: MAX_LETTER_BYTES,
    rejectOversized: true,
    // Short, so that stopping does not wait for a client that keeps its connection.
    closeTimeout: 200,
    onRcptTo({ address }, _session, answer) {
      const fault = take(address);
      if (fault === 'hang') return;
      if (fault === null) return answer();
      const { code, text } = refusals[fault];
      answer(Object.assign(new Error(text), { responseCode: code }));
    },
    onData(stream, session, answer) {
      receive(stream, session).then(
        (letter) => {
          mailbox.add(letter);
          answer();
        },
        (error) => answer(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
  // A client that breaks off is its own affair.
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The mail server has no port');
  return {
    port: address.port,
    faults,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

type Fault = 'defer' | 'reject' | 'hang';
type FaultOrder = { fault: Fault; times: number; to: string | null };

function createFaults() {
  let orders: FaultOrder[] = [];
  const faults: Faults = {
    known: ['succeed', 'defer', 'reject', 'hang'],
    order(next, { times, to }) {
      if (next === 'succeed') orders = [];
      else orders.push({ fault: next as Fault, times, to: to?.toLowerCase() ?? null });
    },
  };
  /** The fault that waits for this recipient, used up by one. */
  function take(recipient: string): Fault | null {
    const order = orders.find(({ to }) => to === null || to === recipient.toLowerCase());
    if (!order) return null;
    order.times -= 1;
    if (order.times === 0) orders = orders.filter((other) => other !== order);
    return order.fault;
  }
  return { faults, take };
}

async function receive(
  stream: Readable,
  { envelope }: SMTPServerSession,
): Promise<Omit<ReceivedLetter, 'id'>> {
  const source = await buffer(stream);
  const parsed = await simpleParser(source, { skipTextToHtml: true, skipImageLinks: true });
  const sender = envelope.mailFrom === false ? '' : (envelope.mailFrom?.address ?? '');
  const recipients = envelope.rcptTo.map(({ address }) => address);
  const text = parsed.text ?? '';
  const html = parsed.html || '';
  return {
    to: recipients.join(', '),
    from: parsed.from?.text ?? sender,
    subject: parsed.subject ?? '',
    date: (parsed.date ?? systemClock.now()).toISOString(),
    text,
    html,
    links: findLinks(text, html),
    envelope: { from: sender, to: recipients },
    headers: [`Return-Path: <${sender}>`, ...parsed.headerLines.map(({ line }) => line)].join('\n'),
    source: `Return-Path: <${sender}>\r\n${source.toString('utf8')}`,
  };
}
