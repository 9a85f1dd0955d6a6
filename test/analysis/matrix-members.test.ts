import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { operationsOn, placesOf } from "../../analysis/classes.ts";
import { oracleOf } from "../../analysis/evaluate.ts";
import { matrixOf, type Cell, type VaultMatrix } from "../../analysis/matrix.ts";
import { modelOf, type Model } from "../../analysis/model/model.ts";
import type { Caller, Question } from "../../analysis/question.ts";
import { readCaller } from "../../analysis/words.ts";
import { estate } from "../../bench/estate/estate.ts";
import type { Plan, PlanObject } from "../../plan/plan.ts";
import { network, rights, whole } from "../crosscheck/kinds.ts";
import { assignment, group, planOf, resource, roles, stranger, subscription, user, vault, vaultId } from "./plans.ts";

/* A matrix asks about one member of each of its classes and speaks for all: the others, asked themselves, must agree. */

interface Asked {
    readonly question: Question;
    readonly words: string;
    readonly inMatrix: "allowed" | "undetermined" | "denied";
}

/** @param some Which of a class's members to ask about. */
function* questionsOf(
    model: Model,
    own: VaultMatrix,
    some: (members: readonly string[]) => readonly string[],
): Iterable<Asked> {
    const places = new Map(placesOf(model, model.vaults.get(own.vault.urn)!).map(({ name, place }) => [name, place]));
    const cells = new Map(own.cells.map((cell) => [`${cell.origin} ${cell.caller} ${cell.object}`, cell]));
    for (const [origin, { members, operations }] of own.origins.entries()) {
        for (const [caller, callers] of own.callers.entries()) {
            const who = some(callers.members).map((name) => ({ name, caller: callerNamed(model, name) }));
            for (const [object, target] of own.objects.entries()) {
                const cell = cells.get(`${origin} ${caller} ${object}`);
                for (const name of operationsOn(target).filter(
                    (operation) => operations?.includes(operation) !== false,
                )) {
                    for (const place of some(members)) {
                        for (const one of who) {
                            const question: Question = {
                                origin: places.get(place)!,
                                caller: one.caller,
                                operation: { plane: "data", name },
                                object: target,
                            };
                            yield {
                                question,
                                words: `${own.vault.name}: ${name} on ${target.name ?? "the vault"} as ${one.name} from ${place}`,
                                inMatrix: verdictIn(cell, name),
                            };
                        }
                    }
                }
            }
        }
    }
}

function verdictIn(cell: Cell | undefined, operation: string): Asked["inMatrix"] {
    if (cell?.allowed.includes(operation) === true) return "allowed";
    return cell?.undetermined.includes(operation) === true ? "undetermined" : "denied";
}

function callerNamed(model: Model, name: string): Caller {
    if (name === "anyone else") return readCaller(model, { as: "88888888-8888-4888-8888-888888888888" });
    const [as = name, through] = name.split(" through application ");
    return readCaller(model, { as, ...(through !== undefined && { through }) });
}

/** How many questions were asked, and those that were answered otherwise than the matrix says. */
function compared(
    plan: Plan,
    some: (members: readonly string[]) => readonly string[],
): { readonly asked: number; readonly otherwise: readonly string[] } {
    const model = modelOf(plan);
    const oracle = oracleOf(model);
    const otherwise: string[] = [];
    let asked = 0;
    for (const own of matrixOf(model).vaults) {
        for (const { question, words, inMatrix } of questionsOf(model, own, some)) {
            const verdict = oracle.verdict(question);
            if (verdict !== inMatrix) otherwise.push(`${words}: ${verdict}, in the matrix ${inMatrix}`);
            asked += 1;
        }
    }
    return { asked, otherwise };
}

const ends = (members: readonly string[]): readonly string[] => [...new Set([members[0]!, members.at(-1)!])];
const everyone = (members: readonly string[]): readonly string[] => members;

const both = [vault(), assignment(roles.secretsUser, user), assignment(roles.secretsUser, stranger)];
const identity = (name: string, of: string, principalId: string) =>
    resource(
        "managedidentity:UserAssignedIdentity",
        name,
        { resourceName: name, resourceGroupName: "rg" },
        {
            id: `/subscriptions/${of}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
            outputs: { principalId },
        },
    );
const denying = (principals: PlanObject[], excludePrincipals: PlanObject[] = []) =>
    resource("authorization:DenyAssignment", "no", {
        scope: vaultId,
        denyAssignmentName: "no",
        principals,
        excludePrincipals,
        permissions: [
            { actions: [], notActions: [], dataActions: ["Microsoft.KeyVault/vaults/secrets/*"], notDataActions: [] },
        ],
    });

describe("every member of a class fares as the matrix says", () => {
    test.each([
        ["where one of two who hold the same is denied", [...both, denying([{ id: user, type: "User" }])]],
        [
            "where one of two who hold the same is spared",
            [
                ...both,
                denying(
                    [{ id: "00000000-0000-0000-0000-000000000000", type: "SystemDefined" }],
                    [{ id: stranger, type: "User" }],
                ),
            ],
        ],
        [
            "where one of two who hold the same is made a member of a group",
            [
                ...both,
                assignment(roles.cryptoUser, group),
                resource("azuread:index/groupMember:GroupMember", "joins", {
                    groupObjectId: group,
                    memberObjectId: user,
                }),
            ],
        ],
        [
            "where a machine has several identities",
            [
                vault(),
                identity("reads", subscription, user),
                identity("writes", subscription, stranger),
                resource("compute:VirtualMachine", "vm", {
                    vmName: "vm",
                    resourceGroupName: "rg",
                    identity: {
                        type: "SystemAssigned, UserAssigned",
                        userAssignedIdentities: ["reads", "writes"].map(
                            (name) =>
                                `/subscriptions/${subscription}/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`,
                        ),
                    },
                }),
                assignment(roles.secretsUser, user),
                assignment(roles.cryptoUser, stranger),
            ],
        ],
        [
            "where somebody who holds nothing is made a member of a group",
            [
                vault(),
                assignment(roles.secretsUser, group),
                resource("azuread:index/groupMember:GroupMember", "joins", {
                    groupObjectId: group,
                    memberObjectId: user,
                }),
            ],
        ],
        [
            "where a perimeter admits the identities of one subscription",
            [
                vault({ publicNetworkAccess: "SecuredByPerimeter" }),
                identity("inside", subscription, user),
                identity("outside", "99999999-1111-4111-8111-111111111111", stranger),
                ...[user, stranger, group].map((principal) => assignment(roles.secretsUser, principal)),
                resource(
                    "network:NetworkSecurityPerimeterProfile",
                    "profile",
                    { networkSecurityPerimeterName: "nsp", profileName: "profile", resourceGroupName: "rg" },
                    { id: "/profile" },
                ),
                resource("network:NetworkSecurityPerimeterAssociation", "member", {
                    networkSecurityPerimeterName: "nsp",
                    resourceGroupName: "rg",
                    accessMode: "Enforced",
                    privateLinkResource: { id: vaultId },
                    profile: { id: "/profile" },
                }),
                resource("network:NetworkSecurityPerimeterAccessRule", "rule", {
                    networkSecurityPerimeterName: "nsp",
                    profileName: "profile",
                    resourceGroupName: "rg",
                    direction: "Inbound",
                    subscriptions: [{ id: `/subscriptions/${subscription}` }],
                }),
            ],
        ],
    ])("%s", (_, resources) => {
        const { asked, otherwise } = compared(planOf(...resources), everyone);
        expect(otherwise).toEqual([]);
        expect(asked).toBeGreaterThan(0);
    });

    test("and whoever a membership names is a member of one", () => {
        const joins = resource("azuread:index/groupMember:GroupMember", "joins", {
            groupObjectId: group,
            memberObjectId: user,
        });
        const [own] = matrixOf(modelOf(planOf(vault(), assignment(roles.secretsUser, group), joins))).vaults;
        expect(own?.callers.map(({ members }) => members)).toEqual([[group], [user], ["anyone else"], ["anonymous"]]);
    });

    test.each([
        ["of networks", network.worlds.map(network.planOf)],
        ["of rights", rights.worlds.map(rights.planOf)],
        ["of everything", whole.worlds.map(whole.planOf)],
    ] as const)("in generated worlds %s", (_, plans) => {
        fc.assert(
            fc.property(plans, (plan) => {
                expect(compared(plan, ends).otherwise).toEqual([]);
            }),
            { numRuns: 10 },
        );
    });

    test("in many vaults that share networks and principals", () => {
        const { asked, otherwise } = compared(estate(20), ends);
        expect(otherwise).toEqual([]);
        expect(asked).toBeGreaterThan(100_000);
    });
});
