/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';
import everyTest from './jest.config.ts';

/** Tests in a real browser, against one network that `npm start` started. They run one after the other. */
const config: Config = {
  ...everyTest,
  roots: ['<rootDir>/test/browser'],
  testMatch: ['**/*.browser.ts'],
  globalSetup: '<rootDir>/test/browser/kit/network-setup.mjs',
  globalTeardown: '<rootDir>/test/browser/kit/network-teardown.mjs',
  testTimeout: 60_000,
  maxWorkers: 1,
};

export default config;
