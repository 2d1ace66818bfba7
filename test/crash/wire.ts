import { once } from 'node:events';
import { createServer, type Server, type Socket, connect as toSocket } from 'node:net';

/** One thing asked of PostgreSQL: everything up to a Sync, or a simple query. */
export type Statement = { text: string };

/** Whoever sits on the wire: may hold a statement before it runs, and its outcome after. */
export type Watcher = {
  before(statement: Statement): Promise<void>;
  after(statement: Statement): Promise<void>;
};

export const nobody: Watcher = { before: async () => {}, after: async () => {} };

export type Wire = {
  port: number;
  watch(watcher: Watcher): void;
  close(): Promise<void>;
};

const SYNC = 0x53;
const QUERY = 0x51;
const PARSE = 0x50;
const BIND = 0x42;
const TERMINATE = 0x58;
const READY = 0x5a;

/**
 * Stands between a process and PostgreSQL and understands just enough of the protocol (version 3)
 * to know where one statement ends and the next begins. The product knows nothing of it.
 */
export async function openWire(
  place: { path: string } | { host: string; port: number },
): Promise<Wire> {
  let watcher = nobody;
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const database = toSocket(place);
    for (const [socket, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    relay({ client, database, watcher: () => watcher });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as { port: number }).port,
    watch(next) {
      watcher = next;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

type Ends = { client: Socket; database: Socket; watcher: () => Watcher };

function relay({ client, database, watcher }: Ends): void {
  const names = new Map<string, string>();
  let running: { statement: Statement; by: Watcher } | null = null;
  let asked = Buffer.alloc(0);
  let answered = Buffer.alloc(0);
  let isStarted = false;
  let turn = Promise.resolve();
  // One after another, whatever the watcher holds up.
  const inTurn = (work: () => Promise<void>) => {
    turn = turn.then(work).catch(() => {});
  };

  client.on('data', (chunk: Buffer) => {
    asked = Buffer.concat([asked, chunk]);
    for (;;) {
      if (!isStarted) {
        const length = asked.length >= 4 ? asked.readUInt32BE(0) : Number.POSITIVE_INFINITY;
        if (asked.length < length) return;
        database.write(asked.subarray(0, length));
        asked = asked.subarray(length);
        isStarted = true;
      }
      const batch = firstBatch(asked, names);
      if (!batch) return;
      asked = asked.subarray(batch.bytes.length);
      inTurn(async () => {
        if (batch.statement) {
          const by = watcher();
          await by.before(batch.statement);
          running = { statement: batch.statement, by };
        }
        database.write(batch.bytes);
      });
    }
  });

  database.on('data', (chunk: Buffer) => {
    answered = Buffer.concat([answered, chunk]);
    if (running && !endsReady(answered)) return;
    const bytes = answered;
    answered = Buffer.alloc(0);
    const done = running;
    running = null;
    if (!done) client.write(bytes);
    else done.by.after(done.statement).then(() => client.write(bytes));
  });
}

/** The next statement with its bytes, or a message that is none; null until all of it is there. */
function firstBatch(bytes: Buffer, names: Map<string, string>) {
  let text = '';
  for (let at = 0; at + 5 <= bytes.length; ) {
    const kind = bytes[at];
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    if (end > bytes.length) return null;
    const body = bytes.subarray(at + 5, end);
    if (kind === PARSE) {
      const [name = '', query = ''] = body.toString('utf8').split('\0', 2);
      names.set(name, query);
      text = query;
    }
    if (kind === BIND) text = names.get(body.toString('utf8').split('\0', 2)[1] ?? '') ?? text;
    if (kind === QUERY) text = body.subarray(0, -1).toString('utf8');
    if (kind === QUERY || kind === SYNC) {
      const statement = { text: text.replace(/\s+/g, ' ').trim() };
      return { statement, bytes: bytes.subarray(0, end) };
    }
    if (kind === TERMINATE) return { statement: null, bytes: bytes.subarray(0, end) };
    at = end;
  }
  return null;
}

/** ReadyForQuery is the last message: the statement is over, whatever became of it. */
function endsReady(bytes: Buffer): boolean {
  let kind: number | undefined;
  let at = 0;
  while (at + 5 <= bytes.length) {
    kind = bytes[at];
    at += 1 + bytes.readUInt32BE(at + 1);
  }
  return at === bytes.length && kind === READY;
}
