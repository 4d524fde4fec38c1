import {
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from 'react-aria-components';
import './field.css';

/** A line of text, or several, with its label; `problem` says what is wrong with it. Otherwise React Aria's. */
export function Field({
  label,
  hint,
  problem,
  lines = 1,
  placeholder,
  ...props
}: Omit<TextFieldProps, 'className' | 'isInvalid' | 'children'> & {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | null;
  readonly lines?: number;
  readonly placeholder?: string;
}) {
  const invalid = problem !== undefined && problem !== null;
  return (
    <TextField {...props} isInvalid={invalid} className="field">
      <Label className="field-label">{label}</Label>
      {lines > 1 ? (
        <TextArea className="field-input" rows={lines} placeholder={placeholder} />
      ) : (
        <Input className="field-input" placeholder={placeholder} />
      )}
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{problem}</FieldError>
    </TextField>
  );
}
