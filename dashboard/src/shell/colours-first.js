// Runs before anything is painted, so that nobody sees the other colours first: see colours.ts.
try {
  const kept = localStorage.getItem('colours');
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.colours = kept;
} catch {
  // A browser that keeps nothing shows the system's.
}
