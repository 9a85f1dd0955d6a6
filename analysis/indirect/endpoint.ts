import { openings } from "../proposals/openings.ts";
import { after, chainFor, ending, permitted, type IndirectPath, type Search, type Step } from "./chain.ts";
import { dataName, making } from "./means.ts";

/**
 * A private endpoint, approved by the caller, passes any network rule: one that waits in the caller's network already, or
 * one of his own making, in whatever network he has.
 */
export function approval(search: Search): readonly IndirectPath[] {
    const { oracle, question, vaultChain, vaultThing } = search;
    const { verdict } = oracle.way(question.object.vault, question.origin, dataName(question));
    const action = "Microsoft.KeyVault/vaults/PrivateEndpointConnectionsApproval/action";
    const found = permitted(search, action, vaultChain, vaultThing);
    if (verdict === "allowed" || found === undefined) return [];
    const waiting = openings(oracle, question, oracle.answer(question)).filter(
        ({ what }) => what.code === "approve-endpoint",
    );
    for (const approved of waiting) {
        const path = ending("approve-private-endpoint", making(found, [approved]), after(search, [approved]));
        if (path.length > 0) return path;
    }
    const made: Step = {
        does: "Microsoft.Network/privateEndpoints/write",
        on: { name: "a network of the caller's own" },
        evidence: [],
    };
    // Azure tells the vault's side of a connection when the endpoint is made: it comes first.
    const means = { steps: [made, ...found.steps], sure: found.sure };
    return ending("approve-private-endpoint", means, oracle.standing(question));
}

/** The private zone: who may write its records and links makes a name lead to the endpoint, where names stand in the way. */
export function names(search: Search): readonly IndirectPath[] {
    const { model, question, oracle } = search;
    const vault = model.vaults.get(question.object.vault)!;
    const zoneName = vault.cloud.privateZones.vault;
    const missing = openings(oracle, question, oracle.answer(question)).find(
        ({ what }) => what.code === "link-zone" || what.code === "add-zone-group",
    );
    const zone = model.zones.zones.find(({ name, urn }) => name === zoneName && urn !== undefined);
    const resource = zone?.urn === undefined ? undefined : model.resources.byUrn.get(zone.urn);
    if (missing === undefined || resource === undefined) return [];
    const action =
        missing.what.code === "link-zone"
            ? "Microsoft.Network/privateDnsZones/virtualNetworkLinks/write"
            : "Microsoft.Network/privateDnsZones/A/write";
    const found = permitted(search, action, chainFor(search, resource), { name: zoneName, urn: resource.urn });
    return found === undefined ? [] : ending("write-private-zone", making(found, [missing]), after(search, [missing]));
}
