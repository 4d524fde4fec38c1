import { startBalancer, type Balancer } from './balancer.ts';
import { startTestNetwork, type NetworkOptions, type TestNetwork } from './network.ts';

/** A network with two of each of the operator's programs, and a balancer in front of each two. */
export interface ReplicatedNetwork extends AsyncDisposable {
  readonly network: TestNetwork;
  /** Both gateways, for asking one of them. Each asks the shared layer through the balancer. */
  readonly gateways: readonly string[];
  readonly sharedLayers: readonly string[];
  /** In front of the gateways, and in front of the shared layers. */
  readonly front: Balancer;
  readonly middle: Balancer;
}

/** A busy machine is no fault of theirs. */
const PATIENCE = { subgraphTimeoutMs: 15_000 };

/** Starts it. */
export async function startReplicas(options: NetworkOptions = {}): Promise<ReplicatedNetwork> {
  const sharedLayers: string[] = [];
  const middle = await startBalancer(sharedLayers);
  const network = await startTestNetwork({
    ...options,
    gateway: { ...PATIENCE, ...options.gateway },
    sharedUrlFor: (url) => {
      sharedLayers.push(url);
      return Promise.resolve(middle.url);
    },
  });
  sharedLayers.push(await network.startReplica('shared'));
  const gateways = [network.gatewayUrl, await network.startReplica('gateway')];
  const front = await startBalancer(gateways);
  return {
    ...{ network, gateways, sharedLayers, front, middle },
    async [Symbol.asyncDispose]() {
      await front.stop();
      await network[Symbol.asyncDispose]();
      await middle.stop();
    },
  };
}
