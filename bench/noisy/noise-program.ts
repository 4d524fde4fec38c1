import { ask, type Asking } from './asking.ts';

// The noise comes from a process of its own: what waits there is not taken for what waits at the gateway.
process.on('message', (asking: Asking) => {
  void ask(asking).then(({ sent, answered, refused }) => process.send?.({ sent, answered, refused }));
});
