import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { jointOf, type Joint } from "./joints.ts";
import type { Networks } from "./networks.ts";
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

/** Whether packets pass between two networks, and what says so. */
export interface Connection {
    readonly value: boolean | Unsure;
    readonly at: readonly Evidence[];
    /** A peering is there in one direction only, or Azure has disconnected it. */
    readonly broken?: "half" | "disconnected";
    /** A peering forbids what comes by the network's name; a rule that names addresses may still let them pass. */
    readonly closed?: true;
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

/**
 * Whether a machine in one network reaches an address in the other. A peering works when both networks have said so;
 * it does not pass through a third.
 */
export function connection(
    networks: Networks,
    peerings: readonly Peering[],
    joints: readonly Joint[],
    a: string,
    b: string,
): Connection {
    if (a === b) return { value: true, at: [] };
    const out = peerings.find(({ from, to }) => from === a && to === b);
    const back = peerings.find(({ from, to }) => from === b && to === a);
    const both = [out, back].filter((peering) => peering !== undefined);
    const at = both.map((peering) => peering.at);
    const cut = both.filter(({ state }) => state === "Disconnected");
    const linked = both.some(({ state }) => state === "Connected");
    if (cut.length > 0) {
        // Two reports that contradict each other are of different times.
        const reported = { at: cut.map(({ stateAt }) => stateAt), broken: "disconnected" } as const;
        return { value: linked ? unsure : false, ...reported };
    }
    if (out?.allows === false || back?.allows === false) return { value: false, at, closed: true };
    if (linked || both.length === 2) {
        return { value: out?.allows === unsure || back?.allows === unsure ? unsure : true, at };
    }
    const untold = peerings.find(
        ({ from, to }) =>
            (from === undefined && (to === undefined || to === a || to === b)) ||
            (to === undefined && (from === a || from === b)),
    );
    if (untold !== undefined) return { value: unsure, at: [...at, untold.at] };
    const other = jointOf(joints, a, b);
    if (other !== undefined) return { value: unsure, at: other };
    if (at.length > 0) {
        // The missing half may be written where the plan does not look: in the project that owns the other network.
        return networks.networks.get(out === undefined ? a : b)?.resource === undefined
            ? { value: unsure, at }
            : { value: false, at, broken: "half" };
    }
    // Whoever has a network that the plan does not show may have made both halves.
    const outside = [a, b].some((key) => networks.networks.get(key)?.resource === undefined);
    return { value: outside ? unsure : false, at: [] };
}
