import { defineConfig, type UserConfig } from 'vite';
import { firstScript } from './tool/first-script.ts';

const GATEWAY = 'http://127.0.0.1:4000';

/** For `npm run dashboard`: everything that is not the dashboard's is asked of the running gateway, as its own page would. */
const proxied = Object.fromEntries(
  ['/graphql', '/auth'].map((path) => [
    path,
    { target: GATEWAY, headers: { origin: GATEWAY }, changeOrigin: true },
  ]),
);

const CONFIG: UserConfig = {
  root: import.meta.dirname,
  // Deep links load the same page: its files are named from the root on.
  base: '/',
  plugins: [firstScript(import.meta.dirname, 'src/shell/colours-first.js')],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Inlined files would be `data:` addresses, which the page's policy knows for pictures alone.
    assetsInlineLimit: 0,
    manifest: true,
    reportCompressedSize: false,
    // Libraries mark what runs in browsers alone; here everything does.
    rolldownOptions: {
      onLog: (level, log, log_) => (log.code === 'MODULE_LEVEL_DIRECTIVE' ? undefined : log_(level, log)),
    },
  },
  server: { host: '127.0.0.1', port: 5173, proxy: proxied },
};

export default defineConfig(({ command }) => {
  // Vite takes it from whoever builds, where it is set: what tests build would be of React as it is for development.
  if (command === 'build') process.env['NODE_ENV'] = 'production';
  return CONFIG;
});
