import { change, type Change } from "../changes.ts";
import { objectKey } from "../model/objects.ts";
import { unsure } from "../model/property.ts";
import { nameOf, ofType } from "../model/resources.ts";
import type { Vault } from "../model/vaults.ts";
import { letTrustedServicesPass } from "../proposals/network.ts";
import type { Question } from "../question.ts";
import { after, chainFor, ending, permitted, type IndirectPath, type Permitted, type Search } from "./chain.ts";
import { making, networkChanges, operationOf, together } from "./means.ts";

/** Network rules, where they alone stand in the way. */
export function networkRules(search: Search): readonly IndirectPath[] {
    const found = permitted(search, "Microsoft.KeyVault/vaults/write", search.vaultChain, search.vaultThing);
    const changes = networkChanges(search);
    if (found === undefined || changes.length === 0 || search.oracle.standing(search.question) === "denied") return [];
    return ending("change-network-rules", making(found, changes), after(search, changes));
}

/** A deployment of the caller's takes the secret, and may pass it on. */
export function templateReference(search: Search): readonly IndirectPath[] {
    const { model, oracle, question, vaultChain, vaultThing } = search;
    if (operationOf(search)?.name !== "secrets/get") return [];
    const deploy = permitted(search, "Microsoft.KeyVault/vaults/deploy/action", vaultChain, vaultThing);
    if (deploy === undefined) return [];
    const means = together({ ...deployment(search), changes: [] }, { ...deploy, changes: [] });
    const service = { kind: "service", name: "Azure Resource Manager template deployment service" } as const;
    const asked: Question = { ...question, origin: service };
    const now = oracle.verdict(asked);
    if (now !== "denied") return ending("deploy-with-reference", means, now);
    const writer = permitted(search, "Microsoft.KeyVault/vaults/write", vaultChain, vaultThing);
    if (writer === undefined) return [];
    const whole = together(making(writer, lettingDeploymentsRead(model.vaults.get(question.object.vault)!)), means);
    return ending("deploy-with-reference", whole, after({ ...search, question: asked }, whole.changes));
}

/** What of a vault's own switches keeps Azure Resource Manager out. */
function lettingDeploymentsRead(vault: Vault): readonly Change[] {
    const { urn, name, switches, acls, publicAccess } = vault;
    const path = "/inputs/properties/enabledForTemplateDeployment";
    const what = { code: "turn-on-switch", vault: name, switch: "enabledForTemplateDeployment" } as const;
    const on = change(what, { edit: "set", urn, path, value: true });
    // What bypasses a firewall that was never configured is not documented: it is written, too.
    const passes = acls.kind === "absent" ? publicAccess.value === "enabled" : acls.bypass.value === true;
    return [
        ...(switches.enabledForTemplateDeployment.value === true ? [] : [on]),
        ...(passes ? [] : [letTrustedServicesPass(vault)]),
    ];
}

/**
 * Deployments are made in a resource group, the vault's or any other: where the caller may make none in those that the plan
 * shows, there may be one elsewhere.
 */
function deployment(search: Search): Permitted {
    const { model, vaultChain } = search;
    const action = "Microsoft.Resources/deployments/write";
    const own = vaultChain.group === undefined ? undefined : model.resources.byUrn.get(vaultChain.group);
    const name = own === undefined ? (vaultChain.id?.split("/")[4] ?? "its resource group") : nameOf(own);
    const ways = [
        permitted(search, action, vaultChain, { name, ...(own !== undefined && { urn: own.urn }) }),
        ...ofType(model.resources, "resources:ResourceGroup").map((group) =>
            permitted(search, action, chainFor(search, group), { name: nameOf(group), urn: group.urn }),
        ),
    ].filter((found) => found !== undefined);
    const elsewhere = { does: action, on: { name: "a resource group of the caller's own" }, evidence: [] };
    return ways.find(({ sure }) => sure) ?? ways[0] ?? { steps: [elsewhere], sure: false };
}

/** Values and keys written through Azure Resource Manager, past the vault's network rules and data roles. */
export function throughManagement(search: Search): readonly IndirectPath[] {
    const { model, question } = search;
    const action = managementActions[operationOf(search)?.name ?? ""];
    if (action === undefined) return [];
    const found = permitted(search, action, search.vaultChain, search.vaultThing, { object: question.object });
    if (found === undefined) return [];
    const absent = action === "Microsoft.KeyVault/vaults/keys/write" ? isAbsent(search) : true;
    if (absent === false) return [];
    const vault = model.vaults.get(question.object.vault)!;
    // One observation says that an enforced perimeter refuses even this; the documentation says that it does not.
    const sure = found.sure && absent === true && !perhapsEnforced(search, vault);
    return ending("write-through-management", { ...found, sure }, "allowed");
}

const managementActions: Readonly<
    Record<string, "Microsoft.KeyVault/vaults/secrets/write" | "Microsoft.KeyVault/vaults/keys/write">
> = {
    "secrets/set": "Microsoft.KeyVault/vaults/secrets/write",
    "keys/create": "Microsoft.KeyVault/vaults/keys/write",
};

/** Resource Manager makes a key that is not there yet, and leaves alone one that is. */
function isAbsent({ model, question: { object } }: Search): boolean | typeof unsure {
    const objects = model.objects.get(object.vault);
    if (object.name !== undefined && objects?.has(objectKey("keys", object.name)) === true) return false;
    return objects?.has(objectKey("keys", "")) === true ? unsure : true;
}

function perhapsEnforced({ model }: Search, { urn, publicAccess }: Vault): boolean {
    const associations = model.associations.get(urn) ?? [];
    return publicAccess.value === "perimeter" || associations.some(({ mode }) => mode !== "learning");
}
