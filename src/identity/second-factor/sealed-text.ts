import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What it is sealed with: the product's key, and what the text is for; both must fit to open it. */
export type Seal = { secret: string; purpose: string };
/** To open: what an earlier key has sealed opens too. */
export type OpeningSeal = Seal & { previousSecrets?: readonly string[] };

/** A key of its own for sealing: whoever learns a form's token learns nothing of this. */
const keyOf = (secret: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, '', 'ochag sealed text', KEY_BYTES));

/** Nonce, authentication tag, cipher text. */
export function sealText(text: string, { secret, purpose }: Seal): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, keyOf(secret), nonce).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** Null when it was sealed by another key, for another purpose, or is nothing of ours. */
export function openSealedText(sealed: Buffer, seal: OpeningSeal): string | null {
  const { secret, previousSecrets = [], purpose } = seal;
  for (const key of [secret, ...previousSecrets]) {
    const text = openBy(sealed, { secret: key, purpose });
    if (text !== null) return text;
  }
  return null;
}

function openBy(sealed: Buffer, { secret, purpose }: Seal): string | null {
  if (sealed.length <= NONCE_BYTES + TAG_BYTES) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(ALGORITHM, keyOf(secret), nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(tag);
  try {
    const text = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
