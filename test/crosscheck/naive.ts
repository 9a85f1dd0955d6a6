import { scopeId, vaultId, type SubnetName, type World } from "./world.ts";

/**
 * Who may do what, straight from Microsoft's prose and deliberately naive: it reads the world, not its plan, and shares no
 * code and no table with the analysis. Sources: facts of learn.microsoft.com/azure/key-vault/general (authentication,
 * network-security, private-link-diagnostics, rbac-guide, assign-access-policy) and secrets/about-secrets.
 */
export interface NaiveQuestion {
    readonly from: { readonly subnet: SubnetName } | { readonly address: string } | "internet";
    readonly as: string | "anonymous";
    readonly do: string;
    /** `first`, `second` or one that the plan does not show; `undefined` asks the vault as a whole. */
    readonly secret?: string;
}

type Three = "yes" | "no" | "cannot tell";
export type NaiveVerdict = "allowed" | "denied" | "undetermined";

export function naiveVerdict(world: World, question: NaiveQuestion): NaiveVerdict {
    const steps = [reaches(world, question.from), question.as === "anonymous" ? "no" : may(world, question), available(world, question)] as const;
    if (steps.includes("no")) return "denied";
    return steps.includes("cannot tell") ? "undetermined" : "allowed";
}

/** From the caller's network to an answer of the vault's firewall. */
function reaches(world: World, from: NaiveQuestion["from"]): Three {
    const { publicNetworkAccess, acls } = world.vault;
    const closed = publicNetworkAccess.toLowerCase() === "disabled";
    const open = !closed && (acls === undefined || acls.defaultAction === "Allow");
    const byAddress = (address: string): Three => {
        if (closed) return "no";
        return open || (acls?.addresses.some((block) => inBlock(address, block)) ?? false) ? "yes" : "no";
    };
    if (from === "internet") return open ? "yes" : "no";
    if ("address" in from) return byAddress(from.address);

    const answer = resolves(world);
    if (answer === "nothing") return "no";
    if (answer === "private") return "yes";
    const subnet = world.subnets.find(({ name }) => name === from.subnet);
    if (subnet === undefined) throw new Error("no such subnet");
    // With the service endpoint the vault sees the subnet, and address rules match no longer.
    if (subnet.serviceEndpoint) return !closed && (open || (acls?.subnets.includes(from.subnet) ?? false)) ? "yes" : "no";
    if (subnet.outbound === "none") return "no";
    // The address is Azure's to choose; any address rule may be for it.
    if (closed) return "no";
    if (open) return "yes";
    return (acls?.addresses.length ?? 0) > 0 ? "cannot tell" : "no";
}

/** What the network's machines are told for the vault's name. */
function resolves({ endpoint, zone }: World): "public" | "private" | "nothing" {
    const approved = endpoint?.approval === "automatic";
    // Without an approved private endpoint the public name has no alias into the private zone.
    if (!approved || zone?.linked !== true) return "public";
    return zone.record ? "private" : "nothing";
}

function inBlock(address: string, block: string): boolean {
    const [base = "", length = "32"] = block.split("/");
    const bits = (text: string): string => text.split(".").map((octet) => Number(octet).toString(2).padStart(8, "0")).join("");
    return bits(address).startsWith(bits(base).slice(0, Number(length)));
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
    "keys/get": "keys/read",
    "keys/list": "keys/read",
    "keys/sign": "keys/sign/action",
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
    "Key Vault Crypto User": (action) => action === "keys/read" || ["encrypt", "decrypt", "wrap", "unwrap", "sign", "verify", "update", "backup"].some((verb) => action === `keys/${verb}/action`),
    "Key Vault Certificate User": (action) => ["certificates/read", "keys/read", "secrets/getSecret/action", "secrets/readMetadata/action"].includes(action),
    "Key Vault Crypto Service Encryption User": (action) => ["keys/read", "keys/wrap/action", "keys/unwrap/action"].includes(action),
    Contributor: () => false,
    Owner: () => false,
    Writer: (action) => action.startsWith("secrets/") && action !== "secrets/getSecret/action",
    Nobody: undefined,
};

function byRole(world: World, question: NaiveQuestion): Three {
    const action = dataActions[question.do] ?? "";
    const target = targetOf(question);
    let perhaps = false;
    for (const { principal, role, scope } of world.assignments) {
        if (principal !== question.as || !`${target}/`.startsWith(`${scopeId(scope)}/`)) continue;
        const grants = roles[role];
        if (grants === undefined) perhaps = true;
        else if (grants(action)) return "yes";
    }
    return perhaps ? "cannot tell" : "no";
}

/** A list is asked of the vault, everything else of the object. */
function targetOf(question: NaiveQuestion): string {
    const [family = ""] = question.do.split("/");
    return question.secret === undefined ? vaultId : `${vaultId}/${family}/${question.secret}`;
}

function byPolicy(world: World, question: NaiveQuestion): Three {
    const policy = world.vault.policies.find(({ principal }) => principal === question.as);
    const [family = "", verb = ""] = question.do.split("/");
    const listed = { secrets: policy?.secrets, keys: policy?.keys, certificates: policy?.certificates }[family] ?? [];
    return listed.includes(verb) || listed.includes("all") ? "yes" : "no";
}

/** A disabled secret is read by nobody. Dates of secrets are informational. */
function available(world: World, question: NaiveQuestion): Three {
    if (question.do !== "secrets/get") return "yes";
    const secret = world.secrets.find(({ name }) => name === question.secret);
    return secret?.enabled === false ? "no" : "yes";
}
