import { setColours, useColours, type Colours } from './colours.ts';
import './colours-switch.css';

const CHOICES: readonly { readonly value: Colours; readonly label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

/** Light, dark, or as the system has it. */
export function ColoursSwitch() {
  const colours = useColours();
  return (
    <fieldset className="colours">
      <legend className="visually-hidden">Colours</legend>
      {CHOICES.map(({ value, label }) => (
        <label key={value} className="colours-choice">
          <input
            type="radio"
            name="colours"
            className="visually-hidden"
            checked={value === colours}
            onChange={() => setColours(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
