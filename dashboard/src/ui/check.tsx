import { Check as CheckIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField, type CheckboxFieldProps } from 'react-aria-components';
import './check.css';

/** Something that is chosen or not, with its label. Otherwise React Aria's. */
export function Check({
  children,
  ...props
}: Omit<CheckboxFieldProps, 'className' | 'children'> & { readonly children: ReactNode }) {
  return (
    <CheckboxField {...props} className="check-field">
      <CheckboxButton className="check">
        <span className="check-box" aria-hidden="true">
          <CheckIcon size={14} />
        </span>
        {children}
      </CheckboxButton>
    </CheckboxField>
  );
}
