import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import { Link, type LinkProps } from 'wouter';
import './button.css';

/** How much a button asks to be pressed. One of a page is `primary`. */
export type ButtonLook = 'usual' | 'primary' | 'quiet' | 'danger';

/** A button: `onPress` in place of `onClick`; otherwise React Aria's. While its work goes on it `isPending`, and keeps the focus. */
export function Button({
  look = 'usual',
  ...props
}: Omit<AriaButtonProps, 'className'> & { readonly look?: ButtonLook }) {
  return <AriaButton {...props} className={classOf(look)} />;
}

/** A link that looks like a button, to another page of the dashboard. */
export function ButtonLink({ look = 'usual', ...props }: LinkProps & { readonly look?: ButtonLook }) {
  return <Link {...props} className={classOf(look)} />;
}

function classOf(look: ButtonLook): string {
  return look === 'usual' ? 'button' : `button button-${look}`;
}
