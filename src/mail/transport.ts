import { createTransport, type SendMailOptions } from 'nodemailer';

export type MailTransport = {
  /** @throws what readSmtpFailure() reads. */
  send(message: SendMailOptions, signal?: AbortSignal): Promise<void>;
  /** Asks the mail server for its greeting and signs in. */
  verify(): Promise<void>;
  close(): void;
};

export type MailTransportOptions = {
  smtpUrl: string;
  connections?: number;
  /** A server that says nothing for so long has lost the letter. */
  timeoutMs?: number;
};

export function createMailTransport(options: MailTransportOptions): MailTransport {
  const { smtpUrl, connections = 3, timeoutMs = 30_000 } = options;
  const pool = createTransport({
    url: smtpUrl,
    pool: true,
    maxConnections: connections,
    // The job is what repeats: it makes the same Message-ID, and its tries are counted.
    maxRequeues: 0,
    connectionTimeout: Math.min(timeoutMs, 10_000),
    greetingTimeout: Math.min(timeoutMs, 10_000),
    socketTimeout: timeoutMs,
    // A letter is text: nothing in it may make the worker read files or fetch addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send(message, signal) {
      await pool.sendMail({ ...message, signal });
    },
    async verify() {
      await pool.verify();
    },
    close: () => pool.close(),
  };
}
