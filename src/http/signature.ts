import { createHmac } from 'node:crypto';
import { everySecret, type Secrets } from '#src/secret-file.ts';
import { isSameSecret } from './same-secret.ts';

/** Texts of different meaning begin with different words: `form:…`, `device:…`. */
export const sign = ({ secret }: Pick<Secrets, 'secret'>, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url');

/** Whether we have signed it, by the key of today or by one before it; `given` may be anything. */
export const isSigned = (secrets: Secrets, text: string, given: unknown): boolean =>
  everySecret(secrets)
    .map((secret) => isSameSecret(given, sign({ secret }, text)))
    .includes(true);
