import { agreed, holds, verdictOf, type NaiveVerdict, type Three } from "../three.ts";
import { scopeId, vaultId } from "./plan-of.ts";
import { dates, natAddress, principals, type SubnetName, type World } from "./world.ts";

/**
 * Who may do what, straight from Microsoft's prose and deliberately naive: it reads the world, not its plan, and shares no
 * code and no table with the analysis. Sources: learn.microsoft.com/azure/key-vault/general (authentication,
 * network-security, overview-vnet-service-endpoints, private-link-diagnostics, rbac-guide, rbac-abac,
 * assign-access-policy), keys/about-keys-details and secrets/about-secrets.
 */
export interface NaiveQuestion {
    readonly from:
        | { readonly subnet: SubnetName }
        /** Or a block of them. */
        | { readonly address: string }
        | { readonly service: string }
        /** A local network, with its public address where it is known. */
        | { readonly local: string | undefined }
        | "internet";
    readonly as: "anonymous" | { readonly principal: string; readonly group?: string; readonly through?: string };
    readonly do: string;
    /** Of the world or not; `undefined` asks the vault as a whole. */
    readonly object?: string;
    readonly at?: string;
}

export function naiveVerdict(world: World, question: NaiveQuestion): NaiveVerdict {
    return verdictOf([
        reaches(world, question),
        isKnown(world, question) ? may(world, question) : "no",
        available(world, question),
    ]);
}

/** A vault takes tokens of its own tenant alone. A managed identity has those of the tenant that it is in. */
function isKnown({ identity }: World, { as }: NaiveQuestion): boolean {
    return as !== "anonymous" && (identity !== "foreign" || as.principal !== principals[2]);
}

/** What the vault sees of where a call comes from. */
type Seen =
    | "private link"
    | "nothing"
    | { readonly address: string }
    /** A public address that only Azure knows. */
    | "some address"
    /** Any address that no rule names. */
    | "any address"
    | { readonly subnet: SubnetName }
    | { readonly service: string };

/** From the caller's network to an answer of the vault's firewall: sure only where all ways that it may go agree. */
function reaches(world: World, question: NaiveQuestion): Three {
    return agreed(waysFrom(world, question.from).map((seen) => passes(world, seen, question.do)));
}

function waysFrom(world: World, from: NaiveQuestion["from"]): readonly Seen[] {
    if (from === "internet") return ["any address"];
    if ("address" in from) return [{ address: from.address }];
    if ("service" in from) return [{ service: from.service }];
    if ("local" in from) {
        const outside: Seen = from.local === undefined ? "some address" : { address: from.local };
        // Behind a gateway a name server of its own may know the private address, or a zone without a record.
        return world.gateway && hasAlias(world) ? [outside, "private link", "nothing"] : [outside];
    }
    const inPeer = from.subnet === "delta";
    const linked = world.zone !== undefined && (inPeer ? world.peered.linked : world.zone.linked);
    // Without an approved private endpoint the public name has no alias into the private zone.
    if (hasAlias(world) && linked) {
        if (world.zone?.record !== true) return ["nothing"];
        // A peering works where both networks have said so.
        return [inPeer && world.peered.peering !== "both" ? "nothing" : "private link"];
    }
    const subnet = world.subnets.find(({ name }) => name === from.subnet)!;
    // With the service endpoint the vault sees the subnet, and address rules match no longer.
    if (subnet.serviceEndpoint) return [{ subnet: subnet.name }];
    if (subnet.outbound === "none") return ["nothing"];
    return [subnet.outbound === "known nat" ? { address: natAddress } : "some address"];
}

function hasAlias({ endpoint }: World): boolean {
    return endpoint?.approval === "automatic";
}

function passes(world: World, seen: Seen, operation: string): Three {
    if (seen === "nothing") return "no";
    // Neither perimeter nor firewall nor switch concerns private links.
    if (seen === "private link") return "yes";
    const { perimeter } = world;
    if (perimeter === undefined) return firewall(world, seen, operation);
    const admitted = byPerimeter(perimeter.addresses, seen);
    if (perimeter.mode === "Enforced" || admitted === "yes") return admitted;
    // In transition a perimeter adds to the vault's own rules.
    const own = firewall(world, seen, operation);
    return own === "no" ? admitted : own;
}

/** Address rules of a perimeter; trusted services are none of its concern, nor are subnets. */
function byPerimeter(blocks: readonly string[], seen: Seen): Three {
    if (typeof seen === "object" && "address" in seen) return anyOf(blocks, seen.address);
    return seen === "some address" && blocks.length > 0 ? "cannot tell" : "no";
}

function firewall({ vault }: World, seen: Exclude<Seen, "private link" | "nothing">, operation: string): Three {
    const { acls } = vault;
    const access = vault.publicNetworkAccess.toLowerCase();
    if (access === "securedbyperimeter") return "no";
    const service = typeof seen === "object" && "service" in seen ? seen.service : undefined;
    // Storage wraps and unwraps with the customer's key, and asks for nothing else; code in a cluster is anybody's.
    const trusted = service === "Azure Storage" && ["keys/get", "keys/wrapKey", "keys/unwrapKey"].includes(operation);
    const bypassed = acls !== undefined && acls.bypass !== "None";
    if (access === "disabled") {
        // What passes by a firewall that was never set up is not documented.
        if (trusted && acls === undefined) return "cannot tell";
        return trusted && bypassed ? "yes" : "no";
    }
    if (acls === undefined || acls.defaultAction === "Allow") return "yes";
    if (trusted && bypassed) return "yes";
    if (seen === "any address") return "no";
    // The address is Azure's to choose; any address rule may be for it.
    if (seen === "some address" || service !== undefined) return acls.addresses.length > 0 ? "cannot tell" : "no";
    if (typeof seen === "object" && "subnet" in seen) return acls.subnets.includes(seen.subnet) ? "yes" : "no";
    return "address" in seen ? anyOf(acls.addresses, seen.address) : "no";
}

/** Whether one of some blocks names an address, or all those of a block. */
function anyOf(blocks: readonly string[], addresses: string): Three {
    const held = blocks.map((block) => holds(block, addresses));
    if (held.includes("yes")) return "yes";
    return held.includes("cannot tell") ? "cannot tell" : "no";
}

/** The identity, by the one access model that is in force. */
function may(world: World, question: NaiveQuestion): Three {
    return world.vault.rbac ? byRole(world, question) : byPolicy(world, question);
}

/** Data actions of operations, in the documentation's words, without their common prefix. */
const dataActions: Readonly<Record<string, string>> = {
    "secrets/get": "secrets/getSecret/action",
    "secrets/list": "secrets/readMetadata/action",
    "secrets/set": "secrets/setSecret/action",
    "secrets/delete": "secrets/delete",
    "secrets/recover": "secrets/recover/action",
    "secrets/purge": "secrets/purge/action",
    "keys/get": "keys/read",
    "keys/list": "keys/read",
    "keys/sign": "keys/sign/action",
    "keys/encrypt": "keys/encrypt/action",
    "keys/decrypt": "keys/decrypt/action",
    "keys/wrapKey": "keys/wrap/action",
    "keys/unwrapKey": "keys/unwrap/action",
    "certificates/get": "certificates/read",
    "certificates/list": "certificates/read",
};

/** Roles as predicates over a data action; `undefined` for a role whose definition nobody has. */
const roles: Readonly<Record<string, ((action: string) => boolean) | undefined>> = {
    "Key Vault Administrator": () => true,
    "Key Vault Reader": (action) => action.endsWith("/read") || action === "secrets/readMetadata/action",
    "Key Vault Secrets User": (action) => ["secrets/getSecret/action", "secrets/readMetadata/action"].includes(action),
    "Key Vault Secrets Officer": (action) => action.startsWith("secrets/"),
    "Key Vault Crypto User": (action) =>
        [
            "read",
            "update/action",
            "backup/action",
            "encrypt/action",
            "decrypt/action",
            "wrap/action",
            "unwrap/action",
            "sign/action",
            "verify/action",
        ]
            .map((verb) => `keys/${verb}`)
            .includes(action),
    "Key Vault Certificate User": (action) =>
        ["certificates/read", "secrets/getSecret/action", "secrets/readMetadata/action", "keys/read"].includes(action),
    "Key Vault Crypto Service Encryption User": (action) =>
        ["keys/read", "keys/wrap/action", "keys/unwrap/action"].includes(action),
    Contributor: () => false,
    Owner: () => false,
    Writer: (action) => action.startsWith("secrets/") && action !== "secrets/getSecret/action",
    Nobody: undefined,
};

function byRole(world: World, question: NaiveQuestion): Three {
    const action = dataActions[question.do] ?? "";
    const target = targetOf(question);
    let perhaps = false;
    for (const { principal, role, scope, onlyNames, eligible } of world.assignments) {
        if (eligible || !isCaller(question, principal) || !`${target}/`.startsWith(`${scopeId(scope)}/`)) continue;
        const grants = roles[role];
        // The condition is about values of secrets alone.
        if (onlyNames !== undefined && question.do === "secrets/get" && question.object?.startsWith(onlyNames) !== true)
            continue;
        if (grants === undefined) perhaps = true;
        else if (grants(action)) return "yes";
    }
    return perhaps ? "cannot tell" : "no";
}

function isCaller({ as }: NaiveQuestion, principal: string): boolean {
    return as !== "anonymous" && (as.principal === principal || as.group === principal);
}

/** A list is asked of the vault, everything else of the object. */
function targetOf({ do: operation, object }: NaiveQuestion): string {
    const [family = ""] = operation.split("/");
    return object === undefined ? vaultId : `${vaultId}/${family}/${object}`;
}

/** `all` holds everything but purge. An entry for an application is for those who come through it. */
function byPolicy(world: World, question: NaiveQuestion): Three {
    const [family = "", verb = ""] = question.do.split("/");
    const through = question.as === "anonymous" ? undefined : question.as.through;
    const granted = world.vault.policies.some((policy) => {
        const listed = { secrets: policy.secrets, keys: policy.keys, certificates: policy.certificates }[family] ?? [];
        if (
            policy.foreign ||
            !isCaller(question, policy.principal) ||
            (policy.application !== undefined && policy.application !== through)
        )
            return false;
        return listed.includes(verb) || (verb !== "purge" && listed.includes("all"));
    });
    return granted ? "yes" : "no";
}

/**
 * A disabled secret is read by nobody, and its dates are informational. A disabled key does nothing; outside its dates it
 * still undoes what it once did. What is protected from purging is not purged.
 */
function available(world: World, question: NaiveQuestion): Three {
    const { do: operation, object, at } = question;
    if (operation === "secrets/purge") return world.vault.purgeProtection ? "no" : "yes";
    if (operation === "secrets/get")
        return world.secrets.find(({ name }) => name === object)?.enabled === false ? "no" : "yes";
    if (object !== "wrapper") return "yes";
    const { enabled, dates: span } = world.key;
    if (!enabled) return "no";
    if (["keys/unwrapKey", "keys/decrypt"].includes(operation) || span === "none") return "yes";
    if (at === undefined) return "cannot tell";
    const now = Date.parse(at) / 1000;
    const starts = { past: 0, present: dates.past, future: dates.future }[span];
    const ends = { past: dates.past, present: dates.future, future: Infinity }[span];
    return starts <= now && now < ends ? "yes" : "no";
}
