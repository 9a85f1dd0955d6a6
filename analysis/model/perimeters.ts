import type { AddressRange } from "../../input/ipv4.ts";
import type { PlanResource } from "../../plan/plan.ts";
import type { Evidence } from "../answer.ts";
import { rangeFrom } from "./addresses.ts";
import { below, evidence, items, property, text, texts, unsure, word, type Unsure } from "./property.ts";
import { referenceById, referenceByName } from "./references.ts";
import { logicalName, nameOf, ofType, ownName, typeKey, type Resources } from "./resources.ts";

/** A vault's membership in a network security perimeter. */
export interface Association {
    readonly urn: string;
    readonly perimeter: string;
    /** Other resources of the plan are in the same perimeter: members may call each other. */
    readonly others: boolean;
    /** `learning` (transition) leaves the vault's own switches in force; `enforced` overrides them. */
    readonly mode: "learning" | "enforced" | Unsure;
    readonly modeAt: Evidence;
    /** Rules of its profile; unsure for a profile outside the plan. */
    readonly rules: readonly PerimeterRule[] | Unsure;
    readonly rulesAt: Evidence;
}

export interface PerimeterRule {
    readonly urn: string;
    readonly name: string;
    readonly addresses: readonly AddressRange[];
    /** Subscriptions, lower case, whose managed identities are let in. */
    readonly subscriptions: readonly string[];
    /** It admits something that the plan does not tell. */
    /** Whether it is for requests that come in is not told: it may admit nobody. */
    readonly perhaps: boolean;
    readonly partly: boolean;
    readonly at: Readonly<Record<"rules" | "subscription", Evidence>>;
}

/** Whether a perimeter may let managed identities in by their subscription, so that it matters who asks. */
export function admitsSubscriptions(associations: readonly Association[]): boolean {
    return associations.some(
        ({ rules }) => rules !== unsure && rules.some(({ subscriptions }) => subscriptions.length > 0),
    );
}

/** Associations by vault; a vault's are in one perimeter at most, several are of several plans' making. */
export function readAssociations(resources: Resources): ReadonlyMap<string, readonly Association[]> {
    const rules = Map.groupBy(ofType(resources, "network:NetworkSecurityPerimeterAccessRule"), (rule) =>
        profileOf(resources, rule),
    );
    const all = ofType(resources, "network:NetworkSecurityPerimeterAssociation").map((resource) => {
        const member = referenceById(resources, property(resource, "privateLinkResource", "id"), ["keyvault:Vault"]);
        const key = member.kind === "found" ? typeKey(resources.byUrn.get(member.urn)?.type ?? "") : undefined;
        const vaults =
            member.kind === "unknown"
                ? member.candidates.length > 0
                    ? member.candidates
                    : ofType(resources, "keyvault:Vault").map(({ urn }) => urn)
                : key === "keyvault:Vault" && member.kind === "found"
                  ? [member.urn]
                  : [];
        return { resource, vaults, sure: member.kind === "found", perimeter: perimeterOf(resource) };
    });
    const adrift = rules.has("");
    const withOthers = new Set(all.filter(({ vaults }) => vaults.length === 0).map(({ perimeter }) => perimeter));
    const found = all.flatMap(({ resource, vaults, sure, perimeter }) =>
        vaults.map((urn) => ({
            urn,
            association: readAssociation(resources, resource, adrift ? unsure : rules, sure, withOthers.has(perimeter)),
        })),
    );
    return new Map(
        [...Map.groupBy(found, ({ urn }) => urn)].map(([urn, list]) => [
            urn,
            list.map(({ association }) => association),
        ]),
    );
}

function readAssociation(
    resources: Resources,
    resource: PlanResource,
    rules: ReadonlyMap<string, readonly PlanResource[]> | Unsure,
    sure: boolean,
    others: boolean,
): Association {
    const mode = property(resource, "accessMode");
    const given = word(mode, ["Learning", "Transition", "Enforced"]) ?? "Learning";
    const profile = property(resource, "profile", "id");
    const reference = referenceById(resources, profile, ["network:NetworkSecurityPerimeterProfile"]);
    return {
        urn: resource.urn,
        perimeter: perimeterOf(resource),
        others,
        mode: !sure || given === unsure ? unsure : given === "Enforced" ? "enforced" : "learning",
        modeAt: evidence(mode),
        rules:
            reference.kind === "found" && rules !== unsure
                ? (rules.get(reference.urn) ?? []).flatMap(readRule)
                : unsure,
        rulesAt: evidence(profile),
    };
}

function perimeterOf(association: PlanResource): string {
    const name = text(property(association, "networkSecurityPerimeterName"));
    return typeof name === "string" ? name : logicalName(association.urn);
}

/** The profile that a rule belongs to, by the name of it and of its perimeter; `""` where the plan does not tell. */
function profileOf(resources: Resources, rule: PlanResource): string {
    const direct = referenceByName(resources, rule, "profileName", "network:NetworkSecurityPerimeterProfile");
    if (direct.kind === "found") return direct.urn;
    const perimeter = text(property(rule, "networkSecurityPerimeterName"));
    const name = text(property(rule, "profileName"));
    if (typeof perimeter !== "string" || typeof name !== "string") return "";
    const same = ofType(resources, "network:NetworkSecurityPerimeterProfile").filter(
        (profile) => ownName(profile) === name && text(property(profile, "networkSecurityPerimeterName")) === perimeter,
    );
    if (same.length === 1) return same[0]!.urn;
    return direct.kind === "outside" ? "outside" : "";
}

function readRule(resource: PlanResource): readonly PerimeterRule[] {
    const direction = word(property(resource, "direction"), ["Inbound", "Outbound"]);
    if (direction === "Outbound") return [];
    const prefixes = texts(property(resource, "addressPrefixes"));
    const subscriptions = items(property(resource, "subscriptions"));
    const tags = items(property(resource, "serviceTags"));
    const ids = subscriptions === unsure ? [] : subscriptions.map((item) => text(below(item, "id")));
    const ranges =
        prefixes === unsure ? [] : prefixes.map((prefix) => (prefix === unsure ? undefined : rangeFrom(prefix)));
    return [
        {
            urn: resource.urn,
            name: nameOf(resource),
            addresses: ranges.filter((range) => range !== undefined),
            subscriptions: ids.flatMap((id) =>
                typeof id === "string" ? [id.toLowerCase().replace(/^\/subscriptions\//, "")] : [],
            ),
            perhaps: direction === unsure,
            partly:
                prefixes === unsure ||
                subscriptions === unsure ||
                tags === unsure ||
                tags.length > 0 ||
                ranges.includes(undefined) ||
                ids.some((id) => typeof id !== "string"),
            at: {
                rules: evidence(property(resource, "addressPrefixes")),
                subscription: evidence(property(resource, "subscriptions")),
            },
        },
    ];
}
