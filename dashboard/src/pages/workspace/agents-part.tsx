import type { OwnAgentFragment } from '../../gql/graphql.ts';
import { AgentBadge } from '../../ui/badges.tsx';
import { listed } from '../../ui/names-rules.ts';
import { WorkspacePart } from './workspace-part.tsx';

const STATES: Readonly<Record<NonNullable<OwnAgentFragment['status']>, string>> = {
  ACTIVE: 'At work',
  PAUSED: 'Paused',
  ARCHIVED: 'No longer in use',
};

/** The company's agents: what they are for, and what they draw on. */
export function AgentsPart({ agents }: { readonly agents: readonly OwnAgentFragment[] | null }) {
  return (
    <WorkspacePart title="Agents" items={agents} empty="No agent works here yet.">
      {(all) => (
        <ul className="workspace-cards">
          {all.map((agent) => (
            <li key={agent.id} className="workspace-card">
              <AgentCard agent={agent} />
            </li>
          ))}
        </ul>
      )}
    </WorkspacePart>
  );
}

function AgentCard({ agent }: { readonly agent: OwnAgentFragment }) {
  const { name, purpose, status, model } = agent;
  const facts = [
    ['Good at', listed(agent.skills ?? [])],
    ['Knows', listed((agent.knowledge ?? []).map(({ title }) => title))],
    ['May call', listed((agent.tools ?? []).map((tool) => tool.name))],
    ['Runs on', model ?? ''],
  ] as const;
  return (
    <>
      <div className="row">
        <h3>{name}</h3>
        <AgentBadge />
        {status !== null && <span className="soft small">{STATES[status]}</span>}
      </div>
      {purpose !== null && <p>{purpose}</p>}
      <dl className="workspace-facts small">
        {facts
          .filter(([, text]) => text !== '')
          .map(([label, text]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}
