import type { Door } from "../summary/exposure.ts";
import type { VaultSummary } from "../summary/topology.ts";
import { styled, wrap, type Line, type Span } from "../text.ts";

/** Each vault's exposure in a sentence: from where requests get as far as asking who the caller is. */
export function exposureLines(vaults: readonly VaultSummary[], columns: number): Line[] {
    return vaults.flatMap((vault) => wrap([styled("strong", vault.name), ": ", ...exposureWords(vault)], columns, 2));
}

export function exposureWords({ exposure: { mode, doors } }: VaultSummary): Line {
    const words = [...Map.groupBy(doors, ({ kind }) => kind).values()].flatMap(fewWords);
    const list: Line = words.flatMap((word, index) => (index === 0 ? [word] : [", ", word]));
    switch (mode) {
        case "open":
            return [styled("bad", "open"), ": ", ...list, "; nobody is refused by address"];
        case "firewall":
        case "private":
        case "perimeter":
            return [styled("good", mode), ": ", ...(words.length === 0 ? ["nobody"] : [...list, "; nobody else"])];
        case "unknown":
            return [styled("unsure", "cannot tell"), " before deployment: ", ...list];
    }
}

/** Of many doors of a kind some stand for all: one line is to be read, and the plan has them all. */
function fewWords(doors: readonly Door[]): Line {
    const shown = doors.slice(0, mostDoors).flatMap(doorWords);
    const rest = doors.length - mostDoors;
    return rest > 0
        ? [...shown, `${rest} more ${doors[0]!.kind === "address" ? "addresses" : `${doors[0]!.kind}s`}`]
        : shown;
}

const mostDoors = 6;

function doorWords(door: Door): readonly (string | Span)[] {
    switch (door.kind) {
        case "everybody":
            return ["the whole Internet"];
        case "subnet": {
            const name = `subnet ${door.name}`;
            if (door.serviceEndpoint === true) return [name];
            const lack =
                door.serviceEndpoint === false
                    ? "has no service endpoint, so the rule admits nobody"
                    : "service endpoint unknown";
            return [styled("unsure", `${name} (${lack})`)];
        }
        case "address":
            return [door.address];
        case "private endpoint": {
            const { name, subnet, state } = door.endpoint;
            const place = subnet.kind === "subnet" ? ` in ${subnet.subnet.name}` : ` ${name}`;
            if (state === "approved") return [`private endpoint${place}`];
            return [
                styled(
                    "unsure",
                    `private endpoint${place} (${state === "pending" ? "once it is approved" : "approval unknown"})`,
                ),
            ];
        }
        case "trusted services":
            return ["trusted services"];
        case "perimeter":
            return [`whom network security perimeter ${door.name} admits`];
        case "unknown":
            return [styled("unsure", `${door.what} is not known yet`)];
    }
}
