import { describe, expect, test } from "vitest";
import { InputError } from "../../input/error.ts";
import { readQuestion, type Words } from "../../analysis/words.ts";
import { matrixOf } from "../../analysis/matrix.ts";
import { modelOf } from "../../analysis/model/model.ts";
import {
    assignment,
    network,
    oracle,
    planOf,
    resource,
    roles,
    subnet,
    subnetId,
    user,
    vault,
    vaultId,
} from "./plans.ts";

const component = {
    ...resource("keyvault-blueprint:index:RoleSets", "roles", {}),
    custom: false,
    outputs: {
        personas: [
            {
                persona: "auditors",
                label: "group",
                principalId: "88888888-8888-4888-8888-888888888888",
                principalType: "Group",
            },
            { persona: "security team", label: "group", principalId: "88888888-8888-4888-8888-888888888883" },
            { persona: "developers and operators", label: "a", principalId: "88888888-8888-4888-8888-888888888881" },
            { persona: "developers and operators", label: "b", principalId: "88888888-8888-4888-8888-888888888882" },
        ],
    },
};
const vm = resource("compute:VirtualMachine", "machine", {
    vmName: "vm-app",
    resourceGroupName: "rg",
    identity: { type: "SystemAssigned" },
});
const bare = resource("compute:VirtualMachine", "bare", { vmName: "vm-bare", resourceGroupName: "rg" });
const { model } = oracle(
    network("vnet"),
    network("vnet2"),
    subnet("app"),
    subnet("app", {}, { network: "vnet2" }),
    subnet("data"),
    vm,
    bare,
    vault({}, { name: "kv-one" }),
    vault({}, { name: "kv-two" }),
    component,
    resource("azure:keyvault/keyVault:KeyVault", "classic", { name: "classic" }),
    assignment(roles.reader, user),
);

function read(words: Partial<Words>): ReturnType<typeof readQuestion> {
    return readQuestion(model, { from: "internet", as: user, do: "secrets/list", on: "kv-one", ...words });
}

describe("places", () => {
    test.each([
        ["internet", { kind: "internet" }],
        ["Internet", { kind: "internet" }],
        ["203.0.113.7", { kind: "address", range: { first: 3405803783, last: 3405803783 } }],
        ["203.0.113.0/24", { kind: "address", range: { first: 3405803776, last: 3405804031 } }],
        ["on-premises", { kind: "on-premises" }],
        ["on-premises@203.0.113.7", { kind: "on-premises", range: { first: 3405803783, last: 3405803783 } }],
        ["data", { kind: "subnet", name: "vnet/data" }],
        ["vnet2/app", { kind: "subnet", name: "vnet2/app" }],
        ["VNET2/APP", { kind: "subnet", name: "vnet2/app" }],
        [subnetId("app"), { kind: "subnet", name: "vnet/app" }],
        [subnet("app").urn, { kind: "subnet", name: "vnet/app" }],
        ["vm-app", { kind: "workload", name: "vm-app" }],
        ["machine", { kind: "workload", name: "vm-app" }],
        ["service:azure storage", { kind: "service", name: "Azure Storage" }],
        ["service:Storage", { kind: "service", name: "Azure Storage" }],
        ["browser@data", { kind: "browser", at: { kind: "subnet", name: "vnet/data" } }],
        ["browser@internet", { kind: "browser", at: { kind: "internet" } }],
        [subnetId("elsewhere", "hub"), { kind: "subnet", name: "hub/elsewhere" }],
    ])("%s", (from, expected) => {
        expect(read({ from }).origin).toMatchObject(expected);
    });
});

describe("identities", () => {
    test.each([
        ["anonymous", { kind: "anonymous" }],
        [user.toUpperCase(), { kind: "principal", principals: [user] }],
        ["vm-app", { kind: "principal", name: "vm-app", principals: [`${vm.urn}#system`] }],
        [
            "auditors",
            { kind: "principal", name: "auditors/group", principals: ["88888888-8888-4888-8888-888888888888"] },
        ],
        ["security", { kind: "principal", name: "security team/group" }],
        ["security-team", { kind: "principal", name: "security team/group" }],
        ["developers and operators/b", { kind: "principal", principals: ["88888888-8888-4888-8888-888888888882"] }],
    ])("%s", (as, expected) => {
        expect(read({ as }).caller).toMatchObject(expected);
    });

    test("groups and the application behind a caller", () => {
        expect(read({ groups: [user], through: user }).caller).toMatchObject({ groups: [user], through: user });
    });
});

describe("names that several have", () => {
    const here = resource("compute:VirtualMachine", "vm", {
        ...{ vmName: "vm", resourceGroupName: "rg", identity: { type: "SystemAssigned" } },
    });
    const there = resource("compute:VirtualMachine", "vm-there", {
        ...{ vmName: "vm", resourceGroupName: "other", identity: { type: "SystemAssigned" } },
    });
    const twins = modelOf(planOf(vault({}, { name: "kv-one" }), here, there));
    const asked = (words: Partial<Words>): ReturnType<typeof readQuestion> =>
        readQuestion(twins, { from: "internet", as: user, do: "secrets/list", on: "kv-one", ...words });

    test("are refused with words that tell them apart", () => {
        expect(() => asked({ from: "vm" })).toThrow(/choose one of: rg\/vm, vm-there/);
        expect(() => asked({ as: "vm" })).toThrow(/choose one of: rg\/vm, vm-there/);
    });

    test.each([
        ["rg/vm", here.urn],
        ["OTHER/VM", there.urn],
        ["vm-there", there.urn],
    ])("%s is one of them", (word, urn) => {
        expect(asked({ from: word }).origin).toMatchObject({ kind: "workload", urn });
        expect(asked({ as: word }).caller).toMatchObject({ principals: [`${urn}#system`] });
    });

    test("the matrix lists each by a word that finds it again", () => {
        const [only] = matrixOf(twins, Date.now()).vaults;
        const members = [...only!.origins, ...only!.callers].flatMap((own) => own.members);
        expect(members.filter((name) => name === "vm")).toEqual([]);
        for (const from of only!.origins.flatMap((own) => own.members)) expect(() => asked({ from })).not.toThrow();
        expect(members).toEqual(expect.arrayContaining(["rg/vm", "vm-there"]));
    });
});

describe("objects", () => {
    test.each([
        ["kv-one", {}],
        ["KV-ONE/secrets/Name", { family: "secrets", name: "Name" }],
        [
            "kv-one/secrets/name/0123456789abcdef0123456789ABCDEF",
            { family: "secrets", name: "name", version: "0123456789abcdef0123456789ABCDEF" },
        ],
        [`${vaultId.slice(0, -2)}kv-one/secrets/name`, { family: "secrets", name: "name" }],
        [vault({}, { name: "kv-one" }).urn, {}],
    ])("%s", (on, expected) => {
        expect(read({ on }).object).toMatchObject({ vault: vault({}, { name: "kv-one" }).urn, ...expected });
    });

    test("issuers and contacts are the vault's, whichever certificate is named", () => {
        const { object } = read({ do: "certificates/getissuers", on: "kv-one/certificates/c" });
        expect(object).toEqual({ vault: vault({}, { name: "kv-one" }).urn });
    });

    test("moments", () => {
        expect(read({ at: "2026-11-21T12:00:00Z" }).moment).toBe(Date.UTC(2026, 10, 21, 12));
        expect(read({ at: "2026-11-21" }).moment).toBe(Date.UTC(2026, 10, 21));
    });
});

describe("what is refused, and what is offered instead", () => {
    const rows: readonly (readonly [claim: string, words: Partial<Words>, offered: RegExp])[] = [
        ["an ambiguous subnet", { from: "app" }, /vnet\/app, vnet2\/app/],
        ["a place that the plan does not have", { from: "vnet2/apq" }, /did you mean "vnet2\/app"/],
        ["a local network's private address", { from: "on-premises@10.0.0.5" }, /public addresses/],
        ["an address that is none", { from: "300.1.2.3" }, /203\.0\.113\.7/],
        ["a service that is none", { from: "service:Azure Storrage" }, /did you mean "Azure Storage"/],
        ["an empty place", { from: "" }, /choose one of/],
        ["an identity that the plan does not have", { as: "vm-apq" }, /did you mean "vm-app"/],
        ["a resource without an identity", { as: "vm-bare" }, /give it one/],
        [
            "an ambiguous persona",
            { as: "developers and operators" },
            /developers and operators\/a, developers and operators\/b/,
        ],
        ["the first word of one", { as: "developers" }, /developers and operators\/a, developers and operators\/b/],
        ["an operation that is none", { do: "secrets/gett" }, /did you mean "secrets\/get"/],
        ["a verb without a family", { do: "get" }, /choose one of|did you mean/],
        ["a vault that the plan does not have", { on: "kv-oen" }, /did you mean "kv-one"/],
        ["a vault that another provider makes", { on: "classic/secrets/s" }, /azure:keyvault\/keyVault:KeyVault/],
        ["an object without a family", { on: "kv-one/name" }, /kv-one\/secrets\/NAME/],
        ["an object of another family", { on: "kv-one/keys/name" }, /secrets/],
        ["too long a path", { on: "kv-one/secrets/a/b/c" }, /kv-one\/secrets\/NAME/],
        ["a group that is no GUID", { groups: ["admins"] }, /object id of a group/],
        ["a group's name for its id says which id", { groups: ["admins"] }, /fix: +write the object id of a group$/],
        ["and an application's", { through: "portal" }, /fix: +write the client id of an application$/],
        ["a GUID with a digit too few", { as: user.slice(0, -1) }, /a GUID: 32 hexadecimal digits/],
        ["a GUID in braces", { as: `{${user}}` }, /without braces/],
        ["an IPv6 address", { from: "2001:db8::1" }, /an IPv4 address/],
        ["a block of them", { from: "2001:db8::/32" }, /an IPv4 address/],
        ["a moment that is none", { at: "tomorrow" }, /2026-11-21T12:00:00Z/],
        ["a day that no month has", { at: "2026-02-31" }, /2026-11-21T12:00:00Z/],
        ["a day that this February has not", { at: "2026-02-29T12:00:00Z" }, /2026-11-21T12:00:00Z/],
        ["a month that no year has", { at: "2026-13-01" }, /2026-11-21T12:00:00Z/],
        [
            "an action that Azure does not have for vaults",
            { do: "Microsoft.KeyVault/vaults/wirte" },
            /did you mean "Microsoft.KeyVault\/vaults\/write"/,
        ],
        ["nor with a right ending", { do: "Microsoft.KeyVault/vaults/frobs/read" }, /did you mean|choose one of/],
        ["an action without an ending", { do: "Microsoft.Compute/virtualMachines/frobnicate" }, /ends in \/read/],
        [
            "a data action for the operation that needs it",
            { do: "Microsoft.KeyVault/vaults/secrets/getSecret/action" },
            /write secrets\/get$/,
        ],
        ["a name that no object can have", { on: "kv-one/secrets/a_b" }, /letters, digits and '-'/],
        ["a version that none can be", { on: "kv-one/secrets/s/xyz" }, /32 hexadecimal digits/],
        ["nor of other letters", { on: `kv-one/secrets/s/${"g".repeat(32)}` }, /32 hexadecimal digits/],
        ["groups of nobody", { as: "anonymous", groups: [user] }, /leave them out/],
        ["an application for nobody", { as: "anonymous", through: user }, /leave them out/],
        [
            "an action on other resources",
            { do: "Microsoft.Compute/virtualMachines/runCommand/action" },
            /microsoft\.keyvault/,
        ],
        ["nor so long a one", { on: `kv-one/secrets/${"a".repeat(128)}` }, /1 to 127/],
        ["a very long word", { do: "x".repeat(1_000_000) }, /choose one of/],
    ];
    test.each(rows)("%s", (_claim, words, offered) => {
        expect(() => read(words)).toThrow(InputError);
        expect(() => read(words)).toThrow(offered);
    });
});

describe("where there is nothing to offer", () => {
    const bare = modelOf(planOf(vault()));
    test.each([
        [{ from: "nowhere" }, /write an address, internet or on-premises/],
        [{ as: "nobody" }, /ask as anonymous or as a principal's GUID/],
    ])("%j", (words, offered) => {
        const whole = { from: "internet", as: user, do: "secrets/list", on: "kv", ...words };
        expect(() => readQuestion(bare, whole)).toThrow(offered);
    });

    test("and names are cut that no vault could have", () => {
        const long = modelOf(planOf(vault({}, { name: "k".repeat(100_000) })));
        const asked = { from: "internet", as: user, do: "secrets/list", on: "kv" };
        expect(() => readQuestion(long, asked)).toThrow(/^.{0,600}$/s);
    });
});

describe("actions of the control plane", () => {
    test.each([
        "Microsoft.KeyVault/vaults/write",
        "microsoft.keyvault/VAULTS/write",
        "Microsoft.KeyVault/locations/deletedVaults/purge/action",
        "Microsoft.Authorization/roleAssignments/write",
        "Microsoft.Insights/diagnosticSettings/write",
    ])("%s", (action) => {
        expect(read({ do: action }).operation).toEqual({ plane: "control", action });
    });
});
