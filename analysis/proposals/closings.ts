import type { Answer, Gate, GateName } from "../answer.ts";
import { change, type Change, type What } from "../changes.ts";
import type { Oracle } from "../evaluate.ts";
import type { Model } from "../model/model.ts";
import { logicalName } from "../model/resources.ts";
import type { Vault } from "../model/vaults.ts";
import type { Question } from "../question.ts";
import { acls } from "./network.ts";

/** Changes that might stop a request that goes through: one gate each. */
export function closings(oracle: Oracle, question: Question, answer: Answer): readonly Change[] {
    const { model } = oracle;
    const vault = model.vaults.get(question.object.vault)!;
    const gate = (name: GateName): Gate => answer.gates.find((candidate) => candidate.gate === name)!;
    return [
        ...networkClosings(model, vault, gate("network"), gate("path")),
        ...authorizationClosings(model, vault, question, gate("authorization")),
    ];
}

function removal(model: Model, urn: string): Change {
    const resource = model.resources.byUrn.get(urn)!;
    return change(
        { code: "remove-resource", name: logicalName(urn), type: resource.type },
        { edit: "remove resource", urn },
    );
}

function networkClosings(model: Model, vault: Vault, { because, evidence }: Gate, path: Gate): readonly Change[] {
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

function authorizationClosings(
    model: Model,
    vault: Vault,
    { caller }: Question,
    { because, evidence }: Gate,
): readonly Change[] {
    if (because.code === "role") return because.grants.map(({ assignment }) => removal(model, assignment));
    if (because.code !== "policy" || caller.kind === "anonymous") return [];
    return evidence.map((at) => {
        if (at.urn !== vault.urn) return removal(model, at.urn);
        const what: What = {
            code: "remove-permission",
            vault: vault.name,
            permission: because.permission,
            principal: caller.name,
        };
        return change(what, { edit: "remove", urn: at.urn, path: at.path });
    });
}
