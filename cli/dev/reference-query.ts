/** The network's main job in one request: what two companies share, with each caller's own private data beside it. */
export const REFERENCE_QUERY = `query Rollout {
  me { displayName company { slug } }
  team(slug: "acme-rollout") {
    name
    companies { company { name } }
    threads(first: 10) { nodes { slug
      notes { body }
      participants { displayName kind company { name }
        agent { name purpose skills instructions knowledge { title } } }
      messages(first: 50) { nodes { sequence body author { displayName kind company { slug } } } } } }
  }
  workspace { privateThreads(first: 10) { nodes { slug } } knowledge { title } agents { name } }
}`;
