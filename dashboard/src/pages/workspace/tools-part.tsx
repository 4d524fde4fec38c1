import { KeyRound } from 'lucide-react';
import type { Workspace } from './workspace-page.tsx';
import { WorkspacePart } from './workspace-part.tsx';

/** What the company's agents may call. Secrets are shown nowhere; only whether one is kept. */
export function ToolsPart({ tools }: { readonly tools: Workspace['tools'] }) {
  return (
    <WorkspacePart title="Tools" items={tools} empty="No tool yet.">
      {(all) => (
        <ul className="workspace-list">
          {all.map(({ id, name, description, endpoint, hasSecret }) => (
            <li key={id}>
              <p>
                <strong>{name}</strong>
              </p>
              {description !== null && <p>{description}</p>}
              {endpoint !== null && (
                <p className="soft small">
                  <code>{endpoint}</code>
                </p>
              )}
              {hasSecret === true && (
                <p className="row soft small">
                  <KeyRound size={14} aria-hidden="true" />A secret is kept for it
                </p>
              )}
            </li>
          ))}
        </ul>
      )}
    </WorkspacePart>
  );
}
