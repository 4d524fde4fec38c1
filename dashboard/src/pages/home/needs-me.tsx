import { ArrowRight } from 'lucide-react';
import { Link } from 'wouter';
import { Moment } from '../../ui/moment.tsx';
import type { Need } from './needs-rules.ts';

/** What waits for the company, each a link to where it is answered. */
export function NeedsMe({ needs, now }: { readonly needs: readonly Need[]; readonly now: number }) {
  return (
    <section className="section" aria-labelledby="needs">
      <h2 id="needs">Waiting for you</h2>
      <ul className="needs card">
        {needs.map(({ id, title, detail, href, until }) => (
          <li key={id}>
            <Link href={href} className="need">
              <span className="need-text">
                <strong>{title}</strong>
                {detail !== null && <span className="soft">{detail}</span>}
                {until !== null && (
                  <span className="soft small">
                    Answer it <Moment at={until} now={now} />
                  </span>
                )}
              </span>
              <ArrowRight size={18} aria-hidden="true" />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
