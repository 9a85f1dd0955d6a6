import { gateOf, type Answer } from "../answer.ts";
import { permissionsBut } from "../../azure/access-policies.ts";
import { change, type Change } from "../changes.ts";
import type { Oracle } from "../evaluate.ts";
import type { Model } from "../model/model.ts";
import { logicalName } from "../model/resources.ts";
import type { AccessPolicy } from "../model/policies.ts";
import type { Vault } from "../model/vaults.ts";
import type { Family, Question } from "../question.ts";
import { acls } from "./network.ts";
import { removal } from "./removal.ts";

/** Changes that might make a vault's network rules stop a request that goes through. */
export function networkClosings({ model }: Oracle, question: Question, { gates }: Answer): readonly Change[] {
    const vault = model.vaults.get(question.object.vault)!;
    const { because, evidence } = gateOf(gates, "network");
    const path = gateOf(gates, "path");
    const { urn, name } = vault;
    const disable = change(
        { code: "disable-public-access", vault: name },
        { edit: "set", urn, path: "/inputs/properties/publicNetworkAccess", value: "Disabled" },
    );
    if (because.code === "open") {
        const deny = change(
            { code: "deny-by-default", vault: name },
            { edit: "set", urn, path: `${acls}/defaultAction`, value: "Deny" },
        );
        return [deny, disable];
    }
    if (because.code === "address-rule" || because.code === "subnet-rule") {
        const rule = because.code === "subnet-rule" ? because.subnet : (because.rules[0] ?? "");
        const written = evidence.filter(({ path: at }) => at.startsWith("/inputs/"));
        const removals = written.map((at) =>
            change(
                { code: "remove-rule", vault: name, rule },
                { edit: "remove", urn: at.urn, path: at.path.slice(0, at.path.lastIndexOf("/")) },
            ),
        );
        return [...removals, disable];
    }
    if (because.code === "trusted-service") {
        return [
            change(
                { code: "stop-trusted-services", vault: name },
                { edit: "set", urn, path: `${acls}/bypass`, value: "None" },
            ),
        ];
    }
    if (because.code === "private-link") {
        const endpoint = path.because.code === "private-endpoint" ? path.because.endpoint.urn : undefined;
        return endpoint === undefined ? [] : [removal(model, endpoint)];
    }
    return because.code === "perimeter-rule" ? evidence.map((at) => removal(model, at.urn)) : [];
}

/** Changes that might take away what a caller's request rests on: each role, or each permission of an access policy. */
export function authorizationClosings({ model }: Oracle, question: Question, { gates }: Answer): readonly Change[] {
    const { because, evidence } = gateOf(gates, "authorization");
    if (because.code === "role") return because.grants.map(({ assignment }) => removal(model, assignment));
    if (because.code !== "policy") return [];
    const vault = model.vaults.get(question.object.vault)!;
    const policies = model.policies.get(vault.urn)?.policies ?? [];
    return because.grants.flatMap(({ principal }, index) => {
        const at = evidence[index]!;
        const policy = policies.find((own) => own.at.urn === at.urn && own.at.path === at.path);
        return policy === undefined ? [] : [withoutPermission(model, vault, policy, because.permission, principal)];
    });
}

/** An entry that keeps all its permissions but one; without any that can be told apart from it, no entry. */
function withoutPermission(
    model: Model,
    vault: Vault,
    { at, permissions }: AccessPolicy,
    permission: string,
    principal: string,
): Change {
    const [family, verb] = permission.split("/") as [Family, string];
    const listed = permissions[family];
    const known = typeof listed === "symbol" ? [] : listed.filter((word) => typeof word === "string");
    if (typeof listed === "symbol" || known.length < listed.length)
        return at.urn === vault.urn
            ? change({ code: "remove-policy", vault: vault.name, principal }, { edit: "remove", ...at })
            : removal(model, at.urn);
    return change(
        {
            code: "remove-permission",
            vault: vault.name,
            permission,
            principal,
            ...(at.urn !== vault.urn && { entry: logicalName(at.urn) }),
        },
        {
            edit: "set",
            urn: at.urn,
            path: `${at.path}/permissions/${family}`,
            value: permissionsBut(family, known, verb),
        },
    );
}
