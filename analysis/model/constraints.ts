import {
    operationsUnderPolicy,
    policyEffectsThatOnlyReport,
    policyModeForObjects,
    stackDenials,
} from "../../azure/constraints.ts";
import { isWithin, normalId } from "../../azure/resource-types.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { scopeOf, type Scope } from "./assignments.ts";
import { below, evidence, items, property, text, texts, unsure, word, type Unsure } from "./property.ts";
import { findById, ofType, type Resources } from "./resources.ts";

/** What may refuse a request whatever roles grant, and is not read to the end: a policy, or a deployment stack. */
export interface Constraint {
    readonly urn: string;
    readonly at: Evidence;
    readonly kind: "policy" | "stack";
    readonly scope: Scope;
    /** Ids below the scope for which it does not hold. */
    readonly except: readonly string[];
    /** How the actions of the control plane end that it may refuse. */
    readonly endings: readonly string[];
    /** Data operations that it may refuse. */
    readonly operations: readonly string[];
    /** Principals for whom it does not hold, and patterns of actions that it lets pass. */
    readonly spared: readonly string[];
    readonly sparedActions: readonly string[];
}

export function readConstraints(resources: Resources): readonly Constraint[] {
    return [
        ...ofType(resources, "authorization:PolicyAssignment").flatMap((resource) => policy(resources, resource)),
        ...["AtResourceGroup", "AtSubscription", "AtManagementGroup"].flatMap((place) =>
            resources.all.filter(({ type }) => isStack(type, place)).flatMap((resource) => stack(resources, resource)),
        ),
    ];
}

function isStack(type: string, place: string): boolean {
    return /^azure-native.*:resources[:/]/.test(type) && type.endsWith(`:DeploymentStack${place}`);
}

function policy(resources: Resources, resource: PlanResource): readonly Constraint[] {
    if (text(property(resource, "enforcementMode")) === "DoNotEnforce") return [];
    const written = text(property(resource, "policyDefinitionId"));
    const definition = typeof written === "string" ? findById(resources, written) : undefined;
    const effect = definition === undefined ? unsure : effectOf(definition);
    if (typeof effect === "string" && policyEffectsThatOnlyReport.value.includes(effect)) return [];
    const mode = definition === undefined ? unsure : (text(property(definition, "mode")) ?? "Indexed");
    const objects = mode === policyModeForObjects.value;
    const refusesActions = effect === "denyaction";
    const except = texts(property(resource, "notScopes"));
    return [
        {
            urn: resource.urn,
            at: evidence(property(resource, "policyDefinitionId")),
            kind: "policy",
            scope: scopeOf(resources, property(resource, "scope")),
            except: known(except).map(normalId),
            endings: objects
                ? []
                : effect === "deny"
                  ? ["/write"]
                  : effect === "denyaction"
                    ? ["/delete"]
                    : ["/write", "/delete"],
            operations: !refusesActions && (objects || mode === unsure) ? operationsUnderPolicy.value : [],
            spared: [],
            sparedActions: [],
        },
    ];
}

/** The effect of a definition in lower case; unsure where a parameter chooses it. */
function effectOf(definition: PlanResource): string | Unsure {
    const effect = text(property(definition, "policyRule", "then", "effect"));
    return typeof effect !== "string" || effect.startsWith("[") ? unsure : effect.toLowerCase();
}

/** Which resources a stack manages is what its template makes; of one that makes no vault, nothing concerns vaults. */
function stack(resources: Resources, resource: PlanResource): readonly Constraint[] {
    const settings = property(resource, "denySettings");
    const mode = word(below(settings, "mode"), ["none", "denyDelete", "denyWriteAndDelete"] as const);
    const endings =
        stackDenials.value[mode === undefined || mode === unsure ? "denywriteanddelete" : mode.toLowerCase()]!;
    const template = property(resource, "template");
    const readable =
        typeof template.value === "object" && template.value !== null && items(below(template, "resources")) !== unsure;
    if (endings.length === 0 || (readable && !/microsoft\.(keyvault|resources)/i.test(JSON.stringify(template.value))))
        return [];
    const group = text(property(resource, "resourceGroupName"));
    const own = resources.ids.get(resource.urn);
    const end = own?.indexOf("/providers/microsoft.resources/deploymentstacks/") ?? -1;
    const scope: Scope =
        own !== undefined && end > 0
            ? { kind: "id", id: own.slice(0, end) }
            : typeof group === "string" && resources.subscription !== undefined
              ? { kind: "id", id: normalId(`/subscriptions/${resources.subscription}/resourceGroups/${group}`) }
              : { kind: "unknown", sources: [] };
    return [
        {
            urn: resource.urn,
            at: evidence(settings),
            kind: "stack",
            scope,
            except: [],
            endings,
            operations: [],
            spared: known(texts(below(settings, "excludedPrincipals"))).map((principal) => principal.toLowerCase()),
            sparedActions: known(texts(below(settings, "excludedActions"))),
        },
    ];
}

function known(list: readonly (string | Unsure)[] | Unsure): readonly string[] {
    return list === unsure ? [] : list.filter((value) => typeof value === "string");
}

/** Whether a constraint leaves a resource alone that is in its scope. */
export function isExcepted({ except }: Constraint, id: string | undefined): boolean {
    return id !== undefined && except.some((scope) => isWithin(id, scope));
}
