import type { Config } from '#src/config.ts';

/** It shows every letter to whoever reaches it, so it never follows HOST to the world. */
export const sandboxHostOf = ({ sandboxHost }: Config): string => sandboxHost ?? '127.0.0.1';

/** Letters to real people land in the sandbox only when somebody has said so. */
export const hasSandbox = ({ sandboxHost }: Config, isDemo: boolean): boolean =>
  isDemo || sandboxHost !== null;

export const noMailSentence =
  'Letters go nowhere yet: give OCHAG_SMTP_URL, or SANDBOX_HOST=127.0.0.1 to read them in the sandbox.';
