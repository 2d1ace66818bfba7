import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';

/** A way to a server that can be shut and opened, as when its machine goes away and comes back. */
export async function openGate(target: NetConnectOpts) {
  const sockets = new Set<Socket>();
  let server: Server | null = null;
  let port = 0;

  async function open(): Promise<void> {
    server = createServer((near) => {
      const far = connect(target);
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => sockets.delete(socket));
      }
      near.pipe(far).pipe(near);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  }

  async function shut(): Promise<void> {
    const closed = server ? once(server, 'close') : null;
    server?.close();
    for (const socket of sockets) socket.destroy();
    await closed;
    server = null;
  }

  await open();
  return { port, open, shut };
}
