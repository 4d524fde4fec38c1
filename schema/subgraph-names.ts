/** Names of the logical subgraphs of every tenant view; `gateway` is what the gateway answers itself. */
export const SUBGRAPH = { shared: 'shared', company: 'company', gateway: 'gateway' } as const;
