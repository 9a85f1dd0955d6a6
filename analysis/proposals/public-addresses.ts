import { gateOf, type Answer } from "../answer.ts";
import { rangeFrom } from "../model/addresses.ts";

/** The public addresses from which a vault sees a request, as rules name them; none where the plan does not tell all. */
export function publicAddresses({ gates }: Answer): readonly string[] {
    const { because } = gateOf(gates, "path");
    if (because.code !== "public-address") return [];
    const told = because.addresses.every((address) => rangeFrom(address) !== undefined);
    return told ? because.addresses.map((address) => address.replace(/\/32$/, "")) : [];
}
