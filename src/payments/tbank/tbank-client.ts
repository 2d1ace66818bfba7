import type { Told } from '../gateway.ts';
import { tbankToken } from './tbank-token.ts';

/** As long as a bank thinks; less would be a guess. */
const PATIENCE_MS = 40_000;

/** 9999: it does not know itself. 10-something of limits and locks come back by themselves. */
const UNKNOWN_CODES = new Set(['9999', '999']);

export type TbankSettings = {
  url: string;
  terminalKey: string;
  password: string;
  patienceMs?: number;
};

export type TbankAnswer = Record<string, unknown> & { Success: boolean; ErrorCode: string };
export type TbankClient = {
  /** A refusal is told as an answer too: its code says what it is. */
  call(method: string, body: Record<string, unknown>): Promise<Told<TbankAnswer>>;
};

/**
 * Signs, sends, and sorts what comes back: 200 stands over refusals as well. After `deadline` nothing more is
 * sent or waited for.
 */
export function createTbankClient(settings: TbankSettings, deadline?: AbortSignal): TbankClient {
  const { url, terminalKey, password, patienceMs = PATIENCE_MS } = settings;
  return {
    async call(method, body) {
      const signed = { ...body, TerminalKey: terminalKey };
      const text = JSON.stringify({ ...signed, Token: tbankToken(signed, password) });
      try {
        const response = await fetch(`${url}/${method}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: text,
          redirect: 'error',
          signal: AbortSignal.any([
            AbortSignal.timeout(patienceMs),
            ...(deadline ? [deadline] : []),
          ]),
        });
        if (response.status === 429) return { kind: 'unknown', why: 'too_many_requests' };
        if (response.status >= 500) return { kind: 'unknown', why: 'server_error' };
        return sort(await response.json());
      } catch (error) {
        const { name } = error as Error;
        if (name === 'SyntaxError') return { kind: 'unknown', why: 'unreadable' };
        return { kind: 'unknown', why: name === 'TimeoutError' ? 'timeout' : 'network' };
      }
    },
  };
}

function sort(body: unknown): Told<TbankAnswer> {
  const answer = body as TbankAnswer;
  if (typeof answer?.Success !== 'boolean' || typeof answer.ErrorCode !== 'string') {
    return { kind: 'unknown', why: 'unreadable' };
  }
  if (UNKNOWN_CODES.has(answer.ErrorCode)) return { kind: 'unknown', why: 'server_error' };
  return { kind: 'told', value: answer };
}
