import type { Operation, Protocol } from './operations.ts';

export type Answer = {
  code: number;
  prvTxn: string | null;
  name: string;
};

/** An answer that the real one would not take; it repeats the request. */
export class BrokenAnswer extends Error {
  override name = 'BrokenAnswer';
}

const codes: Record<Protocol, readonly number[]> = {
  osmp: [0, 1, 4, 5, 7, 8, 79, 90, 241, 242, 243, 300],
  sber: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 300],
};
/** The sender tries again. */
const passing: Record<Protocol, readonly number[]> = { osmp: [1, 90], sber: [1] };
const taken: Record<Protocol, readonly number[]> = { osmp: [0], sber: [0, 8] };

export const isPassing = (protocol: Protocol, code: number): boolean =>
  passing[protocol].includes(code);
export const isTaken = (protocol: Protocol, code: number): boolean =>
  taken[protocol].includes(code);

/** Reads an answer as strictly as the protocol lets. @throws BrokenAnswer */
export function readAnswer(
  { protocol, txnId, kopecks }: Operation,
  step: 'check' | 'pay',
  { status, type, xml }: { status: number; type: string; xml: string },
): Answer {
  if (status !== 200) throw new BrokenAnswer(`HTTP ${status}`);
  if (!/^(text|application)\/xml\b/.test(type)) throw new BrokenAnswer(`не XML: ${type}`);
  if (!/^<\?xml version="1\.0" encoding="UTF-8"\?>\s*<response>.*<\/response>\s*$/s.test(xml)) {
    throw new BrokenAnswer('не ответ протокола');
  }
  const [codeName, numberName, sumName] =
    protocol === 'osmp' ? ['result', 'prv_txn', 'sum'] : ['CODE', 'EXT_ID', 'AMOUNT'];
  const codeText = element(xml, codeName);
  const code = Number(codeText);
  if (!/^\d{1,3}$/.test(codeText ?? '') || !codes[protocol].includes(code)) {
    throw new BrokenAnswer(`неизвестный код ${codeText}`);
  }
  if (protocol === 'osmp' && element(xml, 'osmp_txn_id') !== txnId) {
    throw new BrokenAnswer('чужой osmp_txn_id');
  }
  const prvTxn = element(xml, numberName);
  if (step === 'pay' && isTaken(protocol, code)) {
    if (!/^\d{1,20}$/.test(prvTxn ?? '')) throw new BrokenAnswer(`${numberName} не число`);
    if (element(xml, sumName) !== roubles(kopecks)) throw new BrokenAnswer('в ответе другая сумма');
    if (
      protocol === 'sber' &&
      !/^\d{2}\.\d{2}\.\d{4}_\d{2}:\d{2}:\d{2}$/.test(element(xml, 'REG_DATE') ?? '')
    ) {
      throw new BrokenAnswer('REG_DATE написан иначе');
    }
  }
  const name = protocol === 'osmp' ? fieldOf(xml) : (element(xml, 'FIO') ?? '');
  return { code, prvTxn, name };
}

const element = (xml: string, name = ''): string | null =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? null;

const fieldOf = (xml: string): string =>
  /<field1 name="FIO" type="(?:disp|prt-data)">([^<]*)<\/field1>/.exec(xml)?.[1] ?? '';

export const roubles = (kopecks: number): string =>
  `${Math.floor(kopecks / 100)}.${String(kopecks % 100).padStart(2, '0')}`;
