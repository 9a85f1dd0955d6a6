import type { Evidence } from "../answer.ts";
import { jointOf, type Joint } from "./joints.ts";
import type { Networks } from "./networks.ts";
import type { Peering } from "./peerings.ts";
import { unsure, type Unsure } from "./property.ts";

/** Whether packets pass between two networks, and what says so. */
export interface Connection {
    readonly value: boolean | Unsure;
    readonly at: readonly Evidence[];
    /** A peering is there in one direction only, or Azure has disconnected it. */
    readonly broken?: "half" | "disconnected";
    /** A peering forbids what comes by the network's name; a rule that names addresses may still let them pass. */
    readonly closed?: true;
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
    // Half a peering carries nothing, open or closed; one whose other half may be elsewhere is as closed as it says.
    const shut = out?.allows === false || back?.allows === false;
    const hidden = [a, b].some((key) => networks.networks.get(key)?.resource === undefined);
    if (shut && (linked || both.length === 2 || hidden)) return { value: false, at, closed: true };
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
    return { value: hidden ? unsure : false, at: [] };
}
