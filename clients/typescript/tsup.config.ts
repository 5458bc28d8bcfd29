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
  dts: true,
  clean: true,
  treeshake: true,
  target: 'es2020',
  external: ['react', 'pusher-js'],
});
