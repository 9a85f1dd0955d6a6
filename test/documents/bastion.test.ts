/**
 * "Azure Bastion Key Vault integration behind the scene": who reads the machine's password when a person connects with
 * Bastion, and from where.
 *
 * The stack `bastion-integration` is the document's set-up at its three steps: the vault open to the Internet, restricted
 * to the two subnets and trusted services, and restricted with the address of the browser.
 */
import { expect } from "vitest";
import type { Plan, PlanObject, PlanValue } from "../../plan/plan.ts";
import { allowed, ask, denied } from "./ask.ts";
import { client } from "./client.ts";
import { assignment, idOf, resourceOf, roles, textOf, withResources, withRules } from "./edits.ts";
import { experiments, type Trial } from "./experiment.ts";
import { changed, recorded, type Recorded } from "./recorded.ts";

const browsersAddress = "203.0.113.50";
const browser = `browser@${browsersAddress}`;
/** A member of the group that may connect: list on the vault, get on the machine's password. */
const user = { as: "3a6f0f5e-8f2b-4f4c-9d3e-5b1c7a9e2d10", groups: ["00000000-0000-4000-8000-0000000000c1"] };
/** What Bastion's page asks for, in this order. */
const vault = "bastion-demo-vault";
const list = { do: "secrets/list", on: vault };
const get = { do: "secrets/get", on: `${vault}/secrets/vm-password` };

const open = recorded("bastion-integration", "step=open");
const restricted = recorded("bastion-integration", "step=restricted");
const withBrowser = recorded("bastion-integration", "step=browser", `browserAddresses=["${browsersAddress}"]`);

const withoutBastionSubnet = changed(restricted, "the rule for AzureBastionSubnet removed", (plan) =>
    withRules(plan, vault, {
        virtualNetworkRules: subnetRules(plan).filter(({ id }) => !textOf(id).endsWith("/AzureBastionSubnet")),
    }),
);
const withoutBypass = changed(restricted, "bypass None", (plan) => withRules(plan, vault, { bypass: "None" }));
const machineAuthorised = changed(restricted, "Key Vault Secrets User for vm-demo's identity", (plan) =>
    withResources(
        plan,
        assignment(plan, roles.keyVaultSecretsUser, { identityOf: "bastion-demo-vm" }, idOf(plan, vault)),
    ),
);

/** The stack `prod` has Bastion, a machine whose password is in the vault, and a vault that private link alone reaches. */
const prod = recorded("prod");
const inside = { from: "browser@workload", as: "security team" };

experiments("S0", [
    {
        id: "S0.E1",
        what: "Connect with Bastion from a browser anywhere; the vault is open to the Internet",
        document: "allowed: list, then get; SSH connects",
        trials: [
            ask(
                open,
                { from: browser, ...user, ...list },
                allowed({ seenAs: `public ${browsersAddress}`, logged: true }),
            ),
            ask(open, { from: browser, ...user, ...get }, allowed()),
            sshConnects(open),
        ],
    },
    {
        id: "S0.E2",
        what: "Connect from a browser outside the two subnets; the vault is restricted to them",
        document: "denied: access denied at list, shown in Bastion's page",
        trials: [
            ask(
                restricted,
                { from: browser, ...user, ...list },
                denied("network", "ForbiddenByFirewall", {
                    status: 403,
                    seenAs: `public ${browsersAddress}`,
                    logged: true,
                }),
            ),
            client(restricted, { from: browser, ...user, ...list }, "denied ForbiddenByFirewall"),
        ],
    },
    {
        id: "S0.E3",
        what: "Bastion's own subnet calls the vault, which allows it",
        document: "no request ever comes from there; allowing it changes nothing",
        trials: [
            ask(
                restricted,
                { from: "bastion", ...user, ...list },
                denied("path", undefined, { seenAs: "none", logged: false }),
            ),
            ask(
                restricted,
                { from: "AzureBastionSubnet", ...user, ...list },
                denied("path", undefined, { seenAs: "none", logged: false }),
            ),
        ],
        besides: [
            // The rule for Bastion's subnet makes no difference to the person.
            ask(restricted, { from: browser, ...user, ...list }, denied("network", "ForbiddenByFirewall")),
            ask(withoutBastionSubnet, { from: browser, ...user, ...list }, denied("network", "ForbiddenByFirewall")),
            ask(
                withoutBastionSubnet,
                { from: "bastion", ...user, ...list },
                denied("path", undefined, { seenAs: "none" }),
            ),
        ],
    },
    {
        id: "S0.E4",
        what: "Connect from a browser whose public address is among the vault's address rules",
        document: "allowed: list, then get; SSH connects",
        trials: [
            ask(withBrowser, { from: browser, ...user, ...list }, allowed({ seenAs: `public ${browsersAddress}` })),
            ask(withBrowser, { from: browser, ...user, ...get }, allowed()),
            client(withBrowser, { from: browser, ...user, ...list }, "allowed"),
            client(withBrowser, { from: browser, ...user, ...get }, "allowed"),
            sshConnects(withBrowser),
        ],
        besides: [
            ask(
                withBrowser,
                { from: "browser@203.0.113.51", ...user, ...list },
                denied("network", "ForbiddenByFirewall"),
            ),
        ],
    },
    {
        id: "S0.E5",
        what: "As E2, with trusted Microsoft services allowed",
        document: "denied: the caller is a browser, and Bastion is no trusted service",
        trials: [
            ask(restricted, { from: browser, ...user, ...list }, denied("network", "ForbiddenByFirewall")),
            ask(
                restricted,
                { from: "service:Azure Bastion", ...user, ...list },
                denied("path", undefined, { seenAs: "none" }),
            ),
        ],
        besides: [ask(withoutBypass, { from: browser, ...user, ...list }, denied("network", "ForbiddenByFirewall"))],
    },
    {
        id: "S0.E6",
        what: "The machine in VMSubnet, with a service endpoint and an authorised identity, reads the password",
        document: "allowed",
        trials: [
            ask(
                machineAuthorised,
                { from: "vm-demo", as: "vm-demo", ...get },
                allowed({ seenAs: "private 10.40.1.0/24", resolves: "public" }),
            ),
        ],
        // The network admits the machine as it is; what it lacks is the grant.
        besides: [
            ask(restricted, { from: "vm-demo", as: "vm-demo", ...get }, denied("authorization", "ForbiddenByRbac")),
        ],
    },
    {
        id: "S0.E7",
        what: "Connect from a browser on a network with a private endpoint; public access is off (stack prod)",
        document: "allowed",
        trials: [
            ask(
                prod,
                { ...inside, do: "secrets/list", on: "kvb-prod-vault" },
                allowed({ seenAs: "private 10.30.1.0/24" }),
            ),
            ask(
                prod,
                { ...inside, do: "secrets/get", on: "kvb-prod-vault/secrets/vm-password" },
                allowed({ seenAs: "private 10.30.1.0/24" }),
            ),
        ],
        besides: [
            ask(
                prod,
                { ...inside, from: browser, do: "secrets/list", on: "kvb-prod-vault" },
                denied("network", "ForbiddenByConnection"),
            ),
        ],
    },
]);

/** The secret is the machine's password, and Bastion's subnet reaches the machine's port for SSH. */
function sshConnects(step: Recorded): Trial {
    return {
        tier: "plan",
        run: async () => {
            const plan = await step.plan();
            const [machine, secret] = ["bastion-demo-vm", "bastion-demo-secret-vm-password"].map((name) =>
                resourceOf(plan, name),
            );
            const password = resourceOf(plan, "bastion-demo-password").urn;
            expect.soft(machine!.propertyDependencies["osProfile"]).toContain(password);
            expect.soft(secret!.propertyDependencies["properties"]).toContain(password);
            for (const [subnet, direction] of [
                ["AzureBastionSubnet", "Outbound"],
                ["VMSubnet", "Inbound"],
            ] as const) {
                expect
                    .soft(decidesOnSsh(plan, `bastion-demo-nsg-${subnet}`, direction), `${direction} SSH at ${subnet}`)
                    .toBe("Allow");
            }
            return "SSH connects";
        },
    };
}

/** What a security group says of TCP port 22 between the two subnets; without a rule the default one for a network allows. */
function decidesOnSsh(plan: Plan, group: string, wanted: string): PlanValue {
    const rules = resourceOf(plan, group).inputs["securityRules"] as readonly PlanObject[];
    const ofBoth = ["*", "VirtualNetwork", "10.40.0.0/26", "10.40.1.0/24"];
    const deciding = rules
        .filter(({ direction, protocol }) => direction === wanted && ["Tcp", "*"].includes(textOf(protocol)))
        .filter(({ destinationPortRange, destinationPortRanges = [] }) =>
            [destinationPortRange, ...(destinationPortRanges as readonly string[])].some(
                (port) => port === "22" || port === "*",
            ),
        )
        .filter(({ sourceAddressPrefix, destinationAddressPrefix }) =>
            [sourceAddressPrefix, destinationAddressPrefix].every((prefix) => ofBoth.includes(textOf(prefix))),
        )
        .toSorted((a, b) => Number(a["priority"]) - Number(b["priority"]))[0];
    return deciding?.["access"] ?? "Allow";
}

function subnetRules(plan: Plan): readonly PlanObject[] {
    const { networkAcls } = resourceOf(plan, vault).inputs["properties"] as PlanObject;
    return (networkAcls as PlanObject)["virtualNetworkRules"] as readonly PlanObject[];
}
