import type { Line } from './Line.js';

const NO_CLOSE_FRAME = 1006;

/** A WebSocket over a {@link Line}: the browser's own, as long as the line is whole. */
export class LineSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;

  readonly url: string;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  private readonly real: WebSocket | undefined;
  private dropped = false;

  constructor(
    private readonly line: Line,
    url: string | URL,
    protocols?: string | string[],
  ) {
    super();
    this.url = String(url);
    if (line.isCut) {
      // As any attempt without a network: refused, though not before the caller can listen.
      setTimeout(() => this.drop(), 0);
      return;
    }
    const real = new WebSocket(url, protocols);
    this.real = real;
    line.add(this);
    real.onopen = () => this.emit(new Event('open'));
    real.onerror = () => this.emit(new Event('error'));
    real.onmessage = ({ data }: MessageEvent<string>) => {
      line.heard('in', data);
      this.emit(new MessageEvent('message', { data }));
    };
    real.onclose = ({ code, reason, wasClean }) => {
      line.remove(this);
      this.emit(new CloseEvent('close', { code, reason, wasClean }));
    };
  }

  get readyState(): number {
    return this.dropped ? this.CLOSED : (this.real?.readyState ?? this.CONNECTING);
  }

  get protocol(): string {
    return this.real?.protocol ?? '';
  }

  get bufferedAmount(): number {
    return this.real?.bufferedAmount ?? 0;
  }

  send(text: string): void {
    if (this.readyState === this.OPEN) {
      this.line.heard('out', text);
      this.real?.send(text);
    }
  }

  close(code?: number, reason?: string): void {
    this.real?.close(code, reason);
  }

  /** Ends without a word, as when a cable is pulled. What still comes over the browser's own is not heard. */
  drop(): void {
    if (this.dropped) {
      return;
    }
    this.dropped = true;
    this.line.remove(this);
    if (this.real) {
      this.real.onopen = this.real.onmessage = this.real.onerror = this.real.onclose = null;
      this.real.close();
    }
    this.emit(new Event('error'));
    this.emit(new CloseEvent('close', { code: NO_CLOSE_FRAME, wasClean: false }));
  }

  private emit(event: Event): void {
    const listener = this[`on${event.type}` as 'onopen'] as ((event: Event) => void) | null;
    listener?.call(this, event);
    this.dispatchEvent(event);
  }
}
