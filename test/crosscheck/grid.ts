import type { NaiveQuestion } from "./naive.ts";
import { principals, subnetNames } from "./world.ts";

/** Every question that each world is asked. */

const places: readonly NaiveQuestion["from"][] = [
    ...subnetNames.map((subnet) => ({ subnet })),
    ...["20.50.1.7", "20.50.1.8", "52.10.0.127", "52.10.0.128", "52.10.0.200", "8.8.8.8"].map((address) => ({ address })),
    "internet",
];
const onObjects = ["secrets/get", "secrets/set", "secrets/delete", "keys/get", "keys/sign", "keys/unwrapKey", "certificates/get"];
const onVault = ["secrets/list", "keys/list", "certificates/list"];

export const asked: readonly NaiveQuestion[] = places.flatMap((from) =>
    [...principals, "anonymous"].flatMap((as) => [
        ...onVault.map((operation) => ({ from, as, do: operation })),
        ...onObjects.flatMap((operation) => ["first", "second", "unseen"].map((secret) => ({ from, as, do: operation, secret }))),
    ]),
);

/** A question in the command line's words. */
export function words({ from, as, do: operation, secret }: NaiveQuestion): { from: string; as: string; do: string; on: string } {
    const family = operation.split("/")[0] ?? "";
    return {
        from: from === "internet" ? from : "subnet" in from ? from.subnet : from.address,
        as,
        do: operation,
        on: secret === undefined ? "kv-world" : `kv-world/${family}/${secret}`,
    };
}
