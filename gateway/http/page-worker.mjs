// The process that renders pages. A process has its own loader: TypeScript has to be taught to it as well.
import { register } from 'tsx/esm/api';

register();
await import('./page-worker.ts');
