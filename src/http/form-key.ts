import { randomUUID } from 'node:crypto';

/** Of the form: sent twice, it is proposed once, and carried out once whatever happens. */
export const readFormKey = ({ _key: key = '' }: Record<string, string>): string =>
  /^[0-9a-f-]{36}$/.test(key) ? key : randomUUID();
