import { session } from '../session/page-session.ts';
import { Button } from '../ui/button.tsx';
import './starting.css';

/** While it is not known who is signed in. */
export function Starting({ unreachable }: { readonly unreachable: boolean }) {
  return (
    <main className="starting">
      {unreachable ? (
        <>
          <h1>The network cannot be reached</h1>
          <p className="soft">Nothing is lost. Try again in a moment.</p>
          <Button look="primary" onPress={() => void session.start()}>
            Try again
          </Button>
        </>
      ) : (
        <p role="status" className="soft">
          Opening Agent Network…
        </p>
      )}
    </main>
  );
}
