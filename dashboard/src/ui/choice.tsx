import { Check, ChevronDown } from 'lucide-react';
import { Button, Label, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import './choice.css';

/** One of a few, chosen from a list that opens. */
export function Choice({
  label,
  value,
  choices,
  onChange,
  isDisabled = false,
}: {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
}) {
  return (
    <Select
      className="choice"
      value={value}
      isDisabled={isDisabled}
      onChange={(key) => onChange(String(key))}
    >
      <Label className="field-label">{label}</Label>
      <Button className="field-input choice-button">
        <SelectValue />
        <ChevronDown size={16} aria-hidden="true" />
      </Button>
      <Popover className="choice-list">
        <ListBox>
          {choices.map((choice) => (
            <ListBoxItem
              key={choice.value}
              id={choice.value}
              textValue={choice.label}
              className="choice-item"
            >
              {({ isSelected }) => (
                <>
                  <span>{choice.label}</span>
                  {isSelected && <Check size={16} aria-hidden="true" />}
                </>
              )}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
