import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A gateway in a process of its own, at the same port each time that it is started. */
export class GatewayProcess {
  private static readonly command = JSON.parse(process.env.E2E_COMMAND ?? '[]') as string[];
  static readonly port = Number(process.env.E2E_PORT);
  private process: ChildProcess | undefined;

  /** Returns when it is ready. */
  async start(): Promise<void> {
    const [java, ...more] = GatewayProcess.command;
    const child = spawn(java!, more, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.process = child;
    for await (const line of createInterface({ input: child.stdout! })) {
      if (line.startsWith('ready ')) {
        child.stdout!.resume();
        return;
      }
    }
    throw new Error('the gateway ended before it was ready');
  }

  /** SIGKILL leaves it no time to say anything; with SIGTERM it asks everybody to come back. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await gone;
  }
}
