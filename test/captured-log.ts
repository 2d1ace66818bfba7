import Fastify from 'fastify';

/** A real logger whose lines a test can read. */
export function captureLog() {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  const { log } = Fastify({ logger: { level: 'debug', stream } });
  return { log, text: () => lines.join('') };
}
