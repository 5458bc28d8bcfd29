import { OptionDefaults } from 'typedoc';

/** What the package offers, one module an entry point. A name that is used and not explained is an error. */
export default {
  entryPoints: ['index', 'native/index', 'pusher/index', 'mock/index', 'react/index', 'generated/frames'].map((name) => `src/${name}.ts`),
  name: '@milepost/client',
  out: 'target/docs',
  readme: 'none',
  githubPages: false,
  disableSources: true,
  excludePrivate: true,
  excludeProtected: true,
  // What the frames' schemas say of lists.
  blockTags: [...OptionDefaults.blockTags, '@minItems', '@maxItems'],
  treatWarningsAsErrors: true,
};
