import type { Change } from "../changes.ts";
import { findById, nameOf, ofType } from "../model/resources.ts";
import { openings } from "../proposals/openings.ts";
import type { Question } from "../question.ts";
import { after, chainFor, ending, permitted, type IndirectPath, type Search, type Step } from "./chain.ts";
import { dataName, networkChanges, operationOf } from "./means.ts";
import { otherModel, ownPolicy, ownRole } from "./own-grant.ts";

/** Paths that lead over the vault's own settings, its names and its copies. */
export function vaultPaths(search: Search): readonly IndirectPath[] {
    return [
        ...ownPolicy(search),
        ...ownRole(search),
        ...otherModel(search),
        ...networkRules(search),
        ...templateReference(search),
        ...throughManagement(search),
        ...copies(search),
        ...approval(search),
        ...names(search),
    ];
}

/** Network rules, where they alone stand in the way. */
function networkRules(search: Search): readonly IndirectPath[] {
    const found = permitted(search, "Microsoft.KeyVault/vaults/write", search.vaultChain, search.vaultThing);
    const changes = networkChanges(search);
    if (found === undefined || changes.length === 0 || search.oracle.standing(search.question) === "denied") return [];
    return ending("change-network-rules", [found.step], after(search, changes), found.sure);
}

/** A deployment of the caller's takes the secret, and may pass it on. */
function templateReference(search: Search): readonly IndirectPath[] {
    const { model, oracle, question, vaultChain, vaultThing } = search;
    if (operationOf(search)?.name !== "secrets/get") return [];
    const deploy = permitted(search, "Microsoft.KeyVault/vaults/deploy/action", vaultChain, vaultThing);
    if (deploy === undefined) return [];
    const deployments = deployment(search);
    const service = { kind: "service", name: "Azure Resource Manager template deployment service" } as const;
    const asked: Question = { ...question, origin: service };
    const steps = [deployments.step, deploy.step];
    const sure = deploy.sure && deployments.sure;
    const now = oracle.verdict(asked);
    if (now !== "denied") return ending("deploy-with-reference", steps, now, sure);
    const writer = permitted(search, "Microsoft.KeyVault/vaults/write", vaultChain, vaultThing);
    if (writer === undefined) return [];
    const { urn, name } = model.vaults.get(question.object.vault)!;
    const edits = [
        { edit: "set", urn, path: "/inputs/properties/enabledForTemplateDeployment", value: true },
        { edit: "set", urn, path: "/inputs/properties/networkAcls/bypass", value: "AzureServices" },
    ] as const;
    const change: Change = {
        what: { code: "turn-on-switch", vault: name, switch: "enabledForTemplateDeployment" },
        edits,
    };
    return ending(
        "deploy-with-reference",
        [writer.step, ...steps],
        after({ ...search, question: asked }, [change]),
        sure && writer.sure,
    );
}

/**
 * Deployments are made in a resource group, the vault's or any other: where the caller may make none in those that the plan
 * shows, there may be one elsewhere.
 */
function deployment(search: Search): NonNullable<ReturnType<typeof permitted>> {
    const { model, vaultChain } = search;
    const action = "Microsoft.Resources/deployments/write";
    const own = vaultChain.group === undefined ? undefined : model.resources.byUrn.get(vaultChain.group);
    const name = own === undefined ? (vaultChain.id?.split("/")[4] ?? "its resource group") : nameOf(own);
    const ways = [
        permitted(search, action, vaultChain, { name, ...(own !== undefined && { urn: own.urn }) }),
        ...ofType(model.resources, "resources:ResourceGroup").map((group) =>
            permitted(search, action, chainFor(model, group), { name: nameOf(group), urn: group.urn }),
        ),
    ].filter((found) => found !== undefined);
    const elsewhere = { does: action, on: { name: "a resource group of the caller's own" }, evidence: [] };
    return ways.find(({ sure }) => sure) ?? ways[0] ?? { step: elsewhere, sure: false };
}

/** Values and keys written through Azure Resource Manager, past the vault's network rules and data roles. */
function throughManagement(search: Search): readonly IndirectPath[] {
    const name = operationOf(search)?.name;
    const action =
        name === "secrets/set"
            ? "Microsoft.KeyVault/vaults/secrets/write"
            : name === "keys/create"
              ? "Microsoft.KeyVault/vaults/keys/write"
              : undefined;
    const found =
        action === undefined
            ? undefined
            : permitted(search, action, search.vaultChain, search.vaultThing, { object: search.question.object });
    return found === undefined ? [] : ending("write-through-management", [found.step], "allowed", found.sure);
}

/** A sealed copy opens in any vault of the same subscription and geography; where vaults are is not always told. */
function copies(search: Search): readonly IndirectPath[] {
    const { oracle, model, question, vaultThing } = search;
    const operation = operationOf(search);
    if (operation === undefined || !["value", "plaintext"].includes(operation.reveals)) return [];
    const at = (name: string, vault: string): Question => ({
        ...question,
        operation: { plane: "data", name },
        object: { ...question.object, vault },
    });
    const backup = oracle.verdict(at(`${operation.family}/backup`, question.object.vault));
    if (backup === "denied") return [];
    const [, , subscription] = model.vaults.get(question.object.vault)!.id?.split("/") ?? [];
    return [...model.vaults.values()].flatMap((other) => {
        if (other.urn === question.object.vault || other.id?.split("/")[2] !== subscription) return [];
        const verdicts = [
            backup,
            oracle.verdict(at(`${operation.family}/restore`, other.urn)),
            oracle.verdict(at(operation.name, other.urn)),
        ];
        if (verdicts.includes("denied")) return [];
        const step = (does: string, on: Step["on"], asked: Question): Step => ({
            does,
            on,
            evidence: oracle.answer(asked).gates.find(({ gate }) => gate === "authorization")!.evidence,
        });
        const there = { name: other.name, urn: other.urn };
        const steps = [
            step(`${operation.family}/backup`, vaultThing, at(`${operation.family}/backup`, question.object.vault)),
            step(`${operation.family}/restore`, there, at(`${operation.family}/restore`, other.urn)),
            step(operation.name, there, at(operation.name, other.urn)),
        ];
        const here = model.vaults.get(question.object.vault)!.location;
        return ending(
            "backup-and-restore",
            steps,
            verdicts.includes("undetermined") ? "undetermined" : "allowed",
            here === other.location,
        );
    });
}

/** A private endpoint of the caller's own, approved by himself, passes any network rule. */
function approval(search: Search): readonly IndirectPath[] {
    const { oracle, question, vaultChain, vaultThing } = search;
    const { verdict } = oracle.way(question.object.vault, question.origin, dataName(question));
    const found = permitted(
        search,
        "Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action",
        vaultChain,
        vaultThing,
    );
    if (verdict === "allowed" || found === undefined) return [];
    return ending(
        "approve-private-endpoint",
        [
            found.step,
            {
                does: "Microsoft.Network/privateEndpoints/write",
                on: { name: "a network of the caller's own" },
                evidence: [],
            },
        ],
        oracle.standing(question),
        found.sure,
    );
}

/** The private zone: who may write its records and links makes a name lead to the endpoint, where names stand in the way. */
function names(search: Search): readonly IndirectPath[] {
    const { model, question, oracle } = search;
    const answer = oracle.answer(question);
    const missing = openings(oracle, question, answer).filter(
        ({ what }) => what.code === "link-zone" || what.code === "add-zone-group",
    );
    const [change] = missing;
    const edit = change?.edits[0];
    if (change === undefined || edit?.edit !== "add resource") return [];
    const vault = model.vaults.get(question.object.vault)!;
    const zone = model.zones.zones.find(
        ({ name, urn }) => name === vault.cloud.privateZones.vault && urn !== undefined,
    );
    const resource =
        zone?.urn === undefined
            ? undefined
            : (findById(model.resources, model.resources.ids.get(zone.urn) ?? zone.urn) ??
              model.resources.byUrn.get(zone.urn));
    if (resource === undefined) return [];
    const action =
        change.what.code === "link-zone"
            ? "Microsoft.Network/privateDnsZones/virtualNetworkLinks/write"
            : "Microsoft.Network/privateDnsZones/A/write";
    const found = permitted(search, action, chainFor(model, resource), {
        name: vault.cloud.privateZones.vault,
        urn: resource.urn,
    });
    return found === undefined ? [] : ending("write-private-zone", [found.step], after(search, [change]), found.sure);
}
