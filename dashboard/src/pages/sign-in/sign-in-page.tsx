import { useEffect, useState, type SyntheticEvent } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { kept } from '../../session/page-session.ts';
import { Logo } from '../../shell/logo.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import './sign-in.css';

const SLUG = /^[a-z][a-z0-9-]{1,30}$/;

/** Where somebody names their company, and goes on to its own issuer. No list of companies is shown: nobody gets one. */
export function SignInPage({ signedIn }: { readonly signedIn: boolean }) {
  const [path] = useLocation();
  const [search] = useSearchParams();
  const [company, setCompany] = useState(search.get('company') ?? '');
  const [problem, setProblem] = useState<string | null>(problemOf(search.get('problem')));
  useEffect(() => {
    document.title = 'Sign in · Agent Network';
  }, []);
  const goOn = (event: SyntheticEvent) => {
    event.preventDefault();
    const slug = company.trim().toLowerCase();
    if (!SLUG.test(slug)) {
      setProblem('Give your company’s short name, for example acme.');
      return;
    }
    const to = path === '/sign-in' ? '/' : `${path}${window.location.search}`;
    kept.layDown();
    window.location.assign(`/auth/sign-in?${new URLSearchParams({ company: slug, to }).toString()}`);
  };
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Logo />
        <div>
          <h1>Sign in</h1>
          <p className="soft">You sign in at your own company. It alone says who you are.</p>
          {!signedIn && kept.hasOwner() && (
            <p role="status" className="sign-in-over">
              Your session is over. Sign in again and you are back where you were; what you have written and
              not sent is kept.
            </p>
          )}
        </div>
        <form onSubmit={goOn} className="stack" noValidate>
          <Field
            label="Your company"
            hint="Its short name in the network"
            placeholder="acme"
            value={company}
            onChange={setCompany}
            problem={problem}
            autoComplete="organization"
            autoFocus
          />
          <Button type="submit" look="primary">
            Continue
          </Button>
        </form>
        {signedIn && (
          <ButtonLink href="/" look="quiet">
            You are signed in already: go on
          </ButtonLink>
        )}
      </div>
      <p className="sign-in-promise">Private by default, shared on purpose.</p>
    </main>
  );
}

function problemOf(code: string | null): string | null {
  if (code === null) return null;
  if (code === 'refused') return 'Nobody was signed in. Agents do not sign in here; people may try again.';
  return 'Signing in at this company is not possible just now. Check its short name.';
}
