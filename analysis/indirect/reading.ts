import { gateOf } from "../answer.ts";
import { roleByName } from "../../azure/roles.ts";
import { matchesPattern } from "../model/condition.ts";
import { flag, property } from "../model/property.ts";
import { findById, nameOf } from "../model/resources.ts";
import { byDataRoles } from "../gates/roles.ts";
import { chainFor, ending, permitted, type IndirectPath, type Search } from "./chain.ts";

/** Paths that only read: by a role whose name says less than it grants, and from the logs. */
export function readingPaths(search: Search): readonly IndirectPath[] {
    return [...certificateRole(search), ...logs(search)];
}

/** A role for certificates that reads every secret of its scope, because private keys are kept as secrets. */
function certificateRole({ oracle, question, vaultThing }: Search): readonly IndirectPath[] {
    if (question.operation.plane === "control" || question.operation.name !== "secrets/get") return [];
    const { gates, verdict } = oracle.answer(question);
    const authorization = gateOf(gates, "authorization");
    if (authorization.because.code !== "role" || verdict === "denied") return [];
    const hidden = authorization.because.grants.filter(({ role }) => /certificate/i.test(role) && readsSecrets(role));
    if (hidden.length === 0 || hidden.length < authorization.because.grants.length) return [];
    return ending(
        "certificate-role-reads-secrets",
        { steps: [{ does: "secrets/get", on: vaultThing, evidence: authorization.evidence }], sure: true },
        verdict,
    );
}

function readsSecrets(name: string): boolean {
    return (
        roleByName(name)?.dataActions.some((pattern) =>
            matchesPattern(pattern, "Microsoft.KeyVault/vaults/secrets/getSecret/action"),
        ) === true
    );
}

/** Logs name objects, callers and addresses: whoever reads them knows what a list would tell. */
function logs(search: Search): readonly IndirectPath[] {
    const { model, question } = search;
    if (question.operation.plane === "control" || !question.operation.name.endsWith("/list")) return [];
    return (model.diagnostics.get(question.object.vault) ?? []).flatMap(({ destination }) => {
        const resource = findById(model.resources, destination) ?? model.resources.byUrn.get(destination);
        if (resource === undefined) return [];
        const chain = chainFor(search, resource);
        const thing = { name: nameOf(resource), urn: resource.urn };
        const queried = permitted(search, "Microsoft.OperationalInsights/workspaces/query/read", chain, thing);
        if (/:Workspace$/.test(resource.type))
            return queried === undefined ? [] : ending("read-logs", queried, "allowed");
        if (question.caller.kind === "anonymous") return [];
        // Whoever has the account's keys needs no role for its blobs.
        const keys = permitted(search, "Microsoft.Storage/storageAccounts/listKeys/action", chain, thing);
        const shared = flag(property(resource, "allowSharedKeyAccess")) ?? true;
        if (keys !== undefined && shared !== false)
            return ending("read-logs", { ...keys, sure: keys.sure && shared === true }, "allowed");
        const read = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
        const ruling = byDataRoles(model, chain, read, question.caller, question.moment);
        if (ruling.outcome !== "passed" && ruling.outcome !== "unknown") return [];
        const step = { does: read, on: thing, evidence: ruling.at };
        return ending("read-logs", { steps: [step], sure: ruling.outcome === "passed" }, "allowed");
    });
}
