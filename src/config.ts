import { type GatewaysConfig, gatewayOptions, readGateways } from './config-gateways.ts';
import {
  absolute,
  ConfigError,
  type Listener,
  type PdfStore,
  readChoice,
  readCount,
  readDatabaseUrl,
  readFlag,
  readInstant,
  readListener,
  readNetworks,
  readPdfStore,
  readPort,
  readSecret,
  readSecretText,
  readUrl,
} from './config-readers.ts';

export { ConfigError, type Listener, type PdfStore } from './config-readers.ts';

/**
 * Every option of the product, once. `npm run ochag -- doctor` checks them; docs/configuration.md
 * is written from this table by a test.
 */
export const options = {
  DATABASE_URL: {
    default: '',
    about: 'PostgreSQL 15 or newer. Empty: the embedded one, under OCHAG_DATA.',
  },
  DATABASE_URL_FILE: {
    default: '',
    about: 'File that holds DATABASE_URL, such as a systemd credential or a Docker secret.',
  },
  OCHAG_DATA: {
    default: './data',
    about: 'Folder of the embedded database, the clock and the secret key.',
  },
  PORT: { default: '3000', about: 'Port of the site.' },
  HOST: { default: '127.0.0.1', about: 'Address that the site listens on.' },
  OCHAG_URL: {
    default: '',
    about: 'Public address of the site, as in letters. Empty: http://localhost:PORT.',
  },
  OCHAG_OPERATIONS: {
    default: '127.0.0.1:3200',
    about: 'host:port of the operations listener (metrics, health). "off": none.',
  },
  OCHAG_WORKER_OPERATIONS: {
    default: 'off',
    about: 'The same for the worker process.',
  },
  OCHAG_TRUSTED_PROXIES: {
    default: '',
    about:
      'Addresses or networks of the proxies in front, separated by commas. Empty: nobody is believed.',
  },
  OCHAG_DEMO: {
    default: '',
    about:
      '1: demo mode (sign-ins known to everybody); 0: never. Empty: as the database was made; `npm start` makes a demo of an empty one.',
  },
  OCHAG_NOW: {
    default: '',
    about:
      'Demo only: the time that it is at the start, such as 2026-12-12T10:00:00+02:00; kept in OCHAG_DATA for later starts and other processes. Another one is taken by the next `npm start` alone.',
  },
  OCHAG_SECRET: {
    default: '',
    about:
      'Key of form tokens and of the secrets of authenticator applications, 32 characters or more. Empty: made at the first start and kept in OCHAG_DATA; with DATABASE_URL it must be given.',
  },
  OCHAG_SECRET_FILE: { default: '', about: 'File that holds OCHAG_SECRET.' },
  OCHAG_SECRET_PREVIOUS: {
    default: '',
    about: 'The OCHAG_SECRET before: what it signed is still taken. For the weeks of a rotation.',
  },
  OCHAG_SECRET_PREVIOUS_FILE: { default: '', about: 'File that holds OCHAG_SECRET_PREVIOUS.' },
  OCHAG_SUPPLIER: {
    default: '',
    about: 'JSON file with the supplier profile. Empty: the example of Kaliningrad.',
  },
  OCHAG_CLOSE_MONTHS: {
    default: 'by-hand',
    about:
      'automatic: the worker closes the month that has ended on the closeDay of the supplier profile; by-hand: a member of staff or an engineer does, when all files of readings have come.',
  },
  OCHAG_BILL_QR: {
    default: 'utf-8',
    about:
      'Letters in the payment code of bills: utf-8, or windows-1251 for banks that read no other; the code is then a third smaller.',
  },
  OCHAG_BILLS: {
    default: 'on-demand',
    about:
      'When the PDFs of bills are drawn: on-demand, as somebody asks for one; ahead: the worker draws all of them after a close, on every core.',
  },
  OCHAG_BILL_STORE: {
    default: 'database',
    about:
      'Where new PDFs of bills are kept: database; a folder, such as folder:/srv/bills, on a disk that every process sees; or a storage that speaks S3, such as s3:https://s3.example.ru/bucket. Those kept in the database are found there after a change, others must be moved first.',
  },
  OCHAG_S3_REGION: {
    default: 'us-east-1',
    about: 'Region of the S3 storage, as its signature names it.',
  },
  OCHAG_S3_ACCESS_KEY: { default: '', about: 'Access key of the S3 storage.' },
  OCHAG_S3_SECRET_KEY: { default: '', about: 'Secret key of the S3 storage.' },
  OCHAG_S3_SECRET_KEY_FILE: { default: '', about: 'File that holds OCHAG_S3_SECRET_KEY.' },
  OCHAG_BILL_LETTERS: {
    default: '300',
    about:
      'Letters with bills a minute, at most: what the mail server takes from one sender without holding it for a spammer.',
  },
  OCHAG_SMTP_URL: {
    default: '',
    about:
      'Mail server, such as smtps://user:password@mail.example.ru. Empty: the sandbox, where there is one.',
  },
  OCHAG_SMTP_URL_FILE: { default: '', about: 'File that holds OCHAG_SMTP_URL.' },
  OCHAG_MAIL_FROM: {
    default: '',
    about: 'Sender of letters. Empty: the address in the supplier profile.',
  },
  ...gatewayOptions,
  OCHAG_BANK_LISTENER: {
    default: 'both',
    about:
      'Where banks reach /bank/*: site, operations (the operations listener alone), both, or off.',
  },
  OCHAG_BANK_CERTIFICATE: {
    default: '',
    about:
      'Header in which a trusted proxy tells the fingerprint of a bank’s client certificate, such as x-client-certificate. Empty: agents that need one are refused.',
  },
  SANDBOX_PORT: { default: '3100', about: 'Port of the sandbox of the outside world (npm start).' },
  SANDBOX_HOST: {
    default: '',
    about:
      'Address that the sandbox listens on; whoever reaches it reads its letters. Empty: 127.0.0.1. Outside demo mode there is none beside an OCHAG_SMTP_URL, unless this is given.',
  },
  SANDBOX_SMTP_PORT: { default: '3125', about: 'Port of the sandbox mail server.' },
  OCHAG_LOG: { default: 'info', about: 'Least level of logs: debug, info, warn, error, silent.' },
  OCHAG_DATABASE_CONNECTIONS: { default: '10', about: 'Connections that one process may hold.' },
} as const satisfies Record<string, { default: string; about: string }>;

export type OptionName = keyof typeof options;
/** May be given by a file as well, so that it stands in no list of processes and no unit. */
type SecretOption =
  | 'DATABASE_URL'
  | 'OCHAG_SECRET'
  | 'OCHAG_SECRET_PREVIOUS'
  | 'OCHAG_SMTP_URL'
  | 'OCHAG_YOOKASSA_KEY'
  | 'OCHAG_TBANK_PASSWORD'
  | 'OCHAG_S3_SECRET_KEY';

export type Config = Readonly<{
  /** null: the embedded database under dataFolder. */
  databaseUrl: string | null;
  dataFolder: string;
  host: string;
  port: number;
  url: string;
  operations: Listener | null;
  workerOperations: Listener | null;
  trustedProxies: readonly string[];
  demo: boolean | null;
  startAt: Date | null;
  secret: string | null;
  previousSecret: string | null;
  /** Where secrets were read from; doctor looks who else may read there. */
  secretFiles: readonly { option: OptionName; file: string }[];
  supplierFile: string | null;
  billQrCharset: QrCharset;
  billPdfs: (typeof drawingTimes)[number];
  billStore: PdfStore;
  billLettersPerMinute: number;
  smtpUrl: string;
  /** Whether somebody takes our letters to people, other than the sandbox. */
  hasMailServer: boolean;
  mailFrom: string | null;
  /** null: nobody has said. */
  closeMonths: (typeof closingWays)[number];
  gateways: GatewaysConfig;
  bankListener: (typeof bankListeners)[number];
  bankCertificateHeader: string | null;
  sandboxHost: string | null;
  sandboxPort: number;
  sandboxSmtpPort: number;
  logLevel: LogLevel;
  databaseConnections: number;
}>;

const bankListeners = ['site', 'operations', 'both', 'off'] as const;

const closingWays = ['automatic', 'by-hand'] as const;

const drawingTimes = ['on-demand', 'ahead'] as const;

const qrCharsets = ['utf-8', 'windows-1251'] as const;
export type QrCharset = (typeof qrCharsets)[number];

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** @throws ConfigError naming the option at fault. */
export function readConfig(env: NodeJS.ProcessEnv, folder = process.cwd()): Config {
  const secretFiles: { option: OptionName; file: string }[] = [];
  const text = (name: OptionName): string => env[name]?.trim() || options[name].default;
  const secretText = (name: SecretOption): string => {
    const path = text(`${name}_FILE`);
    if (!path) return text(name);
    if (env[name]?.trim()) throw new ConfigError(`Give ${name} or ${name}_FILE, not both`);
    const file = absolute(path, folder);
    secretFiles.push({ option: `${name}_FILE`, file });
    return readSecretText(`${name}_FILE`, file);
  };
  const port = readPort('PORT', text('PORT'));
  const smtpUrl = secretText('OCHAG_SMTP_URL');
  const sandboxSmtpPort = readPort('SANDBOX_SMTP_PORT', text('SANDBOX_SMTP_PORT'));
  return Object.freeze({
    databaseUrl: readDatabaseUrl(secretText('DATABASE_URL')),
    dataFolder: absolute(text('OCHAG_DATA'), folder),
    host: text('HOST'),
    port,
    url: readUrl('OCHAG_URL', text('OCHAG_URL') || `http://localhost:${port}`),
    operations: readListener('OCHAG_OPERATIONS', text('OCHAG_OPERATIONS')),
    workerOperations: readListener('OCHAG_WORKER_OPERATIONS', text('OCHAG_WORKER_OPERATIONS')),
    trustedProxies: readNetworks('OCHAG_TRUSTED_PROXIES', text('OCHAG_TRUSTED_PROXIES')),
    demo: readFlag('OCHAG_DEMO', text('OCHAG_DEMO')),
    startAt: readInstant('OCHAG_NOW', text('OCHAG_NOW')),
    secret: readSecret('OCHAG_SECRET', secretText('OCHAG_SECRET')),
    previousSecret: readSecret('OCHAG_SECRET_PREVIOUS', secretText('OCHAG_SECRET_PREVIOUS')),
    secretFiles,
    supplierFile: text('OCHAG_SUPPLIER') ? absolute(text('OCHAG_SUPPLIER'), folder) : null,
    closeMonths: readChoice('OCHAG_CLOSE_MONTHS', text('OCHAG_CLOSE_MONTHS'), closingWays),
    billQrCharset: readChoice('OCHAG_BILL_QR', text('OCHAG_BILL_QR'), qrCharsets),
    billPdfs: readChoice('OCHAG_BILLS', text('OCHAG_BILLS'), drawingTimes),
    billStore: readPdfStore(text('OCHAG_BILL_STORE'), folder, {
      region: text('OCHAG_S3_REGION'),
      accessKey: text('OCHAG_S3_ACCESS_KEY'),
      secretKey: secretText('OCHAG_S3_SECRET_KEY'),
    }),
    billLettersPerMinute: readCount('OCHAG_BILL_LETTERS', text('OCHAG_BILL_LETTERS'), 1),
    hasMailServer: smtpUrl !== '',
    smtpUrl: smtpUrl || `smtp://127.0.0.1:${sandboxSmtpPort}`,
    mailFrom: text('OCHAG_MAIL_FROM') || null,
    gateways: readGateways(text, {
      yookassaKey: secretText('OCHAG_YOOKASSA_KEY'),
      tbankPassword: secretText('OCHAG_TBANK_PASSWORD'),
    }),
    bankListener: readChoice('OCHAG_BANK_LISTENER', text('OCHAG_BANK_LISTENER'), bankListeners),
    bankCertificateHeader: text('OCHAG_BANK_CERTIFICATE').toLowerCase() || null,
    sandboxHost: text('SANDBOX_HOST') || null,
    sandboxPort: readPort('SANDBOX_PORT', text('SANDBOX_PORT')),
    sandboxSmtpPort,
    logLevel: readChoice('OCHAG_LOG', text('OCHAG_LOG'), logLevels),
    databaseConnections: readCount(
      'OCHAG_DATABASE_CONNECTIONS',
      text('OCHAG_DATABASE_CONNECTIONS'),
      // One connection holds the lock of the migrations while another one migrates the queue.
      2,
    ),
  });
}
