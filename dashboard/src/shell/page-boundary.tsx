import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Page } from '../ui/page.tsx';

/** Keeps a page that breaks, or whose files have been replaced by newer ones, from taking the rest with it. */
export class PageBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Page
        title="This page could not be shown"
        lead="A newer version may be there, or the connection broke while it was loaded."
      >
        <div>
          <Button look="primary" onPress={() => window.location.reload()}>
            Load it again
          </Button>
        </div>
      </Page>
    );
  }
}
