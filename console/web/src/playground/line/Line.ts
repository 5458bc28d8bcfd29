import { LineSocket } from './LineSocket.js';

export type Direction = 'out' | 'in';

/** The way to the gateway, which can be cut: sockets on it end as if the network were gone, and new ones fail. */
export class Line {
  /** To be given to a client in place of the browser's own class. */
  readonly Socket: new (url: string | URL, protocols?: string | string[]) => LineSocket;
  private readonly sockets = new Set<LineSocket>();
  private whole = true;

  /** @param heard is called with every text frame, both ways */
  constructor(readonly heard: (direction: Direction, text: string) => void) {
    // eslint-disable-next-line @typescript-eslint/no-this-alias
    const line = this;
    this.Socket = class extends LineSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(line, url, protocols);
      }
    };
  }

  get isCut(): boolean {
    return !this.whole;
  }

  cut(): void {
    this.whole = false;
    for (const socket of [...this.sockets]) {
      socket.drop();
    }
  }

  mend(): void {
    this.whole = true;
  }

  /** For sockets: they are dropped when the line is cut. */
  add(socket: LineSocket): void {
    this.sockets.add(socket);
  }

  remove(socket: LineSocket): void {
    this.sockets.delete(socket);
  }
}
