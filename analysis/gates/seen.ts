import type { Resolution, SeenAs } from "../answer.ts";
import { rangeText } from "./egress.ts";
import type { Way } from "./places.ts";
import type { Source } from "./source.ts";

/** What the vault sees and logs of a request, over all the ways that it may go. */
export function seenAs(ways: readonly Way[]): SeenAs {
    const arriving = ways.filter(({ path }) => path.outcome !== "stopped");
    if (arriving.length === 0) return { address: "none" };
    const seen = arriving.map(({ path }) => seenFrom(path.source));
    const [first] = seen;
    if (arriving.length < ways.length || seen.some((one) => one.address !== first!.address))
        return { address: "unknown" };
    return seen.every((one) => one.ip === first!.ip && one.urn === first!.urn) ? first! : { address: first!.address };
}

function seenFrom(source: Source): SeenAs {
    switch (source.kind) {
        case "endpoint":
        case "subnet": {
            const [range] = source.from;
            return {
                address: "private",
                ...(range !== undefined && source.from.length === 1 && { ip: rangeText(range).replace(/\/32$/, "") }),
            };
        }
        case "public": {
            const [address] = source.addresses;
            if (source.addresses.length !== 1 || address === undefined) return { address: "public" };
            if (address.kind === "range")
                return { address: "public", ip: rangeText(address.range).replace(/\/32$/, "") };
            return { address: "public", ...(address.kind === "resource" && { urn: address.urn }) };
        }
        case "unnamed":
        case "service":
            return { address: "public" };
        case "unknown":
            return { address: "unknown" };
        case "none":
            return { address: "none" };
    }
}

/** What the name of the vault becomes. Only a private answer, and a public one of a vault with endpoints, has an alias. */
export function resolutionOf(names: readonly string[], ways: readonly Way[]): Resolution {
    const answers = new Set(ways.map(({ name }) => name.address));
    const [only] = answers;
    const address = answers.size === 1 && only !== undefined ? only : "unknown";
    const ips = new Set(ways.map(({ name }) => name.ip));
    const [ip] = ips;
    return { names, address, ...(address === "private" && ips.size === 1 && ip !== undefined && { ip }) };
}
