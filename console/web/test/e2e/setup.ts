import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    stub: string;
  }
}

/** Without a node at `MILEPOST_URL` the pages are tested against the stub, which must have been built for: `npm run build`. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env.MILEPOST_URL) {
    project.provide('stub', '');
    return undefined;
  }
  // eslint-disable-next-line @typescript-eslint/ban-ts-comment
  // @ts-ignore: plain JavaScript
  const { startStub } = await import('../stub/server.mjs');
  const stub = await startStub();
  project.provide('stub', stub.url);
  return () => stub.close();
}
