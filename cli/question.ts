import { readFileSync } from "node:fs";
import { readPersonas, roleSetsType, type PersonaMember } from "../analysis/model/personas.ts";
import type { Model } from "../analysis/model/model.ts";
import { InputError } from "../input/error.ts";
import { isGuid } from "../input/guid.ts";
import type { PlanObject, PlanValue } from "../plan/plan.ts";

/** The model with the personas of a file beside its own, of the shape that the output `personas` of `RoleSets` has, as JSON. */
export function withPersonas(model: Model, path: string | undefined): Model {
    return path === undefined ? model : { ...model, personas: [...model.personas, ...personasFrom(path, model)] };
}

function personasFrom(path: string, model: Model): readonly PersonaMember[] {
    const list = read(path);
    if (!isList(list)) refuse(path, "", list);
    for (const [index, member] of list.entries()) {
        if (typeof member !== "object" || member === null || Array.isArray(member)) refuse(path, `/${index}`, member);
        for (const [key, value] of Object.entries(member))
            if (typeof value !== "string" || !known.has(key)) refuse(path, `/${index}/${key}`, value);
        const { persona, principalId, identityId } = member as Record<string, unknown>;
        if (persona === undefined || (principalId === undefined && identityId === undefined))
            refuse(path, `/${index}`, member);
        if (typeof principalId === "string" && !isGuid(principalId)) refuse(path, `/${index}/principalId`, principalId);
    }
    const members = Map.groupBy(list as readonly { persona: string; label?: string }[], ({ persona }) => persona);
    for (const several of members.values()) {
        const labels = several.map(({ label = "" }) => label);
        if (several.length > 1 && (labels.includes("") || new Set(labels).size < labels.length))
            refuse(path, "", `several members of ${several[0]!.persona}, not each with a label of its own`);
    }
    const outputs: PlanObject = { personas: list as readonly PlanValue[] };
    const component = {
        urn: path,
        type: roleSetsType,
        custom: false,
        inputs: {},
        outputs,
        dependencies: [],
        propertyDependencies: {},
    };
    return readPersonas({ ...model.resources, byType: new Map([[roleSetsType, [component]]]) }, model.identities);
}

function isList(value: unknown): value is readonly unknown[] {
    return Array.isArray(value);
}

const known = new Set(["persona", "label", "principalId", "principalType", "identityId", "tenantId"]);

function read(path: string): unknown {
    try {
        return JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        return refuse(path, "", code === "ENOENT" ? "no such file" : message);
    }
}

function refuse(path: string, pointer: string, got: unknown): never {
    throw new InputError({
        what: `the file of personas ${path}${pointer === "" ? "" : ` at ${pointer}`}`,
        got,
        expected:
            'a list in JSON: [{ "persona": "auditors", "label": "group", "principalId": "<GUID>" }], or "identityId" in place of "principalId"',
        fix: "mend the file",
    });
}
