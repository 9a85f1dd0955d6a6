import { rangeText } from "../analysis/gates/egress.ts";
import type { AddressRange } from "../input/ipv4.ts";
import { azureType } from "../plan/type.ts";

/** Names that Azure's users know by other words than Pulumi's. */
const ownWords: Readonly<Record<string, string>> = {
    "authorization:ManagementLockAtResourceGroupLevel": "lock",
    "authorization:ManagementLockAtResourceLevel": "lock",
    "authorization:ManagementLockAtSubscriptionLevel": "lock",
    "authorization:ManagementLockByScope": "lock",
    "authorization:PimRoleEligibilitySchedule": "eligible role assignment",
    "authorization:RoleDefinition": "custom role",
    "dbforpostgresql:Server": "PostgreSQL server",
    "keyvault:Vault": "key vault",
    "network:SwiftVirtualNetworkConnection": "virtual network integration",
    "managedidentity:UserAssignedIdentity": "managed identity",
    "monitor:ScheduledQueryRule": "log alert rule",
    "operationalinsights:Workspace": "Log Analytics workspace",
    "privatedns:PrivateRecordSet": "DNS record set",
    "privatedns:PrivateZone": "private DNS zone",
    "privatedns:VirtualNetworkLink": "DNS zone link",
    "network:BastionHost": "Bastion host",
    "network:PrivateDnsZoneGroup": "DNS zone group",
    "sql:Server": "SQL server",
    "sql:Database": "SQL database",
    "web:AppServicePlan": "App Service plan",
};

/** Words that are written as they are inside a type's name. */
const spelling: Readonly<Record<string, string>> = Object.fromEntries(
    ["API", "CDN", "CLI", "DDoS", "DNS", "HSM", "IP", "IPv4", "IPv6", "NAT", "PIM", "SQL", "SSH", "VPN", "WAN"].map(
        (word) => [word.toLowerCase(), word],
    ),
);

/** A type as a person says it: `azure-native:network:NatGateway` is a NAT gateway. */
export function typeWords(type: string): string {
    const key = azureType(type)?.key;
    if (key !== undefined && Object.hasOwn(ownWords, key)) return ownWords[key]!;
    const name = type.split(":").at(-1) ?? type;
    const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [name];
    return words.map((word) => spelling[word.toLowerCase()] ?? word.toLowerCase()).join(" ");
}

/** `3 subnets`, `1 subnet`, `no subnet`. */
export function counted(count: number, singular: string, plural = pluralOf(singular)): string {
    return count === 0 ? `no ${singular}` : `${count} ${count === 1 ? singular : plural}`;
}

function pluralOf(singular: string): string {
    if (/(s|x|ch|sh)$/.test(singular)) return `${singular}es`;
    return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[], word = "and"): string {
    if (items.length < 2) return items.join("");
    return `${items.slice(0, -1).join(", ")} ${word} ${items.at(-1)!}`;
}

/** A range as CIDR where it is one, else as its first and last address; a single address as itself. */
export function rangeWords(range: AddressRange): string {
    return rangeText(range).replaceAll("/32", "");
}

/** What to call an Azure id: its last name; of an object in a vault the vault's as well. */
export function idWords(id: string): string {
    return (
        id
            .split("/")
            .filter((part) => part !== "")
            .at(-1) ?? id
    );
}

/** One address is written without the length of its block. */
export function withoutMask(address: string): string {
    return address.replace(/\/32$/, "");
}
