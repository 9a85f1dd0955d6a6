import type { AuthorizationReason, Maybe, NearMiss } from "../../analysis/reason.ts";
import { idWords, listed } from "../words.ts";
import { sentence, type Names, type Sentences } from "./sentences.ts";

export const authorizationSentences: Sentences<AuthorizationReason> = {
    role: ({ action, grants }, names) =>
        `${listed(grants.map(({ role, scope, viaGroup }) => `${role} at ${names.scope(scope)}${viaGroup ? " (through a group)" : ""}`))} ${grants.length === 1 ? "grants" : "grant"} ${action}.`,
    policy: ({ permission, grants }) => {
        const through = grants.flatMap(({ application }) =>
            application === undefined ? [] : [`through application ${application}`],
        );
        const group = grants.every(({ viaGroup }) => viaGroup) ? " of a group" : "";
        return `An access policy${group} permits ${permission}${through.length === grants.length ? ` ${listed(through, "or")}` : ""}.`;
    },
    "no-role": ({ action }) => `No role of the caller grants ${action} here.`,
    "no-policy": ({ permission, entry, nearMisses }) =>
        nearMisses.some(({ code }) => code === "policy-needs-application")
            ? `The caller's access policy permits ${permission} through an application only.`
            : entry
              ? `The caller's access policy does not permit ${permission}.`
              : `No access policy for the caller: nothing permits ${permission}.`,
    "authorization-unknown": ({ action }) => `Whether something grants ${action}, the plan does not tell:`,
    "depends-on-object": ({ family, otherwise, objects }) =>
        `It depends on which of the ${family} is meant: ${listed(objects)} ${objects.length === 1 ? "fares" : "fare"} otherwise than the rest, for which it is ${otherwise}.`,
    "model-unknown": ({ property }) => `Whether roles or access policies decide (${property}), the plan does not tell.`,
    "deny-assignment": ({ action }) => `A deny assignment forbids ${action}, whatever roles grant.`,
    "deployment-switch": ({ switch: name, on, action }) =>
        on
            ? `The vault's ${name} is on${action === undefined ? "" : `, and the deployer holds ${action}`}.`
            : `The vault's ${name} is off, so Azure reads nothing of it for deployments.`,
    "no-permission-exists": ({ operation, model }) =>
        `No ${model === "rbac" ? "role" : "access policy"} can grant ${operation}: the vault's access model has no permission for it.`,
    "no-caller": () => "Without a token there is nobody to authorise.",
};

export const nearMissSentences: Sentences<NearMiss> = {
    "role-lacks-action": ({ role, urn }, names) => `${role} (${names.urn(urn)}) does not include it.`,
    "role-excludes-action": ({ role, urn }, names) => `${role} (${names.urn(urn)}) excludes it.`,
    "scope-elsewhere": ({ role, scope, urn }, names) =>
        `${role} (${names.urn(urn)}) holds at ${scope === "" ? "another scope" : names.scope(scope)}, not here.`,
    "condition-false": ({ role, urn }, names) =>
        `${role} (${names.urn(urn)}) has a condition that this request does not meet.`,
    "eligible-not-active": ({ role, urn }, names) =>
        `${role} (${names.urn(urn)}) is eligible only: it grants nothing until it is activated.`,
    "not-in-force": ({ role, urn }, names) => `${role} (${names.urn(urn)}) is not in force at this moment.`,
    "role-inactive": ({ role, urn }, names) =>
        `${role} (${names.urn(urn)}) is ignored: the vault uses access policies.`,
    "policy-inactive": ({ urn }, names) =>
        `An access policy (${names.urn(urn)}) is ignored: the vault uses Azure RBAC.`,
    "policy-lacks-permission": ({ urn }, names) => `The access policy (${names.urn(urn)}) does not list it.`,
    "policy-needs-application": ({ application, urn }, names) =>
        `An access policy (${names.urn(urn)}) asks that the caller come through application ${application}.`,
    "policy-of-other-tenant": ({ urn }, names) =>
        `An access policy (${names.urn(urn)}) names another tenant than the vault's, and so grants nothing.`,
};

/** An access policy in its vault by its place in the list; anything else by its resource. */
function entryWords({ urn, path }: Pick<Maybe, "urn" | "path">, names: Names): string {
    const index = /\/accessPolicies\/(\d+)/.exec(path)?.[1];
    return index === undefined ? names.urn(urn) : `access policy ${Number(index) + 1} of ${names.urn(urn)}`;
}

export const maybeSentences: Sentences<Maybe> = {
    "principal-unknown": (maybe, names) => `Whom ${entryWords(maybe, names)} is for is known only after deployment.`,
    "identity-outside": ({ urn, detail }, names) =>
        `${names.urn(urn)} may be for ${detail === undefined ? "the caller" : idWords(detail)}: the plan does not show that identity, nor its principal.`,
    "scope-unknown": ({ urn, detail }, names) =>
        detail === undefined
            ? `Where ${names.urn(urn)} holds, and whether that reaches here, the plan does not tell.`
            : `Where ${names.urn(urn)} holds is known only after deployment: it comes from ${names.urn(detail)}.`,
    "role-unknown": ({ urn, detail }, names) =>
        `What the role of ${names.urn(urn)} grants (${detail ?? "its id is not known"}) is not in the plan, nor among the known built-in roles.`,
    "condition-unknown": ({ urn }, names) => `Whether the condition of ${names.urn(urn)} is met cannot be told.`,
    "some-roles-only": ({ urn, detail }, names) =>
        `${names.urn(urn)} is for assigning ${listed((detail ?? "").split(", "))} and no other role; which is meant, the question does not say.`,
    "pattern-unsettled": ({ urn, detail }, names) =>
        `Whether ${detail ?? "a pattern"} in ${names.urn(urn)} covers it Azure does not document.`,
    "permissions-unknown": (maybe, names) => `What ${entryWords(maybe, names)} permits is known only after deployment.`,
    "tenant-unknown": (maybe, names) =>
        `Whether ${entryWords(maybe, names)} names the vault's tenant is not told; of another's it grants nothing.`,
    "policy-reported": ({ urn }, names) =>
        `Azure reports an access policy of ${names.urn(urn)} that the program does not write: it stays, or goes with the next change.`,
    "application-unknown": (maybe, names) =>
        `Through which application ${entryWords(maybe, names)} asks to come is known only after deployment.`,
    "schedule-needs-moment": ({ urn }, names) => `${names.urn(urn)} is for a time: ask with a moment.`,
    "schedule-unknown": ({ urn }, names) => `Whether ${names.urn(urn)} is in force then, the plan does not tell.`,
    "role-not-assignable": ({ urn, detail }, names) =>
        `${detail ?? names.urn(urn)} is assigned where its assignable scopes do not let it be: Azure refuses to deploy that.`,
    "object-scope-unsettled": ({ urn }, names) =>
        `Whether ${names.urn(urn)}, on the object alone, suffices for this operation Azure does not document.`,
    "other-provider": ({ urn }, names) => `${names.urn(urn)} may change it and is of a provider that is not read.`,
    "deny-assignment": ({ urn }, names) => `Whether ${names.urn(urn)} forbids it, the plan does not tell.`,
    policy: ({ urn }, names) => `Whether the policy of ${names.urn(urn)} refuses it is not read.`,
    "deployment-stack": ({ urn }, names) =>
        `${names.urn(urn)} denies changes to what it manages; whether that is among it is not read.`,
};

/** What stands below the sentence: what might grant, and what nearly does. */
export function authorizationDetails(reason: AuthorizationReason, names: Names): readonly string[] {
    const near =
        "nearMisses" in reason ? reason.nearMisses.map((miss) => sentence(nearMissSentences, miss, names)) : [];
    const maybes = "maybes" in reason ? reason.maybes.map((maybe) => sentence(maybeSentences, maybe, names)) : [];
    return [...maybes, ...near];
}
