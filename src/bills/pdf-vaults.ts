import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AwsClient } from 'aws4fetch';
import type { Config, PdfStore } from '#src/config.ts';

/** Where PDFs lie that are not in the database. What was put is there when `put` has ended. */
export type PdfVault = {
  put(path: string, pdf: Buffer): Promise<void>;
  /** @throws when it is not there: a bill says that it is. */
  get(path: string): Promise<Buffer>;
};

/** `2026-10/3f/3fa9….pdf`: by its hash, so that a path tells nothing of whose it is. */
export const vaultPath = (month: string, sha256: string): string =>
  `${month.slice(0, 7)}/${sha256.slice(0, 2)}/${sha256}.pdf`;

const opened = new WeakMap<Config, Map<PdfStore['kind'], PdfVault>>();

/** null: the database itself. @throws when a store is asked for that is not configured any more. */
export function vaultOf(config: Config, kind: PdfStore['kind']): PdfVault | null {
  if (kind === 'database') return null;
  const vaults = opened.get(config) ?? new Map<PdfStore['kind'], PdfVault>();
  opened.set(config, vaults);
  const { billStore } = config;
  const vault = vaults.get(kind) ?? (billStore.kind === kind ? openVault(billStore) : null);
  if (!vault) throw new Error(`PDFs of bills lie in "${kind}", and OCHAG_BILL_STORE names another`);
  vaults.set(kind, vault);
  return vault;
}

function openVault(store: PdfStore): PdfVault | null {
  if (store.kind === 'folder') return folderVault(store.folder);
  return store.kind === 's3' ? s3Vault(store) : null;
}

/** A file is whole or not there: it is written beside, brought to the disk, and renamed. */
function folderVault(folder: string): PdfVault {
  return {
    async put(path, pdf) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true, mode: 0o750 });
      const beside = `${file}.${randomBytes(6).toString('hex')}`;
      const handle = await open(beside, 'wx', 0o640);
      try {
        await handle.writeFile(pdf);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(beside, file);
    },
    get: (path) => readFile(join(folder, path)),
  };
}

/** Whoever waits longer waits for a server that hangs. */
const LONGEST_MS = 20_000;
const TRIES = 3;

/** Any storage that speaks S3: addresses with the bucket in the path, signature of version 4. */
function s3Vault(store: Extract<PdfStore, { kind: 's3' }>): PdfVault {
  const { address, region, accessKey, secretKey } = store;
  const client = new AwsClient({
    accessKeyId: accessKey,
    secretAccessKey: secretKey,
    service: 's3',
    region,
    retries: TRIES,
    initRetryMs: 100,
  });
  const ask = async (path: string, init: RequestInit): Promise<Buffer> => {
    const signal = AbortSignal.timeout(LONGEST_MS);
    const answer = await client.fetch(`${address}/${path}`, { ...init, signal });
    const body = Buffer.from(await answer.arrayBuffer());
    // The body of a refusal may quote the key.
    if (!answer.ok)
      throw new Error(`the storage of PDFs answered ${answer.status} to ${init.method}`);
    return body;
  };
  return {
    async put(path, pdf) {
      const headers = { 'content-type': 'application/pdf', 'content-length': String(pdf.length) };
      await ask(path, { method: 'PUT', body: new Uint8Array(pdf), headers });
    },
    get: (path) => ask(path, { method: 'GET' }),
  };
}
