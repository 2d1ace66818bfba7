import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/**
 * What stands in front of several web processes: gives each request to the next one, and asks
 * another when one is away. A request whose answer had begun is asked nowhere again.
 */
export async function startRoundRobin() {
  const ports: number[] = [];
  const served = new Map<number, number>();
  let turn = 0;

  function pass(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, tries: number) {
    const port = ports[turn % ports.length] ?? 0;
    turn += 1;
    const headers = {
      ...incoming.headers,
      'x-forwarded-for': incoming.socket.remoteAddress ?? '',
      'x-forwarded-proto': 'http',
    };
    const { method, url: path } = incoming;
    const asked = request({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      served.set(port, (served.get(port) ?? 0) + 1);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      // Whoever answered was killed in the middle of it.
      answer.on('aborted', () => outgoing.destroy());
      answer.pipe(outgoing);
    });
    asked.on('error', (error: NodeJS.ErrnoException) => {
      const isAway = error.code === 'ECONNREFUSED' && tries < ports.length;
      if (isAway) pass(incoming, outgoing, body, tries + 1);
      else if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    asked.end(body);
  }

  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    pass(incoming, outgoing, Buffer.concat(chunks), 1);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    /** How many answers each process gave. */
    served,
    sendTo: (...given: number[]) => void ports.push(...given),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
