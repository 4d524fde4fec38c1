import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

/**
 * Has the page run a small script before anything is painted: a file of its own with a hash in its name, since the page's
 * policy knows no inline scripts, and no module, since browsers put those off.
 */
export function firstScript(root: string, file: string): Plugin {
  const name = path.basename(file);
  return {
    name: 'first-script',
    buildStart() {
      if (this.environment.mode === 'build')
        this.emitFile({ type: 'asset', name, source: readFileSync(path.join(root, file), 'utf8') });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const built = Object.values(bundle ?? {}).find(
          (output) => output.type === 'asset' && output.names.includes(name),
        );
        return [{ tag: 'script', attrs: { src: `/${built?.fileName ?? file}` }, injectTo: 'head-prepend' }];
      },
    },
  };
}
