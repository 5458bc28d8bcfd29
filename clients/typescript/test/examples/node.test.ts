import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsup';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayServer } from '../support/GatewayServer.js';
import { until } from '../support/until.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
let project: string;

/** A project that has the client as a package, and the example. */
beforeAll(async () => {
  await mkdir(join(root, 'target'), { recursive: true });
  project = await mkdtemp(join(root, 'target', 'example-'));
  const installed = join(project, 'node_modules', '@milepost', 'client');
  await build({
    entry: { native: join(root, 'src/native/index.ts') },
    outDir: join(installed, 'dist'),
    config: false,
    format: ['esm'],
    dts: false,
    silent: true,
  });
  await cp(join(root, 'package.json'), join(installed, 'package.json'));
  await writeFile(join(project, 'package.json'), '{"private": true}');
  await cp(join(root, 'examples/node.mjs'), join(project, 'node.mjs'));
}, 60_000);

afterAll(() => rm(project, { recursive: true, force: true }));

it('prints each event of its channels once, over a loss of the connection', async () => {
  const server = await GatewayServer.start();
  const env = { ...process.env, MILEPOST_URL: server.url, MILEPOST_TOKEN: 'token-of-me' };
  const example = spawn(process.execPath, ['node.mjs', 'team-1'], { cwd: project, env });
  let out = '';
  let err = '';
  example.stdout.on('data', (text) => (out += text));
  example.stderr.on('data', (text) => (err += text));
  const ended = new Promise((resolve) => example.once('close', resolve));
  try {
    const lines = () => out.split('\n').filter(Boolean);
    await until(() => server.followed.includes('team-1') || example.exitCode !== null);
    expect(example.exitCode, err).toBe(null);
    server.publish('team-1', 'cheer', { n: 1 });
    await until(() => lines().length === 1);
    server.dropAll();
    server.publish('team-1', 'cheer', { n: 2 });
    await until(() => lines().length === 2);
    expect(lines().map((line) => JSON.parse(line))).toMatchObject([
      { type: 'cheer', channel: 'team-1', data: { n: 1 } },
      { type: 'cheer', channel: 'team-1', data: { n: 2 } },
    ]);
    expect(err).not.toContain('token-of-me');
    example.kill('SIGTERM');
    expect(await ended).toBe(0);
  } finally {
    example.kill('SIGKILL');
    await server.stop();
  }
}, 60_000);
