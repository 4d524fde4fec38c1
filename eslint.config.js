import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { rule as sdlRules } from './schema/tool/sdl-lint.js';

/** The architecture, as import rules. Imports go down only; each zone says why. */
const zones = [
  {
    target: './schema',
    from: ['./gateway', './subgraphs', './prisma', './cli', './test', './examples'],
    message: 'The schema is what every program agrees on, so it depends on none of them.',
  },
  {
    target: './prisma',
    from: ['./gateway', './subgraphs', './schema', './cli', './examples'],
    message: 'A database knows nothing of the programs that use it.',
  },
  {
    target: './telemetry',
    from: ['./gateway', './subgraphs', './schema', './prisma', './cli', './test', './examples'],
    message: 'What operators are told of programs is below all of them.',
  },
  {
    target: './subgraphs/kit',
    from: ['./gateway', './prisma', './cli', './subgraphs/shared', './subgraphs/company', './examples'],
    message: 'The kit serves both subgraph programs and may know neither.',
  },
  {
    target: './subgraphs/shared',
    from: ['./gateway', './cli', './subgraphs/company', './prisma/company', './examples'],
    message: 'The shared layer must never reach into a company, nor into its database.',
  },
  {
    target: './subgraphs/company',
    from: ['./gateway', './cli', './subgraphs/shared', './prisma/shared', './examples'],
    message: 'A company runs its subgraph alone: the shared layer is another program on another machine.',
  },
  {
    target: './gateway',
    from: ['./subgraphs', './prisma', './cli', './examples'],
    message: 'The gateway owns no data and meets subgraphs over the network only.',
  },
  {
    target: './cli',
    from: './examples',
    except: ['./nimbus/seed.ts', './nimbus/database.ts'],
    message:
      "A company's own code is named by a setting and loaded by its program, never imported; its seed is data.",
  },
  {
    target: './examples/acme/!(*.test).ts',
    from: ['./gateway', './prisma', './cli', './test', './subgraphs'],
    except: ['./kit', './company/extension.ts'],
    message: "A company's own code stands on the extension interface, the kit and the schema alone.",
  },
  {
    target: './examples/nimbus/!(*.test).ts',
    from: ['./gateway', './prisma', './cli', './test', './subgraphs', './examples/acme'],
    message:
      "A company's own program stands on the published wire and the contract alone, as one in any language does.",
  },
  {
    target: './dashboard/src',
    from: ['./gateway', './subgraphs', './prisma', './cli', './test', './examples', './schema'],
    message: 'The dashboard runs in a browser and knows the network by its graph alone.',
  },
  ...[
    'http',
    'auth',
    'sign-in',
    'tenancy',
    'registry',
    'recording',
    'executor',
    'transport',
    'telemetry',
  ].map((stage) => ({
    target: `./gateway/${stage}`,
    from: './gateway',
    except: [`./${stage}`, './context.ts', './errors.ts', './planner', './policy', './limits', './processes'],
    message:
      'Stages do not import each other; gateway.ts joins them. Pure folders (planner, policy, limits) and processes are for all.',
  })),
  ...['planner', 'policy', 'limits'].map((pure) => ({
    target: `./gateway/${pure}`,
    from: './gateway',
    except: [`./${pure}`, './errors.ts'],
    message: 'Rules are pure: they import no stage and do no I/O.',
  })),
];

const noAmbient = ['gateway/policy', 'gateway/planner', 'gateway/limits', 'schema/checks'].map(
  (dir) => `${dir}/**/*.ts`,
);

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '.data',
      'coverage',
      'prisma/*/client',
      'subgraphs/*/resolver-types.ts',
      'schema/supergraphs',
      'bench/.peers',
      'dashboard/dist*',
      'dashboard/src/gql',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { 'import-x': importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })] },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Settings are read in config.ts only, and passed in.',
        },
      ],
    },
  },
  {
    files: [
      '**/config.ts',
      '*.config.ts',
      'dashboard/vite.config.ts',
      'prisma/*/prisma.config.ts',
      'test/**/*.ts',
      '**/*.test.ts',
      'prisma/tool/*',
      'cli/**/*.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: [
      '*.config.ts',
      'dashboard/vite.config.ts',
      'prisma/*/prisma.config.ts',
      'test/testkit/*-global.ts',
    ],
    rules: { 'import-x/no-default-export': 'off' },
  },
  {
    files: ['dashboard/src/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat.recommended],
  },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: { 'max-lines-per-function': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  {
    files: noAmbient,
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', 'fetch', 'process', 'setTimeout', 'setInterval', 'performance'],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'Rules are pure: no I/O.' }] },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'Rules are pure: pass the time in.',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Rules are pure: pass ids in.',
        },
      ],
    },
  },
  ...sdlRules,
);
