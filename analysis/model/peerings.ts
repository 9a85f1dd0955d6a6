import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { below, evidence, flag, items, property, unsure, word, type Property, type Unsure } from "./property.ts";
import { referenceById, referenceByName } from "./references.ts";
import { ofType, type Resources } from "./resources.ts";

/** One direction of a peering: what the network `from` has said about `to`. */
export interface Peering {
    /** Absent, as `to` is, where the plan does not tell. */
    readonly from?: string;
    readonly to?: string;
    readonly allows: boolean | Unsure;
    /** What Azure reported: that both directions are there, or that one was deleted since. */
    readonly state?: "Connected" | "Disconnected";
    /** Lets its own network use a gateway in the other, or the other a gateway in its own. */
    readonly gateways: { readonly uses: boolean | Unsure; readonly lends: boolean | Unsure };
    readonly at: Evidence;
    readonly stateAt: Evidence;
}

export function readPeerings(resources: Resources): readonly Peering[] {
    const standalone = ofType(resources, "network:VirtualNetworkPeering").flatMap((resource) => {
        const local = referenceByName(resources, resource, "virtualNetworkName", "network:VirtualNetwork");
        const from =
            local.kind === "found"
                ? local.urn
                : local.kind === "outside"
                  ? outsideLocal(resources, resource)
                  : undefined;
        return [readPeering(resources, from, (...keys) => property(resource, ...keys))];
    });
    const inline = ofType(resources, "network:VirtualNetwork").flatMap((vnet) => {
        const list = items(property(vnet, "virtualNetworkPeerings"));
        // Peerings that the plan does not tell are read as one, with a network that it does not tell.
        const shown = list === unsure ? [property(vnet, "virtualNetworkPeerings")] : list;
        return shown.map((at) => readPeering(resources, vnet.urn, (...keys) => below(at, ...keys)));
    });
    return [...standalone, ...inline];
}

function outsideLocal(resources: Resources, peering: PlanResource): string | undefined {
    const id = resources.ids.get(peering.urn);
    return id?.slice(0, id.lastIndexOf("/virtualnetworkpeerings/"));
}

function readPeering(resources: Resources, from: string | undefined, of: (...keys: string[]) => Property): Peering {
    const remote = referenceById(resources, of("remoteVirtualNetwork", "id"), ["network:VirtualNetwork"]);
    const to = remote.kind === "found" ? remote.urn : remote.kind === "outside" ? remote.id : undefined;
    const part = flag(of("peerCompleteVnets"));
    // `Initiated` is what the first of two reports while the second is still to be made: it says nothing.
    const state = word(of("peeringState"), ["Connected", "Disconnected"]);
    return {
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        allows: part === false || part === unsure ? unsure : (flag(of("allowVirtualNetworkAccess")) ?? true),
        ...(typeof state === "string" && { state }),
        gateways: {
            uses: flag(of("useRemoteGateways")) ?? false,
            lends: flag(of("allowGatewayTransit")) ?? false,
        },
        at: evidence(of("remoteVirtualNetwork")),
        stateAt: evidence(of("peeringState")),
    };
}
