import fc from "fast-check";
import { describe, test } from "vitest";
import type { Plan, PlanValue } from "../../plan/plan.ts";
import { depthOf } from "./depth.ts";
import { network, objects, rights, whole } from "./kinds.ts";
import type { Filter, Network, NetworkName, NetworkWorld, Route, Rule, Subnet, Vault } from "./network/world.ts";
import { holdsBetweenPlans, holdsBetweenWorlds, neverLess, neverMore, same } from "./relations.ts";
import { rightsGrants, type RightsWorld } from "./rights/world.ts";
import { grants, policies, type World } from "./whole/world.ts";

/** The two halves of a CIDR block; a single address has none. */
function halves(block: string): readonly string[] {
    const [base = "", length = "32"] = block.split("/");
    if (length === "32") return [block];
    const number = base.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
    const longer = Number(length) + 1;
    const text = (value: number): string =>
        [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
    return [`${text(number)}/${longer}`, `${text(number + 2 ** (32 - longer))}/${longer}`];
}
const firstHalf = (block: string): string => halves(block)[0] ?? block;

type Addresses = (addresses: readonly string[]) => readonly string[];

describe("in a world with a bit of everything", () => {
    const holds = holdsBetweenWorlds<World>;
    const depth = depthOf(6);

    function withAddresses(change: Addresses): fc.Arbitrary<(world: World) => World> {
        return fc.constant((world) => {
            const { acls } = world.vault;
            return {
                ...world,
                perimeter: world.perimeter && { ...world.perimeter, addresses: change(world.perimeter.addresses) },
                vault: { ...world.vault, acls: acls && { ...acls, addresses: change(acls.addresses) } },
            };
        });
    }

    test("one more role assignment never takes anything away", () => {
        const more = grants.map((grant) => (world: World) => ({
            ...world,
            assignments: [...world.assignments, grant],
        }));
        holds(whole, depth, more, neverLess);
    });

    test("one more access policy never takes anything away", () => {
        const more = policies.map((policy) => (world: World) => {
            // A vault has one entry for each principal.
            const { policies: old } = world.vault;
            if (old.some(({ principal }) => principal === policy.principal)) return world;
            return { ...world, vault: { ...world.vault, policies: [...old, policy] } };
        });
        holds(whole, depth, more, neverLess);
    });

    test("one subnet rule less never admits anybody", () => {
        const less = fc.constant((world: World) => {
            const { acls } = world.vault;
            return { ...world, vault: { ...world.vault, acls: acls && { ...acls, subnets: acls.subnets.slice(1) } } };
        });
        holds(whole, depth, less, neverMore);
    });

    test("one address rule less never admits anybody", () => {
        holds(
            whole,
            depth,
            withAddresses((addresses) => addresses.slice(1)),
            neverMore,
        );
    });

    test("narrower address ranges never admit anybody", () => {
        holds(
            whole,
            depth,
            withAddresses((addresses) => addresses.map(firstHalf)),
            neverMore,
        );
    });

    test("address ranges split into halves change nothing", () => {
        holds(
            whole,
            depth,
            withAddresses((addresses) => addresses.flatMap(halves)),
            same,
        );
    });
});

describe("in a world of networks", () => {
    const holds = holdsBetweenWorlds<NetworkWorld>;
    const depth = depthOf(25, 3);

    type Acls = NonNullable<Vault["acls"]>;
    function withAcls(change: (acls: Acls) => Partial<Acls>): fc.Arbitrary<(world: NetworkWorld) => NetworkWorld> {
        const changed = (vault: Vault): Vault =>
            vault.acls === undefined ? vault : { ...vault, acls: { ...vault.acls, ...change(vault.acls) } };
        return fc.constant((world) => ({ ...world, vaults: [changed(world.vaults[0]), changed(world.vaults[1])] }));
    }

    /** All security groups without their first rule that allows, or denies. */
    function withoutFirst(access: Rule["access"]): fc.Arbitrary<(world: NetworkWorld) => NetworkWorld> {
        const less = (filter: Filter | undefined): Filter | undefined => {
            const first = filter?.find((rule) => rule.access === access);
            return filter?.filter((rule) => rule !== first);
        };
        return fc.constant((world) => {
            const of = (name: NetworkName): Network => {
                const { subnet, endpoints, ...rest } = world.networks[name];
                return {
                    ...rest,
                    subnet: { ...subnet, filter: less(subnet.filter) },
                    endpoints: { ...endpoints, filter: less(endpoints.filter) },
                };
            };
            return {
                ...world,
                networks: { hub: of("hub"), spoke: of("spoke"), far: of("far") },
                machine: { ...world.machine, filter: less(world.machine.filter) },
                app: { ...world.app, subnet: { ...world.app.subnet, filter: less(world.app.subnet.filter) } },
            };
        });
    }

    test("one network rule less never admits anybody", () => {
        holds(
            network,
            depth,
            withAcls(({ addresses }) => ({ addresses: addresses.slice(1) })),
            neverMore,
        );
        holds(
            network,
            depth,
            withAcls(({ subnets }) => ({ subnets: subnets.slice(1) })),
            neverMore,
        );
        holds(
            network,
            depth,
            withAcls(() => ({ natRule: false })),
            neverMore,
        );
    });

    test("narrower address ranges never admit anybody, halves change nothing", () => {
        holds(
            network,
            depth,
            withAcls(({ addresses }) => ({ addresses: addresses.map(firstHalf) })),
            neverMore,
        );
        holds(
            network,
            depth,
            withAcls(({ addresses }) => ({ addresses: addresses.flatMap(halves) })),
            same,
        );
    });

    test("one security rule less that allows never admits anybody, one that denies never keeps anybody out", () => {
        holds(network, depth, withoutFirst("Allow"), neverMore);
        holds(network, depth, withoutFirst("Deny"), neverLess);
    });

    test("blocks of security rules split into halves change nothing", () => {
        const split = (plan: Plan): Plan =>
            JSON.parse(
                JSON.stringify(plan).replaceAll(
                    /"(source|destination)AddressPrefix":"(\d[^"]*)"/g,
                    (_, end: string, block: string) => `"${end}AddressPrefixes":${JSON.stringify(halves(block))}`,
                ),
            ) as Plan;
        holdsBetweenPlans(network, depth, split, same);
    });

    test("routes for everything split into halves change nothing, nor does another one beneath the halves", () => {
        const halved = (own: Subnet, beneath: readonly Route[]): Subnet => {
            const [whole] = own.routes?.filter(({ prefix }) => prefix === "0.0.0.0/0") ?? [];
            // How long the prefixes of a tag are, nobody says: beside one, shorter blocks are another matter.
            if (whole === undefined || own.routes?.some(({ prefix }) => prefix === "AzureKeyVault")) return own;
            const parts = halves(whole.prefix).map((prefix) => ({ ...whole, prefix }));
            return { ...own, routes: [...own.routes!.filter((route) => route !== whole), ...parts, ...beneath] };
        };
        const split = fc
            .constantFrom<readonly Route[]>([], [{ prefix: "0.0.0.0/0", hop: "None" }])
            .map((beneath) => (world: NetworkWorld) => {
                const of = (name: NetworkName): Network => {
                    const own = world.networks[name];
                    return { ...own, subnet: halved(own.subnet, beneath) };
                };
                return {
                    ...world,
                    networks: { hub: of("hub"), spoke: of("spoke"), far: of("far") },
                    app: { ...world.app, subnet: halved(world.app.subnet, beneath) },
                };
            });
        holds(network, depthOf(80, 3), split, same);
    });
});

describe("in a world of rights", () => {
    const depth = depthOf(25, 3);

    test("one more role assignment never takes anything away", () => {
        const more = rightsGrants.map((grant) => (world: RightsWorld) => ({
            ...world,
            assignments: [...world.assignments, grant],
        }));
        holdsBetweenWorlds(rights, depth, more, neverLess);
    });

    test("without deny assignments, and without locks, nobody may do less", () => {
        const changes: readonly ((world: RightsWorld) => RightsWorld)[] = [
            (world) => ({ ...world, denials: [] }),
            (world) => ({ ...world, locks: [] }),
        ];
        holdsBetweenWorlds(rights, depth, fc.constantFrom(...changes), neverLess);
    });
});

/** The last part of a URN is the program's own name, for every resource but the stack. */
function renamed(plan: Plan): Plan {
    const text = JSON.stringify(plan).replaceAll("urn:pulumi:world::cross::", "urn:pulumi:moon::other::");
    return JSON.parse(text) as Plan;
}

function shouted(plan: Plan): Plan {
    return JSON.parse(
        JSON.stringify(plan).replaceAll("/resourceGroups/rg-world/", "/RESOURCEGROUPS/RG-World/"),
    ) as Plan;
}

function reversed(plan: Plan): Plan {
    const turned = (value: PlanValue): PlanValue => {
        if (Array.isArray(value)) return value.map(turned).reverse();
        if (typeof value !== "object" || value === null) return value;
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, turned(inner)]));
    };
    return turned(plan as never) as never;
}

const changes = {
    "other names in Pulumi": renamed,
    "other letter case in ids": shouted,
    "all lists the other way": reversed,
};

describe.each(Object.entries(changes))("%s", (_, change) => {
    test("changes nothing", () => {
        holdsBetweenPlans(whole, depthOf(5), change, same);
        holdsBetweenPlans(network, depthOf(20, 3), change, same);
        holdsBetweenPlans(rights, depthOf(20, 3), change, same);
        holdsBetweenPlans(objects, depthOf(10), change, same);
    });
});
