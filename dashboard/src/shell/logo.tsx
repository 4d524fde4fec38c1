import './logo.css';

/** The product's mark and name. */
export function Logo() {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
        <circle cx="12" cy="16" r="8" className="logo-private" />
        <circle cx="20" cy="16" r="8" className="logo-shared" />
      </svg>
      Agent Network
    </span>
  );
}
