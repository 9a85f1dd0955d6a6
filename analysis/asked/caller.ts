import { isGuid } from "../../input/guid.ts";
import { suggestion } from "../../input/nearest.ts";
import type { Model } from "../model/model.ts";
import type { PersonaMember } from "../model/personas.ts";
import { findById, logicalName, nameOf } from "../model/resources.ts";
import { tenantsOf } from "../model/tenant.ts";
import type { Caller } from "../question.ts";
import {
    called,
    nameInGroup,
    readGuid,
    refuse,
    refuseMalformedGuid,
    sameName,
    tellingNames,
    type Candidate,
} from "./names.ts";
import type { Words } from "./words.ts";

export function readCaller(model: Model, words: Pick<Words, "as" | "groups" | "through">): Caller {
    const word = words.as;
    if (word.toLowerCase() === "anonymous") {
        if (words.through !== undefined || (words.groups ?? []).length > 0) {
            return refuse({
                what: "the groups (--groups) or the application (--through)",
                got: [...(words.groups ?? []), ...(words.through === undefined ? [] : [words.through])].join(", "),
                expected: "neither: who is anonymous has no token, is in no group and acts for nobody",
                fix: "leave them out, or say who asks (--as)",
            });
        }
        return { kind: "anonymous" };
    }
    const groups = (words.groups ?? []).map((group) =>
        readGuid("the group (--groups)", group, "write the object id of a group"),
    );
    const through =
        words.through === undefined
            ? {}
            : {
                  through: readGuid(
                      "the application (--through)",
                      words.through,
                      "write the client id of an application",
                  ),
              };
    const found = isGuid(word)
        ? { name: word.toLowerCase(), principals: [word.toLowerCase()] }
        : readNamed(model, word);
    const tenant = tenantsOf(model)(found.principals);
    return {
        kind: "principal",
        ...found,
        groups,
        ...through,
        ...(found.principals.some((principal) => isGroup(model, principal)) && { isGroup: true }),
        ...(tenant !== undefined && { tenant }),
    };
}

/** Whether a role assignment or a persona says that a principal is a group. */
function isGroup({ assignments, personas }: Model, principal: string): boolean {
    const group = /group$/i;
    return (
        personas.some((member) => member.principal === principal && group.test(member.principalType ?? "")) ||
        assignments.all.some(
            ({ principal: held }) =>
                held.kind === "principal" && held.principal === principal && group.test(held.type ?? ""),
        )
    );
}

interface Named {
    readonly name: string;
    readonly principals: readonly string[];
}

function readNamed(model: Model, word: string): Named {
    refuseMalformedGuid("the identity (--as)", word);
    const candidates = [...resourcesWithIdentity(model), ...personasOf(model.personas)];
    const found = called(candidates, word);
    const [only] = found;
    if (only !== undefined && found.length === 1) return only.value();
    if (found.length > 1) {
        return refuse({
            what: "the identity (--as)",
            got: word,
            expected: "a name that one identity has",
            fix: `choose one of: ${found.map((candidate) => tellingNames(candidates).get(candidate)!).join(", ")}`,
        });
    }
    const resource =
        model.resources.byUrn.get(word) ??
        findById(model.resources, word) ??
        model.resources.all.find((other) => sameName(nameOf(other), word));
    if (resource !== undefined) {
        return refuse({
            what: "the identity (--as)",
            got: word,
            expected: "a resource that has a managed identity",
            fix: "give it one, or ask as anonymous or as a principal's GUID",
        });
    }
    return refuse({
        what: "the identity (--as)",
        got: word,
        expected: "anonymous, a principal's GUID, a resource of the plan that has an identity, or a persona",
        fix:
            candidates.length === 0
                ? "the plan names no identity: ask as anonymous or as a principal's GUID"
                : suggestion(
                      word,
                      candidates.map(({ names }) => names[0]!),
                      candidates.flatMap(({ names }) => names.slice(1).filter((name) => !name.includes("/"))),
                  ),
    });
}

type Identified = Candidate<() => Named>;

/** The resources that have an identity, by URN: each by a name that it can be asked for. */
export function namesOfIdentities(model: Model): ReadonlyMap<string, string> {
    return new Map(
        [...tellingNames(resourcesWithIdentity(model))].map(
            ([
                {
                    names: [, urn],
                },
                name,
            ]) => [urn!, name],
        ),
    );
}

function resourcesWithIdentity(model: Model): readonly Identified[] {
    return [...model.identities.principalsOf].map(([urn, identities]) => {
        const resource = model.resources.byUrn.get(urn)!;
        const name = nameOf(resource);
        return {
            names: [name, urn, model.resources.ids.get(urn) ?? urn, logicalName(urn), ...nameInGroup(resource, name)],
            value: () => ({ name, principals: identities.map(({ principal }) => principal) }),
        };
    });
}

/** A persona with one member goes by its name, or its first word; one with several by `persona/label`. */
function personasOf(members: readonly PersonaMember[]): readonly Identified[] {
    return members.map((member) => {
        const { persona } = member;
        const full = `${persona}/${member.label}`;
        return {
            names: [full, persona, persona.replaceAll(" ", "-"), persona.replaceAll(" ", ""), persona.split(" ")[0]!],
            value: () => {
                if (member.principal === undefined) {
                    return refuse({
                        what: "the identity (--as)",
                        got: full,
                        expected: "a persona whose principal the plan tells",
                        fix: "show its identityId in the output personas, or ask with the principal's GUID",
                    });
                }
                return { name: full, principals: [member.principal] };
            },
        };
    });
}
