import type { Config } from '#src/config.ts';

/** It shows every letter to whoever reaches it, so it never follows HOST to the world. */
export const sandboxHostOf = ({ sandboxHost }: Config): string => sandboxHost ?? '127.0.0.1';

/** Outside a demo a mail server takes its place. */
export const hasSandbox = (config: Config, isDemo: boolean): boolean =>
  isDemo || config.sandboxHost !== null || !config.hasMailServer;

export const noMailSentence =
  'Letters stay in the sandbox of this machine: give OCHAG_SMTP_URL before people come.';
