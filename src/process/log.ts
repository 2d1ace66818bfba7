import { type Logger, pino } from 'pino';
import { errorForLog } from '#src/jobs/error-for-log.ts';

const secrets = ['password', 'token', 'secret', 'cookie', 'authorization', '["set-cookie"]'];

/** JSON lines on standard output. What may hold somebody's data or a secret is left out. */
export function createLog({ level, name }: { level: string; name: string }): Logger {
  return pino({
    level,
    base: { role: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: (err) => (err instanceof Error ? errorForLog(err) : err) },
    redact: { paths: secrets.flatMap((key) => anyDepth(key)), remove: true },
  });
}

function anyDepth(key: string): string[] {
  const dotted = key.startsWith('[') ? key : `.${key}`;
  return [key, `*${dotted}`, `*.*${dotted}`];
}
