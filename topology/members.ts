import { isWithin, parseArmId } from "../azure/arm-id.ts";
import { InputError, type Refusal } from "../input/error.ts";
import { isGuid } from "../input/guid.ts";
import { unixSeconds } from "./dates.ts";
import { checkPrincipal } from "./principals.ts";
import { AccessModel } from "./vault.ts";

/** A period in which a role can be activated (Privileged Identity Management); it ends, always. */
export interface Eligibility {
    /** ISO 8601 date and time. */
    start: string;
    /** ISO 8601 date and time. */
    end: string;
    justification: string;
}

/** One member of a persona. `Id` is a text, or a value that only deployment gives. */
export interface Member<Id> {
    principalId: Id;
    principalType: string;
    /** Resource id of the identity behind a principal that only deployment will give. */
    identityId?: Id | undefined;
    applicationId?: string | undefined;
    scope?: string | undefined;
    objects?: string[] | undefined;
    eligible?: Eligibility | undefined;
}

/** What a member's settings are held against. */
export interface MemberContext {
    /** The access models in which grants are made: the vault's, and one that is prepared. */
    readonly models: readonly (string | undefined)[];
    /** The vault's id where it is known as a text. */
    readonly vaultId: string | undefined;
}

const objectPath = /^(secrets|keys|certificates)\/[A-Za-z0-9-]{1,127}$/;

/** @throws InputError for a principal that is no GUID, and for what the access models cannot express */
export function checkMember<Id>(member: Member<Id>, { models, vaultId }: MemberContext, what: string): void {
    checkPrincipal(member.principalId, member.principalType, what);
    checkApplication(member.applicationId, models, `${what}.applicationId`);
    checkReach(member, models, what);
    if (member.scope !== undefined) checkScope(member.scope, vaultId, `${what}.scope`);
    if (member.eligible !== undefined) checkEligibility(member.eligible, models, `${what}.eligible`);
}

function checkApplication(applicationId: string | undefined, models: MemberContext["models"], what: string): void {
    if (applicationId === undefined) return;
    if (!isGuid(applicationId)) {
        throw new InputError({
            what,
            got: applicationId,
            expected: "an application's client id, a GUID",
            fix: "az ad app show --id <name> --query appId",
        });
    }
    if (!models.includes(AccessModel.Rbac)) return;
    throw new InputError({
        what,
        got: applicationId,
        expected: 'nothing with access model "rbac": an application beside a user exists in access policies alone',
        fix: 'remove it, or choose access model "access-policies"',
    });
}

/** How far a member reaches, when it is not just the vault. */
function checkReach<Id>({ scope, objects }: Member<Id>, models: MemberContext["models"], what: string): void {
    const refuse = (field: string, refusal: Omit<Refusal, "what">): never => {
        throw new InputError({ what: `${what}.${field}`, ...refusal });
    };
    const field = objects !== undefined ? "objects" : "scope";
    const given = objects ?? scope;
    if (given !== undefined && models.includes(AccessModel.AccessPolicies)) {
        refuse(field, {
            got: given,
            expected: "nothing: access policies hold for the whole vault",
            fix: 'remove it, or choose access model "rbac"',
        });
    }
    if (objects === undefined) return;
    if (scope !== undefined)
        refuse("scope", { got: scope, expected: "either scope or objects", fix: "remove one of the two" });
    if (objects.length === 0)
        refuse("objects", {
            got: objects,
            expected: "at least one object",
            fix: "name one, or remove objects for the whole vault",
        });
    const wrong = objects.find((path) => !objectPath.test(path));
    if (wrong !== undefined) {
        refuse("objects", {
            got: wrong,
            expected: "secrets/<name>, keys/<name> or certificates/<name>",
            fix: "write kind and name",
        });
    }
}

/** A scope above the vault or the vault itself; what a management group holds is not in any id. */
function checkScope(scope: string, vaultId: string | undefined, what: string): void {
    const parsed = parseArmId(scope);
    const covers =
        parsed !== undefined &&
        (parsed.managementGroup !== undefined || vaultId === undefined || isWithin(vaultId, scope));
    if (covers) return;
    throw new InputError({
        what,
        got: scope,
        expected: `the id of a management group, subscription, resource group or the vault that covers ${vaultId ?? "the vault"}`,
        fix: "give a scope above the vault, or leave it out for the vault itself",
    });
}

function checkEligibility({ start, end }: Eligibility, models: MemberContext["models"], what: string): void {
    if (models.includes(AccessModel.AccessPolicies)) {
        throw new InputError({
            what,
            got: { start, end },
            expected: 'nothing with access model "access-policies": its entries stand from the first day on',
            fix: 'remove it, or choose access model "rbac"',
        });
    }
    if (end === undefined) {
        throw new InputError({
            what: `${what}.end`,
            got: undefined,
            expected: "an end: eligibility without one is standing access in disguise",
            fix: "give a date and time",
        });
    }
    if (unixSeconds(end, `${what}.end`) > unixSeconds(start, `${what}.start`)) return;
    throw new InputError({
        what: `${what}.end`,
        got: end,
        expected: `a moment after the start, ${start}`,
        fix: "move the end",
    });
}
