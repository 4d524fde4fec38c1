import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { session } from '../../session/page-session.ts';
import { Starting } from '../../shell/starting.tsx';

/** The answer can be taken once, however often the component is made. */
let taking: Promise<string | null> | null = null;

/** Where a company's issuer sends people back to: takes its answer, and goes on to where they wanted to be. */
export function SignedInPage() {
  const [, navigate] = useLocation();
  const [unreachable, setUnreachable] = useState(false);
  useEffect(() => {
    taking ??= session.finish(window.location.search);
    taking
      .then((to) => {
        taking = null;
        navigate(to ?? '/sign-in?problem=refused', { replace: true });
      })
      .catch(() => setUnreachable(true));
  }, [navigate]);
  return <Starting unreachable={unreachable} />;
}
