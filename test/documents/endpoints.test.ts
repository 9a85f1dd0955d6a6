/**
 * "Azure Key Vault with Azure Service Endpoints and Private Link": the same calls from inside and outside, while the vault
 * moves from all networks to one subnet, to addresses, to private link.
 *
 * The stack `endpoint-lab` is the document's set-up at each step: subnets `serviceEndpoint`, `privateLink` and `default`
 * with a machine in each, and an outside client (the document's EC2) and the author by their public addresses.
 */
import { allowed, ask, askEach, denied, resolveName, undetermined } from "./ask.ts";
import { client } from "./client.ts";
import { without, withRules } from "./edits.ts";
import { experiments, type Experiment, type Trial } from "./experiment.ts";
import { peered, withNatAddress, withVpn } from "./plans/endpoints.ts";
import { changed, recorded } from "./recorded.ts";

const vault = "endpoint-lab-vault";
const ec2 = "198.51.100.7";
const authorsAddress = "203.0.113.10";
/** Whoever runs the outside client with the Azure CLI's credential, and sits at the portal. */
const author = "00000000-0000-4000-8000-0000000000d1";
const stranger = "3a6f0f5e-8f2b-4f4c-9d3e-5b1c7a9e2d10";

const serviceEndpointMachine = "vm-endpoint-lab-service-endpoint";
const defaultMachine = "vm-endpoint-lab-default";
const writes = (value: string): { readonly do: string; readonly on: string } => ({
    do: "secrets/set",
    on: `${vault}/secrets/${value}`,
});

const fromEc2 = { from: ec2, as: author, ...writes("from-ec2") };
const fromDefault = { from: defaultMachine, as: defaultMachine, ...writes("from-default") };
const fromServiceEndpoint = {
    from: serviceEndpointMachine,
    as: serviceEndpointMachine,
    ...writes("from-service-endpoint"),
};

const allNetworks = recorded("endpoint-lab", "step=all-networks");
const serviceEndpoint = recorded("endpoint-lab", "step=service-endpoint");
const addresses = recorded("endpoint-lab", "step=addresses");
const privateLink = recorded("endpoint-lab", "step=private-link");
const privateOnly = recorded("endpoint-lab", "step=private-only");

/** Half-way between two steps of the stack: the document adds its author's address first. */
const authorAdded = changed(serviceEndpoint, "the author's address added", (plan) =>
    withRules(plan, vault, { ipRules: [{ value: authorsAddress }] }),
);
const natAddress = "20.50.60.70";
const authorAddedAndDeployed = changed(authorAdded, `the NAT gateway's address is ${natAddress}`, (plan) =>
    withNatAddress(plan, natAddress),
);
const noPolicies = changed(allNetworks, "no access policy yet", (plan) =>
    without(plan, "endpoint-lab-author-policy", "endpoint-lab-default-policy", "endpoint-lab-service-endpoint-policy"),
);

const publicName = ["*.vault.azure.net"];
const aliased = ["*.vault.azure.net", "*.privatelink.vaultcore.azure.net"];

experiments("S1", [
    {
        id: "S1.E1",
        what: "Resolve the vault's name on the EC2 outside, service endpoint configured",
        document: "public address",
        trials: [resolveName(serviceEndpoint, { from: ec2, on: vault }, "public", publicName)],
    },
    {
        id: "S1.E2",
        what: "Resolve the vault's name on the machine in default, service endpoint configured",
        document: "public address",
        trials: [resolveName(serviceEndpoint, { from: defaultMachine, on: vault }, "public", publicName)],
    },
    {
        id: "S1.E3",
        what: "Resolve the vault's name on the machine in serviceEndpoint",
        document: "public address",
        trials: [resolveName(serviceEndpoint, { from: serviceEndpointMachine, on: vault }, "public", publicName)],
    },
    {
        id: "S1.E4",
        what: "Open the vault's pages in the portal, before and after the browser's address is added",
        document: "blocked; then Keys, Secrets and Certificates open",
        trials: [
            ...askEach(
                serviceEndpoint,
                { from: `browser@${authorsAddress}`, as: author, on: vault },
                pages(),
                denied("network", "ForbiddenByFirewall"),
            ),
            ...askEach(
                authorAdded,
                { from: `browser@${authorsAddress}`, as: author, on: vault },
                pages(),
                allowed({ seenAs: `public ${authorsAddress}` }),
            ),
        ],
        // The portal itself calls nothing: the browser does.
        besides: [
            ask(
                authorAdded,
                { from: "service:Azure portal", as: author, do: "secrets/list", on: vault },
                denied("path", undefined, { seenAs: "none" }),
            ),
        ],
    },
    {
        id: "S1.E5",
        what: "The EC2 writes a secret with the CLI's credential; rules: the subnet and the author's address",
        document: "denied by the firewall; the log shows the EC2's public address",
        trials: [
            ask(
                authorAdded,
                fromEc2,
                denied("network", "ForbiddenByFirewall", { status: 403, seenAs: `public ${ec2}`, logged: true }),
            ),
            client(authorAdded, fromEc2, "denied ForbiddenByFirewall"),
        ],
    },
    {
        id: "S1.E6",
        what: "The machine in default writes a secret with its identity and policy; the same rules",
        document: "denied by the firewall; the log shows the machine's public address",
        trials: [
            ask(
                serviceEndpoint,
                fromDefault,
                denied("network", "ForbiddenByFirewall", { seenAs: "public", logged: true }),
            ),
            ask(
                authorAddedAndDeployed,
                fromDefault,
                denied("network", "ForbiddenByFirewall", { seenAs: `public ${natAddress}`, logged: true }),
            ),
        ],
    },
    {
        id: "S1.E7",
        what: "The machine in serviceEndpoint writes a secret with its identity and policy; the same rules",
        document: "allowed; the log shows the machine's private address",
        trials: [
            ask(
                authorAdded,
                fromServiceEndpoint,
                allowed({ seenAs: "private 10.50.1.0/24", resolves: "public", logged: true }),
            ),
        ],
    },
    {
        id: "S1.E8",
        what: "The addresses of the EC2 and of the machine in default are added",
        document: "allowed from all three; the log shows public addresses for the two; three values exist",
        trials: [
            ask(addresses, fromEc2, allowed({ seenAs: `public ${ec2}`, logged: true })),
            ask(addresses, fromDefault, allowed({ seenAs: "public", logged: true })),
            ask(addresses, fromServiceEndpoint, allowed({ seenAs: "private 10.50.1.0/24", logged: true })),
        ],
    },
    {
        id: "S1.E9",
        what: "Call from anywhere, admitted by the network, without an access policy",
        document: "denied: authorisation",
        trials: [
            ...[fromEc2, fromDefault, fromServiceEndpoint].map((words) =>
                ask(noPolicies, words, denied("authorization", "AccessDenied")),
            ),
            ask(addresses, { ...fromEc2, as: stranger }, denied("authorization", "AccessDenied")),
        ],
        besides: [ask(allNetworks, { ...fromEc2, from: "internet" }, allowed())],
    },
    {
        id: "S1.E10",
        what: "Call from on-premises over a site-to-site VPN; service endpoint only",
        document: "denied, unless its public address is in the rules",
        trials: overVpn(),
    },
    {
        id: "S1.E11",
        what: "Call from on-premises and from a peered network over the private endpoint, with DNS",
        document: "allowed",
        ...overPrivateEndpoint(),
    },
    {
        id: "S1.E12",
        what: "Call from the Internet while a private endpoint exists",
        document: "denied: no longer accessible from the Internet",
        correction: "C1",
        trials: [
            ask(
                privateLink,
                { ...fromEc2, from: "internet" },
                allowed({ document: "denied", names: aliased, resolves: "public" }),
            ),
        ],
        besides: [ask(privateOnly, { ...fromEc2, from: "internet" }, denied("network", "ForbiddenByConnection"))],
    },
    {
        id: "S1.E13",
        what: "Resolve the vault's name with a private endpoint: linked network, other network, Internet; and without one",
        document: "alias and private address; alias and public address; no alias",
        trials: [
            ...["default", "privateLink", "serviceEndpoint"].map((from) =>
                resolveName(privateLink, { from, on: vault }, "private", aliased),
            ),
            resolveName(privateLink, { from: "internet", on: vault }, "public", aliased),
            resolveName(
                peered(privateLink, { linked: false }),
                { from: "vnet-spoke/clients", on: vault },
                "public",
                aliased,
            ),
            resolveName(
                peered(privateLink, { linked: true }),
                { from: "vnet-spoke/clients", on: vault },
                "private",
                aliased,
            ),
            resolveName(addresses, { from: "internet", on: vault }, "public", publicName),
        ],
    },
]);

function pages(): readonly string[] {
    return ["keys/list", "secrets/list", "certificates/list"];
}

/** The service endpoint stays in its subnet: what comes over the VPN's gateway leaves for the vault by its own public address. */
function overVpn(): readonly Trial[] {
    const site = "192.0.2.9";
    const call = { ...fromEc2, from: `on-premises@${site}` };
    const addressAdded = recorded("endpoint-lab", "step=addresses", `outsideAddresses=["${site}"]`);
    return [
        ask(
            withVpn(serviceEndpoint),
            call,
            denied("network", "ForbiddenByFirewall", { seenAs: `public ${site}`, resolves: "public" }),
        ),
        ask(
            withVpn(serviceEndpoint),
            { ...call, from: "on-premises" },
            denied("network", "ForbiddenByFirewall", { seenAs: "public" }),
        ),
        ask(withVpn(addressAdded), call, allowed({ seenAs: `public ${site}` })),
    ];
}

/** A private endpoint is an address of the network: whoever has a path to it and resolves the name to it may use it. */
function overPrivateEndpoint(): Pick<Experiment, "trials" | "besides"> {
    const onPremises = { ...fromEc2, from: "on-premises" };
    const spoke = { ...fromEc2, from: "vnet-spoke/clients" };
    return {
        trials: [
            ask(
                withVpn(privateOnly, { resolver: true }),
                onPremises,
                allowed({ seenAs: "private", resolves: "private", names: aliased }),
            ),
            ask(
                peered(privateOnly, { linked: true }),
                spoke,
                allowed({ seenAs: "private 10.51.1.0/24", resolves: "private", names: aliased }),
            ),
        ],
        besides: [
            // Without a link of the zone the peered network resolves the public address, which is closed.
            ask(
                peered(privateOnly, { linked: false }),
                spoke,
                denied("network", "ForbiddenByConnection", { resolves: "public" }),
            ),
            // What a name server on-premises answers is not in the plan; without a VPN it cannot matter.
            ask(withVpn(privateOnly), onPremises, undetermined("dns")),
            ask(privateOnly, onPremises, denied("network", "ForbiddenByConnection", { resolves: "public" })),
        ],
    };
}
