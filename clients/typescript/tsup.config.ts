import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    index: 'src/index.ts',
    native: 'src/native/index.ts',
    pusher: 'src/pusher/index.ts',
    mock: 'src/mock/index.ts',
    react: 'src/react/index.ts',
  },
  format: ['esm', 'cjs'],
  dts: !process.env.NO_DTS,
  clean: true,
  silent: true,
  treeshake: true,
  splitting: true,
  target: 'es2022',
  external: ['react', 'pusher-js'],
});
