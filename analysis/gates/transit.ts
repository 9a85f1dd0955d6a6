import type { Evidence } from "../answer.ts";
import type { Model } from "../model/model.ts";
import { connection } from "../model/connections.ts";
import type { Peering } from "../model/peerings.ts";
import { all, unsure, type Unsure } from "../model/property.ts";

interface Reach {
    readonly value: boolean | Unsure;
    readonly at: readonly Evidence[];
}

/**
 * Whether packets from a local network reach a network: it has the gateway, or uses that of a peered one, which must
 * lend it. Source: learn.microsoft.com/azure/vpn-gateway/vpn-gateway-peering-gateway-transit.
 */
export function localNetworkReaches(model: Model, network: string): Reach {
    const { gateways, perhaps } = model.hybrid;
    const own = gateways.get(network);
    if (own !== undefined) return { value: true, at: [own] };
    const lent = model.peerings
        .filter(({ from }) => from === network || from === undefined)
        .map((peering) => throughPeering(model, network, peering));
    const found = lent.find(({ value }) => value === true) ?? lent.find(({ value }) => value === unsure);
    if (found !== undefined) return found;
    const untold = perhaps.get(network) ?? perhaps.get("");
    return untold === undefined ? { value: false, at: [] } : { value: unsure, at: [untold] };
}

function throughPeering(model: Model, network: string, { from, to, gateways, at }: Peering): Reach {
    if (gateways.uses === false) return { value: false, at: [] };
    if (from === undefined || to === undefined) return { value: unsure, at: [at] };
    const back = model.peerings.find((other) => other.from === to && other.to === network);
    const joined = connection(model.networks, model.peerings, model.joints, network, to);
    // A peering that keeps the networks apart says nothing of what comes through the gateway.
    const linked = joined.closed === true ? unsure : joined.value;
    const lends = back?.gateways.lends ?? unsure;
    const gateway = model.hybrid.gateways.get(to) ?? model.hybrid.perhaps.get(to);
    // The gateway may stand in a network that the plan does not show whole.
    const stands = model.hybrid.gateways.has(to) ? true : unsure;
    const reports = [at, ...(back === undefined ? [] : [back.at]), ...(gateway === undefined ? [] : [gateway])];
    return { value: all([gateways.uses, linked, lends, stands]), at: reports };
}
