import { LogOut, Menu as MenuIcon } from 'lucide-react';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { session } from '../session/page-session.ts';
import { useSignedInYet, type SignedIn } from '../session/session-context.ts';
import { CompanyBadge } from '../ui/badges.tsx';
import { Button } from '../ui/button.tsx';
import { ColoursSwitch } from './colours-switch.tsx';
import { Logo } from './logo.tsx';
import { MENU } from './menu.ts';
import './header.css';

/** The head of every page: whose dashboard it is, who is signed in, and where else to go. */
export function Header() {
  const signedIn = useSignedInYet();
  const [isOpen, setOpen] = useState(false);
  return (
    <header className={isOpen ? 'header header-open' : 'header'}>
      <div className="header-bar">
        <Link href="/" className="header-logo">
          <Logo />
        </Link>
        <div className="header-toggle">
          <Button look="quiet" aria-expanded={isOpen} aria-controls="menu" onPress={() => setOpen(!isOpen)}>
            <MenuIcon size={18} aria-hidden="true" />
            Menu
          </Button>
        </div>
      </div>
      <div className="header-menu" id="menu">
        <Navigation onGone={() => setOpen(false)} />
        {signedIn && <Whoami signedIn={signedIn} />}
      </div>
    </header>
  );
}

function Navigation({ onGone }: { readonly onGone: () => void }) {
  const [path] = useLocation();
  return (
    <nav aria-label="Pages">
      <ul className="navigation">
        {MENU.map(({ path: href, label, icon: Icon }) => {
          const here = path === href || (href !== '/' && path.startsWith(`${href}/`));
          return (
            <li key={href}>
              <Link
                href={href}
                className="navigation-link"
                aria-current={here ? 'page' : undefined}
                onClick={onGone}
              >
                <Icon size={18} aria-hidden="true" />
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Whoami({ signedIn: { displayName, company } }: { readonly signedIn: SignedIn }) {
  const signOut = async () => {
    const goOn = await session.signOut();
    window.location.assign(goOn ?? '/sign-in');
  };
  return (
    <div className="whoami">
      <div>
        <p className="whoami-name">{displayName}</p>
        <CompanyBadge company={company} />
      </div>
      <ColoursSwitch />
      <Button look="quiet" onPress={() => void signOut()}>
        <LogOut size={16} aria-hidden="true" />
        Sign out
      </Button>
    </div>
  );
}
