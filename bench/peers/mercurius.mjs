// Mercurius' gateway, which knows federation 1 only: mercurius.mjs <folder of the peer> <services as JSON> <port>
import { createRequire } from 'node:module';

const [folder, services, port] = process.argv.slice(2);
const require = createRequire(`${folder}/package.json`);
const app = require('fastify')({ logger: false });
app.register(require('@mercuriusjs/gateway'), {
  jit: 1,
  gateway: {
    services: JSON.parse(services).map((service) => ({
      ...service,
      keepAlive: 60_000,
      connections: 128,
      rewriteHeaders: ({ authorization }) => (authorization ? { authorization } : {}),
    })),
  },
});
await app.listen({ port: Number(port), host: '127.0.0.1' });
