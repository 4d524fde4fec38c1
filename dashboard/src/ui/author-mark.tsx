import { Bot } from 'lucide-react';
import './author-mark.css';

/** Whose words they are, at a glance: the first letters of a person's name, or an agent's mark. */
export function AuthorMark({ name, isAgent }: { readonly name: string; readonly isAgent: boolean }) {
  const initials = name
    .split(/\s+/)
    .slice(0, 2)
    .map((part) => part.slice(0, 1))
    .join('');
  return (
    <span className={isAgent ? 'author-mark author-mark-agent' : 'author-mark'} aria-hidden="true">
      {isAgent ? <Bot size={18} /> : initials}
    </span>
  );
}
