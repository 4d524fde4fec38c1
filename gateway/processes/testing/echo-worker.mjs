// A process for tests: says things back, dies, hangs or fails, as it is told.
process.on('message', ({ id, say, act }) => {
  if (act === 'die') process.exit(1);
  if (act === 'hang') return;
  const answer = act === 'fail' ? { failure: say } : { result: { said: say, pid: process.pid } };
  process.send?.({ id, ...answer });
});
process.on('disconnect', () => process.exit(0));
process.send?.(process.argv[2] ?? 'ready');
