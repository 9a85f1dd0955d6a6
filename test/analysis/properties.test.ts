import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../../analysis/answer.ts";
import { readQuestion } from "../../analysis/words.ts";
import { operations } from "../../azure/operations.ts";
import { formatCidr } from "../../input/ipv4.ts";
import { unknown, type PlanObject, type PlanResource, type PlanValue } from "../../plan/plan.ts";
import {
    assignment,
    group,
    groupId,
    network,
    oracle,
    privateLink,
    resource,
    roles,
    stranger,
    subnet,
    subnetId,
    subscription,
    tenant,
    user,
    vault,
    vaultEndpoint,
    vaultId,
} from "./plans.ts";

/*
 * What must hold of every plan and question: adding a grant never denies, removing a rule never allows, narrowing a
 * range never widens, renaming changes nothing, halving a range changes nothing, an unknown never turns into allowed.
 */

const block = fc
    .tuple(fc.constantFrom("20.0.0.0", "20.0.0.128", "20.0.1.0", "203.0.113.0"), fc.integer({ min: 22, max: 32 }))
    .map(([address, length]) => {
        const size = 2 ** (32 - length);
        const base = address.split(".").reduce((number, part) => number * 256 + Number(part), 0);
        return { base: base - (base % size), length };
    });

interface Shape {
    readonly publicNetworkAccess: PlanValue;
    readonly acls: boolean;
    readonly defaultAction: PlanValue;
    readonly bypass: PlanValue;
    readonly blocks: readonly { readonly base: number; readonly length: number }[];
    readonly subnetRule: boolean;
    readonly rbac: PlanValue;
    readonly grants: readonly { readonly role: string; readonly principal: string; readonly scope: string }[];
    readonly permissions: readonly string[];
    readonly link: boolean;
    readonly linked: boolean;
    readonly grouped: boolean;
    readonly endpoint: boolean;
    readonly outbound: boolean;
    readonly enabled: boolean;
    readonly protected: boolean;
}

const shape: fc.Arbitrary<Shape> = fc.record({
    publicNetworkAccess: fc.constantFrom<PlanValue>("Enabled", "disabled", "SecuredByPerimeter", null),
    acls: fc.boolean(),
    defaultAction: fc.constantFrom<PlanValue>("Allow", "Deny"),
    bypass: fc.constantFrom<PlanValue>("AzureServices", "None", null),
    blocks: fc.array(block, { maxLength: 3 }),
    subnetRule: fc.boolean(),
    rbac: fc.constantFrom<PlanValue>(true, false),
    grants: fc.array(
        fc.record({
            role: fc.constantFrom(...Object.values(roles)),
            principal: fc.constantFrom(user, group, stranger),
            scope: fc.constantFrom(
                vaultId,
                groupId,
                `/subscriptions/${subscription}`,
                `${vaultId}/secrets/s`,
                `${vaultId}2`,
            ),
        }),
        { maxLength: 4 },
    ),
    permissions: fc.subarray(["get", "list", "set", "all", "purge"]),
    link: fc.boolean(),
    linked: fc.boolean(),
    grouped: fc.boolean(),
    endpoint: fc.boolean(),
    outbound: fc.boolean(),
    enabled: fc.boolean(),
    protected: fc.boolean(),
});

function acls(own: Shape): PlanObject {
    return {
        defaultAction: own.defaultAction,
        bypass: own.bypass,
        ipRules: own.blocks.map((cidr) => ({ value: formatCidr(cidr) })),
        virtualNetworkRules: own.subnetRule ? [{ id: subnetId("app") }] : [],
    };
}

function planFor(own: Shape): readonly PlanResource[] {
    return [
        network(),
        subnet("app", {
            ...(own.endpoint && { serviceEndpoints: vaultEndpoint }),
            defaultOutboundAccess: own.outbound,
        }),
        subnet("endpoints", { addressPrefix: "10.0.3.0/24" }),
        ...(own.link ? privateLink({ links: own.linked ? ["vnet"] : [], zoneGroup: own.grouped }) : []),
        vault({
            publicNetworkAccess: own.publicNetworkAccess,
            ...(own.acls && { networkAcls: acls(own) }),
            enableRbacAuthorization: own.rbac,
            enablePurgeProtection: own.protected || null,
            accessPolicies: [
                {
                    tenantId: tenant,
                    objectId: user,
                    permissions: { secrets: [...own.permissions], keys: [...own.permissions] },
                },
            ],
        }),
        resource("keyvault:Secret", "s", {
            vaultName: "kv",
            resourceGroupName: "rg",
            secretName: "s",
            properties: { attributes: { enabled: own.enabled } },
        }),
        ...[
            ...new Map(
                own.grants
                    .map(({ role, principal, scope }) => assignment(role, principal, scope))
                    .map((entry) => [entry.urn, entry]),
            ).values(),
        ],
    ];
}

const words = fc
    .record({
        from: fc.constantFrom(
            "internet",
            "app",
            "20.0.0.1",
            "20.0.0.128/25",
            "203.0.113.7",
            "service:Azure Storage",
            "on-premises",
            "browser@20.0.1.1",
        ),
        as: fc.constantFrom(user, stranger, "anonymous"),
        groups: fc.constantFrom<readonly string[]>([], [group]),
        do: fc.constantFrom(...Object.keys(operations)),
    })
    .map((asked) => (asked.as === "anonymous" ? { ...asked, groups: [] } : asked));

type Asked = typeof words extends fc.Arbitrary<infer T> ? T : never;

function verdict(
    resources: readonly PlanResource[],
    asked: Asked,
    names: { readonly from?: string; readonly on?: string } = {},
): Verdict {
    const own = oracle(...resources);
    const on = names.on ?? `kv/${asked.do.split("/")[0]!}/s`;
    return own.verdict(readQuestion(own.model, { ...asked, from: names.from ?? asked.from, on }));
}

/** `DEEP=40` tries that many times as much, as `.ci/run` may. */
const depth = Number(process.env["DEEP"] ?? 1);
const runs = { numRuns: 60 * depth };
const order: Readonly<Record<Verdict, number>> = { denied: 0, undetermined: 1, allowed: 2 };

describe("of every plan", () => {
    test("an answer agrees with its gates, and with its verdict alone", () => {
        fc.assert(
            fc.property(shape, words, (own, asked) => {
                const oracled = oracle(...planFor(own));
                const question = readQuestion(oracled.model, { ...asked, on: `kv/${asked.do.split("/")[0]!}/s` });
                const answer = oracled.answer(question);
                const outcomes = answer.gates.map(({ outcome }) => outcome);
                const expected = outcomes.includes("stopped")
                    ? "denied"
                    : outcomes.includes("unknown")
                      ? "undetermined"
                      : "allowed";
                expect(answer.verdict).toBe(expected);
                expect(oracled.verdict(question)).toBe(answer.verdict);
                expect(answer.gates.map(({ gate }) => gate)).toEqual([
                    "dns",
                    "path",
                    "authentication",
                    "network",
                    "authorization",
                    "state",
                ]);
                if (answer.verdict !== "denied") expect(answer).not.toHaveProperty("status");
            }),
            runs,
        );
    });

    test("every piece of evidence is a place in the plan, or where something is missing", () => {
        fc.assert(
            fc.property(shape, words, (own, asked) => {
                const resources = planFor(own);
                const oracled = oracle(...resources);
                const answer = oracled.answer(
                    readQuestion(oracled.model, { ...asked, on: `kv/${asked.do.split("/")[0]!}/s` }),
                );
                for (const { urn, path } of answer.gates.flatMap(({ evidence }) => evidence)) {
                    expect(resources.map((entry) => entry.urn)).toContain(urn);
                    expect(path).toMatch(/^\/(inputs|outputs)(\/|$)/);
                }
            }),
            runs,
        );
    });

    test("adding a grant never takes away", () => {
        fc.assert(
            fc.property(shape, words, fc.constantFrom(...Object.values(roles)), (own, asked, role) => {
                const more = {
                    ...own,
                    grants: [...own.grants, { role, principal: user, scope: vaultId }],
                    permissions: [...own.permissions, "get"],
                };
                expect(order[verdict(planFor(more), asked)]).toBeGreaterThanOrEqual(
                    order[verdict(planFor(own), asked)],
                );
            }),
            runs,
        );
    });

    test("removing a rule never lets in", () => {
        fc.assert(
            fc.property(shape, words, (own, asked) => {
                const less = { ...own, blocks: own.blocks.slice(1), subnetRule: false };
                expect(order[verdict(planFor(less), asked)]).toBeLessThanOrEqual(order[verdict(planFor(own), asked)]);
            }),
            runs,
        );
    });

    test("narrowing a range never lets in", () => {
        fc.assert(
            fc.property(shape, words, (own, asked) => {
                const narrower = {
                    ...own,
                    blocks: own.blocks.map(({ base, length }) => ({ base, length: Math.min(32, length + 1) })),
                };
                expect(order[verdict(planFor(narrower), asked)]).toBeLessThanOrEqual(
                    order[verdict(planFor(own), asked)],
                );
            }),
            runs,
        );
    });

    test("halving a range changes nothing", () => {
        fc.assert(
            fc.property(shape, words, (own, asked) => {
                const halves = own.blocks.flatMap(({ base, length }) =>
                    length === 32
                        ? [{ base, length }]
                        : [
                              { base, length: length + 1 },
                              { base: base + 2 ** (31 - length), length: length + 1 },
                          ],
                );
                expect(verdict(planFor({ ...own, blocks: halves }), asked)).toBe(verdict(planFor(own), asked));
            }),
            runs,
        );
    });

    test("renaming changes nothing", () => {
        fc.assert(
            fc.property(shape, words, (own, asked) => {
                const renamed = JSON.parse(
                    JSON.stringify(planFor(own))
                        .replaceAll("/virtualNetworks/vnet", "/virtualNetworks/other")
                        .replaceAll('"vnet"', '"other"')
                        .replaceAll(vaultId, vaultId.replace(/kv$/, "vlt"))
                        .replaceAll('"vaultName":"kv"', '"vaultName":"vlt"')
                        .replaceAll("::program::", "::another::"),
                ) as PlanResource[];
                expect(verdict(renamed, asked, { on: `vlt/${asked.do.split("/")[0]!}/s` })).toBe(
                    verdict(planFor(own), asked),
                );
            }),
            runs,
        );
    });

    test("the order of resources changes nothing", () => {
        fc.assert(
            fc.property(shape, words, (own, asked) => {
                expect(verdict([...planFor(own)].reverse(), asked)).toBe(verdict(planFor(own), asked));
            }),
            runs,
        );
    });

    test("the case of ids and words changes nothing", () => {
        fc.assert(
            fc.property(shape, words, (own, asked) => {
                const shouted = planFor(own).map(
                    (entry) =>
                        JSON.parse(
                            JSON.stringify(entry).replace(
                                /\/subscriptions\/[^"]+|"(Enabled|disabled|Allow|Deny|None|AzureServices|Microsoft\.KeyVault)"/g,
                                (text) => text.toUpperCase(),
                            ),
                        ) as PlanResource,
                );
                expect(verdict(shouted, asked)).toBe(verdict(planFor(own), asked));
            }),
            runs,
        );
    });
});

/** Every leaf of the inputs, as a pointer. */
function leaves(value: PlanValue, path: readonly string[] = []): readonly (readonly string[])[] {
    if (typeof value !== "object" || value === null) return [path];
    return Object.entries(value as PlanObject).flatMap(([key, inner]) => leaves(inner, [...path, key]));
}

function blurred(value: PlanValue, [key, ...rest]: readonly string[]): PlanValue {
    if (key === undefined) return unknown;
    if (Array.isArray(value))
        return value.map((item: PlanValue, index) => (String(index) === key ? blurred(item, rest) : item));
    const object = value as PlanObject;
    return { ...object, [key]: blurred(object[key] ?? null, rest) };
}

describe("an unknown", () => {
    test("in the place of any value never turns a verdict round, and never into allowed", () => {
        fc.assert(
            fc.property(shape, words, fc.nat(), fc.nat(), (own, asked, which, leaf) => {
                const resources = planFor(own);
                const before = verdict(resources, asked);
                const index = which % resources.length;
                const target = resources[index]!;
                const all = leaves(target.inputs).filter(
                    (path) => !["vaultName", "secretName", "virtualNetworkName", "subnetName"].includes(path.at(-1)!),
                );
                const path = all[leaf % all.length]!;
                const inputs = blurred(target.inputs, path) as PlanObject;
                const after = verdict(resources.with(index, { ...target, inputs }), asked);
                expect([before, "undetermined"], `${target.type} ${path.join("/")}`).toContain(after);
            }),
            { numRuns: 250 * depth },
        );
    });
});

describe("anything in the place of a value", () => {
    test("never makes the oracle stumble", () => {
        const anything = fc.oneof(
            fc.constant(null),
            fc.boolean(),
            fc.integer(),
            fc.string(),
            fc.constant([]),
            fc.constant({}),
            fc.constant([[{}]]),
            fc.constant("(".repeat(5000)),
            fc.constant("x".repeat(100_000)),
        );
        fc.assert(
            fc.property(shape, words, fc.nat(), fc.nat(), anything, (own, asked, which, leaf, value) => {
                const resources = planFor(own);
                const index = which % resources.length;
                const target = resources[index]!;
                const all = leaves(target.inputs).filter(
                    (path) => !["vaultName", "virtualNetworkName", "subnetName"].includes(path.at(-1)!),
                );
                const path = all[leaf % all.length]!;
                const replace = (inner: PlanValue, [key, ...rest]: readonly string[]): PlanValue => {
                    if (key === undefined) return value;
                    if (Array.isArray(inner))
                        return inner.map((item: PlanValue, at) => (String(at) === key ? replace(item, rest) : item));
                    return { ...(inner as PlanObject), [key]: replace((inner as PlanObject)[key] ?? null, rest) };
                };
                const inputs = replace(target.inputs, path) as PlanObject;
                expect(Object.keys(order)).toContain(verdict(resources.with(index, { ...target, inputs }), asked));
            }),
            { numRuns: 150 * depth },
        );
    });
});
