import { ButtonLink } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

/** For addresses of no page, and of things that are not there for whoever asks: the two look alike. */
export function NotFound() {
  return (
    <Page title="Nothing here" lead="There is no such page, or it is not yours to see.">
      <div>
        <ButtonLink href="/">Go home</ButtonLink>
      </div>
    </Page>
  );
}
