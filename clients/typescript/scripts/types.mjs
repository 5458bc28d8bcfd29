// Types of frames and of events' data, from the schemas of the module `schemas`. With --check it writes nothing, and fails if
// what is there is not what it would write.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'json-schema-to-typescript';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const schemas = join(root, '../../schemas/src/main/resources/milepost');
const generated = join(root, 'src/generated');
const check = process.argv.includes('--check');

/** Without "one of these fields is required", for which types have no words. */
function plain(schema) {
  if (schema === null || typeof schema !== 'object') return schema;
  if (Array.isArray(schema)) return schema.map(plain);
  const { anyOf, ...rest } = schema;
  const saysLittle = anyOf?.every((one) => Object.keys(one).join() === 'required');
  const kept = anyOf === undefined || saysLittle ? rest : { ...rest, anyOf };
  return Object.fromEntries(Object.entries(kept).map(([key, value]) => [key, plain(value)]));
}

for (const name of ['frames', 'events']) {
  const schema = plain(JSON.parse(await readFile(join(schemas, `${name}.json`), 'utf8')));
  const types = await compile(schema, name, {
    bannerComment: `// Written by scripts/types.mjs from schemas/src/main/resources/milepost/${name}.json. Change that, then: npm run types`,
    additionalProperties: false,
    // The bounds of arrays are for validators.
    ignoreMinAndMaxItems: true,
    style: { singleQuote: true, printWidth: 130 },
  });
  const file = join(generated, `${name}.ts`);
  if (!check) {
    await mkdir(generated, { recursive: true });
    await writeFile(file, types);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== types) {
    console.error(`src/generated/${name}.ts is not what the schemas say: npm run types`);
    process.exitCode = 1;
  }
}
