// Loaded into each program that `agent-network dev` starts (`node --import`): a program whose starter is gone,
// killed with -9 for one, must not live on and hold its port. It is asked to stop, and made to after a while.
const PATIENCE_MS = 5000;

if (process.channel) {
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  // The channel alone is no reason for the program to stay.
  process.channel.unref();
}
