import { limits } from "../azure/limits.ts";
import { InputError } from "../input/error.ts";
import { parseCidr } from "../input/ipv4.ts";
import { checkWord, touchesPrivateSpace } from "./vault.ts";

/** How a general-purpose account's data is copied: within a building, across zones, to the paired region, readable there. */
const StorageSku = {
    Lrs: "Standard_LRS",
    Zrs: "Standard_ZRS",
    Grs: "Standard_GRS",
    RaGrs: "Standard_RAGRS",
    Gzrs: "Standard_GZRS",
    RaGzrs: "Standard_RAGZRS",
} as const;

/** @throws InputError for a SKU or an address rule that Azure Storage refuses */
export function checkStorageAccount(sku: string, allowedAddresses: readonly string[], what: string): void {
    checkWord(StorageSku, sku, `${what}.sku`);
    for (const [index, address] of allowedAddresses.entries())
        checkAddress(address, `${what}.allowedAddresses[${index}]`);
}

function checkAddress(address: string, what: string): void {
    const block = parseCidr(address);
    const longest = limits.storageAddressRulePrefix.value;
    if (block === undefined || (address.includes("/") && block.length > longest)) {
        throw new InputError({
            what,
            got: address,
            expected: `an IPv4 address, or a block up to /${longest} without host bits`,
            fix: "list single addresses one by one, as 203.0.113.7",
        });
    }
    if (!touchesPrivateSpace(block)) return;
    throw new InputError({
        what,
        got: address,
        expected: "a public address: Azure Storage refuses private ranges (RFC 1918) in address rules",
        fix: "admit a private network by its subnet (service endpoint) or by a private endpoint",
    });
}
