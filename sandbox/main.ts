import Fastify, { type FastifyInstance } from 'fastify';
import { registerBank } from './bank/bank.routes.tsx';
import { registerControl } from './control.ts';
import { registerIndex } from './index.routes.tsx';
import { registerMail } from './mail/mail.routes.tsx';
import { startMailServer } from './mail/mail-server.ts';
import { createMailbox } from './mail/mailbox.ts';
import { protectPages } from './page.tsx';
import { registerTbank } from './tbank/tbank.routes.tsx';
import { registerYookassa } from './yookassa/yookassa.ts';

export type SandboxOptions = {
  /** 0: any free one. */
  port: number;
  smtpPort: number;
  host?: string;
  /** Where the product is reached, to be told of payments. Absent: nobody is told. */
  siteUrl?: () => string | null;
  /** By which ЮKassa dates its payments; without it, the real one. */
  now?: () => Date;
  /** How long a gateway that hangs is silent; the real one for thirty seconds. */
  hangMs?: number;
};

/** Where the product takes the news of ЮKassa; in life it is written in the shop's cabinet. */
const NOTIFICATIONS = '/payments/notifications/yookassa';

export type Sandbox = {
  url: string;
  smtpUrl: string;
  stop(): Promise<void>;
};

/**
 * The outside world on one address, for development, demonstrations and tests: it speaks as the
 * real systems do and fails on request. It keeps everything in memory and knows nothing of us.
 * @throws when a port is taken.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { port, smtpPort, host = '127.0.0.1', siteUrl = () => null, hangMs = 30_000 } = options;
  const mailbox = createMailbox();
  const mailServer = await startMailServer({ mailbox, port: smtpPort, host });
  const app = Fastify({ logger: false, forceCloseConnections: true });
  protectPages(app);
  registerIndex(app);
  registerMail(app, mailbox);
  const shownHost = host === '127.0.0.1' || host === '0.0.0.0' ? 'localhost' : host;
  const ownUrl = () => `http://${shownHost}:${portOf(app)}`;
  const yookassa = registerYookassa(app, {
    url: ownUrl,
    notificationUrl: () => {
      const site = siteUrl();
      return site && site + NOTIFICATIONS;
    },
    hangMs,
    ...(options.now ? { now: options.now } : {}),
  });
  const tbank = registerTbank(app, { url: ownUrl });
  const bank = registerBank(app, { siteUrl });
  app.get('/books.json', async () => ({
    yookassa: yookassa.books.summary(),
    tbank: tbank.summary(),
    bank: bank.books.summary(),
  }));
  registerControl(app, {
    mail: mailServer.faults,
    yookassa: yookassa.faults,
    tbank: tbank.faults,
    bank: bank.faults,
  });
  await listen(app, { port, host }).catch(async (error) => {
    await mailServer.stop();
    throw error;
  });
  return {
    url: ownUrl(),
    smtpUrl: `smtp://127.0.0.1:${mailServer.port}`,
    async stop() {
      await Promise.all([app.close(), mailServer.stop()]);
    },
  };
}

async function listen(app: FastifyInstance, where: { port: number; host: string }): Promise<void> {
  await app.listen(where);
}

function portOf(app: FastifyInstance): number {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port');
  return address.port;
}
