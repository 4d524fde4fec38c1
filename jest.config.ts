/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const config: Config = {
  testEnvironment: 'node',
  roots: [
    '<rootDir>/gateway',
    '<rootDir>/subgraphs',
    '<rootDir>/schema',
    '<rootDir>/prisma',
    '<rootDir>/telemetry',
    '<rootDir>/cli',
    '<rootDir>/dashboard/src',
    '<rootDir>/test',
    '<rootDir>/examples',
  ],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2023' },
        module: { type: 'es6' },
      },
    ],
  },
  globalSetup: '<rootDir>/test/testkit/postgres-setup.mjs',
  globalTeardown: '<rootDir>/test/testkit/postgres-teardown.mjs',
  testTimeout: 90_000,
  maxWorkers: 2,
  // What a file loaded stays in its worker's memory: a worker that grew is made anew, or most of its time goes to collecting.
  workerIdleMemoryLimit: '1GB',
  reporters: ['default', '<rootDir>/test/testkit/count-reporter.mjs'],
};

export default config;
