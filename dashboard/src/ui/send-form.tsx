import { Form, type FormProps } from 'react-aria-components';

/**
 * A form that `onSend` answers for, in the place of the browser. What was wrong is told at its fields by whoever knows it,
 * and does not keep anybody from sending again.
 */
export function SendForm({
  onSend,
  className = 'stack',
  ...props
}: Omit<FormProps, 'onSubmit' | 'className' | 'validationBehavior'> & {
  readonly onSend: () => unknown;
  readonly className?: string;
  readonly ref?: React.Ref<HTMLFormElement>;
}) {
  return (
    <Form
      {...props}
      className={className}
      validationBehavior="aria"
      onSubmit={(event) => {
        event.preventDefault();
        onSend();
      }}
    />
  );
}
