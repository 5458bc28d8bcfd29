// What an application downloads, minified and gzipped, against its bound; and that the mock alone brings nothing of the rest.
import { gzipSync } from 'node:zlib';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const BOUND = 8 * 1024;

/** The bundle of a few lines, as a bundler for pages makes it. */
async function bundle(lines) {
  const { outputFiles } = await build({
    stdin: { contents: lines, resolveDir: root },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    external: ['react', 'pusher-js'],
  });
  return outputFiles[0].text;
}

/** What a reader of the bundle would find of the native provider. */
const NATIVE_TRACE = 'milepost.v1';

const native = await bundle(`import { NativeWebSocketService } from './dist/native.js'; window.service = NativeWebSocketService;`);
const bytes = gzipSync(native, { level: 9 }).length;
console.log(`native provider: ${bytes} bytes gzipped, of ${BOUND} at most`);
const faults = bytes > BOUND ? ['the native provider is too large'] : [];
if (!native.includes(NATIVE_TRACE)) faults.push('the trace of the native provider has changed: this check sees nothing');
if (native.includes('indexedDB') || native.includes('localStorage')) faults.push('a cursor store comes without being imported');

const mock = await bundle(`import * as mock from './dist/mock.js'; window.mock = mock;`);
if (mock.includes(NATIVE_TRACE)) faults.push('the mock brings the native provider');
const types = await bundle(`import { WebSocketEvent } from './dist/index.js'; window.event = WebSocketEvent;`);
if (types.includes(NATIVE_TRACE)) faults.push('the event names bring the native provider');

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
