import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { isAbsolute, resolve } from 'node:path';

/** An option that cannot be used; the message names it and says what to write instead. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

export type Listener = { host: string; port: number };

/** Where PDFs are kept. */
export type PdfStore =
  | { kind: 'database' }
  | { kind: 'folder'; folder: string }
  | ({ kind: 's3'; address: string } & S3Keys);

type S3Keys = { region: string; accessKey: string; secretKey: string };

export function readPdfStore(text: string, folder: string, keys: S3Keys): PdfStore {
  const name = 'OCHAG_BILL_STORE';
  if (text === 'database') return { kind: 'database' };
  const [, kind, where = ''] = /^(folder|s3):(.+)$/.exec(text) ?? [];
  if (kind === 'folder') return { kind, folder: absolute(where, folder) };
  const isAddress = URL.canParse(where) && /^https?:\/\/[^/]+\/[^/?#]+$/.test(where);
  if (kind !== 's3' || !isAddress) {
    throw new ConfigError(
      `${name}="${text}": write database, folder:/srv/bills or s3:https://s3.example.ru/bucket`,
    );
  }
  if (!keys.accessKey || !keys.secretKey) {
    throw new ConfigError(`${name} is an S3 storage: give OCHAG_S3_ACCESS_KEY and its secret key`);
  }
  return { kind, address: where, ...keys };
}

/** The file of a secret; its contents are never part of a message. */
export function readSecretText(name: string, file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(`${name}: ${file} cannot be read (${code}): let this user read it`);
  }
  if (!text || /[\r\n]/.test(text)) {
    throw new ConfigError(`${name}: ${file} must hold one line, the secret alone`);
  }
  return text;
}

export const absolute = (path: string, folder: string) =>
  isAbsolute(path) ? path : resolve(folder, path);

export function readPort(name: string, text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new ConfigError(`${name}="${text}" is not a port: write a whole number up to 65535`);
  }
  return port;
}

export function readCount(name: string, text: string, least: number): number {
  if (!/^\d{1,4}$/.test(text) || Number(text) < least) {
    throw new ConfigError(`${name}="${text}" is not a count: write a whole number from ${least}`);
  }
  return Number(text);
}

export function readListener(name: string, text: string): Listener | null {
  if (text === 'off') return null;
  const colon = text.lastIndexOf(':');
  if (colon < 1) throw new ConfigError(`${name}="${text}": write host:port or "off"`);
  return { host: text.slice(0, colon), port: readPort(name, text.slice(colon + 1)) };
}

export function readUrl(name: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new ConfigError(`${name}="${text}" is not a web address: write https://…`);
  }
  const { origin, pathname, search, hash, username, password } = new URL(text);
  if (pathname !== '/' || search || hash || username || password) {
    throw new ConfigError(`${name}="${text}" has more than scheme and host: write ${origin}`);
  }
  return origin;
}

export function readDatabaseUrl(text: string): string | null {
  if (!text) return null;
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw new ConfigError('DATABASE_URL must begin with postgres://');
  }
  return text;
}

export function readNetworks(name: string, text: string): string[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.filter(Boolean).map((part) => {
    const [address = '', prefix] = part.split('/');
    const bits = isIP(address) === 6 ? 128 : 32;
    const isNetwork = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
    if (isIP(address) === 0 || !isNetwork) {
      throw new ConfigError(
        `${name}: "${part}" is no address or network: write 10.0.0.5 or 10.0.0.0/24`,
      );
    }
    return part;
  });
}

export function readFlag(name: string, text: string): boolean | null {
  if (text === '') return null;
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw new ConfigError(`${name}="${text}": write 1 or 0`);
}

export function readInstant(name: string, text: string): Date | null {
  if (!text) return null;
  const isComplete = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const instant = new Date(text);
  if (!isComplete || Number.isNaN(instant.getTime())) {
    throw new ConfigError(
      `${name}="${text}": write date, time and zone: 2026-12-12T10:00:00+02:00`,
    );
  }
  return instant;
}

export function readSecret(name: string, text: string): string | null {
  if (!text) return null;
  if (text.length < 32) throw new ConfigError(`${name} is shorter than 32 characters`);
  return text;
}

/** One of a few words, in any case. */
export function readChoice<T extends string>(name: string, text: string, known: readonly T[]): T {
  const chosen = known.find((word) => word === text.toLowerCase());
  if (!chosen) throw new ConfigError(`${name}="${text}": write one of ${known.join(', ')}`);
  return chosen;
}
