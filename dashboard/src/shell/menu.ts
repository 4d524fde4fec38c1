import { House, Lock, MailOpen, ScrollText, SquareSplitHorizontal, type LucideIcon } from 'lucide-react';

/** The pages that are in the menu, in its order. */
export const MENU: readonly { readonly path: string; readonly label: string; readonly icon: LucideIcon }[] = [
  { path: '/', label: 'Home', icon: House },
  { path: '/workspace', label: 'Workspace', icon: Lock },
  { path: '/invitations', label: 'Invitations', icon: MailOpen },
  { path: '/disclosures', label: 'Disclosures', icon: ScrollText },
  { path: '/boundary', label: 'Boundary', icon: SquareSplitHorizontal },
];
