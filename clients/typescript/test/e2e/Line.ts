import { connect, createServer, type Server, type Socket } from 'node:net';

/** For one line each, since a client may keep connections to an address that was there before. */
const ports = (process.env.E2E_LINE_PORTS ?? '').split(',').map(Number);

/** The way to a port of this machine, which can be cut: who was connected is thrown off, who comes is refused. */
export class Line {
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;
  /** Nobody is lent it while the line is cut, as a port would be that the system has chosen. */
  readonly port: number;

  constructor(private readonly to: number) {
    const port = ports.shift();
    if (!port) throw new Error('E2E_LINE_PORTS has too few');
    this.port = port;
  }

  /** Lets people in, at the same port as before. */
  async mend(): Promise<void> {
    const server = createServer((near) => this.join(near));
    this.server = server;
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
  }

  /** Throws off everybody and lets nobody in. Says how many connections there were. */
  async cut(): Promise<number> {
    const thrown = this.sockets.size / 2;
    const closed = new Promise((resolve) => this.server?.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
    return thrown;
  }

  private join(near: Socket): void {
    const far = connect(this.to, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        this.sockets.delete(one);
        other.destroy();
      });
    }
  }
}
