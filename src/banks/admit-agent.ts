import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Config } from '#src/config.ts';
import type { Db } from '#src/db/database.ts';
import { isFromOneOf } from '#src/http/networks.ts';
import { isSameSecret } from '#src/http/same-secret.ts';
import { type BankAgentTerms, findBankAgent } from './bank-agents-store.ts';

export type Admission =
  | { ok: true; terms: BankAgentTerms }
  /** Which of them is told to the log alone: whoever asks learns no names of agents. */
  | { ok: false; code: 'unknown_agent' | 'other_network' | 'other_certificate' | 'other_secret' };

type Caller = Pick<FastifyRequest, 'ip' | 'headers' | 'socket'>;
type AdmitDeps = { db: Db; config: Pick<Config, 'bankCertificateHeader' | 'trustedProxies'> };

/** Whether it is the agent that its address names: by network, and by whatever else is agreed. */
export async function admitAgent(
  { db, config }: AdmitDeps,
  agent: string,
  request: Caller,
): Promise<Admission> {
  const terms = await findBankAgent(db, agent);
  if (!terms) return { ok: false, code: 'unknown_agent' };
  if (!isFromOneOf(terms.networks, request.ip)) return { ok: false, code: 'other_network' };
  if (terms.certificate !== null && !hasCertificate(terms.certificate, config, request)) {
    return { ok: false, code: 'other_certificate' };
  }
  if (terms.login !== null && !hasSecret(terms, request.headers.authorization)) {
    return { ok: false, code: 'other_secret' };
  }
  return { ok: true, terms };
}

/** A header that anybody but our proxy has written proves nothing. */
function hasCertificate(
  expected: string,
  { bankCertificateHeader: header, trustedProxies }: AdmitDeps['config'],
  { headers, socket }: Caller,
): boolean {
  if (header === null || !isFromOneOf(trustedProxies, socket.remoteAddress ?? '')) return false;
  const told = headers[header];
  return typeof told === 'string' && isSameSecret(plain(told), plain(expected));
}

const plain = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();

function hasSecret({ login, secretSha256 }: BankAgentTerms, authorization = ''): boolean {
  const encoded = /^Basic ([A-Za-z0-9+/]+=*)$/i.exec(authorization)?.[1] ?? '';
  const [, name = '', secret = ''] = /^([^:]*):(.*)$/s.exec(fromBase64(encoded)) ?? [];
  const isNamed = isSameSecret(name, login ?? '');
  return isSameSecret(hashSecret(secret), secretSha256 ?? '') && isNamed;
}

const fromBase64 = (text: string): string => Buffer.from(text, 'base64').toString('utf8');

export const hashSecret = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex');
