import { describe, expect, test } from "vitest";
import { BastionHost, type BastionHostArgs } from "../../components/bastion-host.ts";
import { unknown } from "../../plan/plan.ts";
import { idOf, placed, placement, refusedProgram, registered, type Registered } from "../support/recording.ts";

const virtualNetworkId = idOf("Microsoft.Network/virtualNetworks/vnet-hub");
const host = (args: Partial<BastionHostArgs>): Promise<Registered> =>
    registered(() => new BastionHost("payments", { placement, virtualNetworkId, sku: "Standard", ...args }));
const refused = async (args: Partial<BastionHostArgs>): Promise<string> =>
    (await refusedProgram(() => new BastionHost("payments", { placement, virtualNetworkId, sku: "Standard", ...args })))
        .refusal.what;

const shared = idOf("Microsoft.Network/publicIPAddresses/pip-shared");
const address = idOf("Microsoft.Network/publicIPAddresses/pip-bas-payments");
const inSubnet = (publicIPAddress?: object): object => ({
    ipConfigurations: [
        {
            name: "primary",
            privateIPAllocationMethod: "Dynamic",
            subnet: { id: `${virtualNetworkId}/subnets/AzureBastionSubnet` },
            ...publicIPAddress,
        },
    ],
});
const common = { ...placed, bastionHostName: "bas-payments" };
/** Every switch is off unless it is named. */
const off = {
    disableCopyPaste: false,
    enableFileCopy: false,
    enableIpConnect: false,
    enableKerberos: false,
    enablePrivateOnlyBastion: false,
    enableSessionRecording: false,
    enableShareableLink: false,
    enableTunneling: false,
};

describe("a Bastion host on a network that exists", () => {
    test.each(["Basic", "Standard", "Premium"])(
        "of SKU %s stands in AzureBastionSubnet, with a static Standard address of its own",
        async (sku) => {
            const { list, inputs, one, waitsFor } = await host({ sku });
            expect(list).toEqual([
                "BastionHost payments",
                "network:BastionHost payments-bastion",
                "network:PublicIPAddress payments-address",
            ]);
            expect(inputs("payments-address")).toEqual({
                ...placed,
                publicIpAddressName: "pip-bas-payments",
                sku: { name: "Standard", tier: "Regional" },
                publicIPAddressVersion: "IPv4",
                publicIPAllocationMethod: "Static",
            });
            expect(inputs("payments-bastion")).toEqual({
                ...common,
                ...off,
                sku: { name: sku },
                ...inSubnet({ publicIPAddress: { id: address } }),
            });
            expect(waitsFor("payments-bastion")).toEqual(["payments-address"]);
            expect(one("payments-bastion").parent).toBe(one("payments").urn);
            expect(one("payments").outputs).toEqual({
                bastionHostId: idOf("Microsoft.Network/bastionHosts/bas-payments"),
                publicAddress: unknown,
            });
        },
    );

    test("of SKU Developer names the network, and has neither subnet nor address", async () => {
        const { list, inputs, one } = await host({ sku: "Developer", allowedAddresses: ["203.0.113.0/24"] });
        expect(list).toEqual(["BastionHost payments", "network:BastionHost payments-bastion"]);
        expect(inputs("payments-bastion")).toEqual({
            ...common,
            ...off,
            sku: { name: "Developer" },
            virtualNetwork: { id: virtualNetworkId },
            networkAcls: { ipRules: [{ addressPrefix: "203.0.113.0/24" }] },
        });
        expect(one("payments").outputs).toEqual({ bastionHostId: idOf("Microsoft.Network/bastionHosts/bas-payments") });
    });

    test("that is private-only has no address anywhere", async () => {
        const { list, inputs } = await host({ sku: "Premium", features: ["enablePrivateOnlyBastion"] });
        expect(list).toEqual(["BastionHost payments", "network:BastionHost payments-bastion"]);
        expect(inputs("payments-bastion")).toEqual({
            ...common,
            ...off,
            sku: { name: "Premium" },
            ...inSubnet(),
            enablePrivateOnlyBastion: true,
        });
    });

    test("uses an existing address", async () => {
        const { list, inputs } = await host({ publicIpAddressId: shared });
        expect(list).toEqual(["BastionHost payments", "network:BastionHost payments-bastion"]);
        expect(inputs("payments-bastion")).toMatchObject(inSubnet({ publicIPAddress: { id: shared } }));
    });

    test("switches on just the features that are named, and carries size, zones and name", async () => {
        const { inputs } = await host({
            features: ["enableTunneling", "disableCopyPaste"],
            scaleUnits: 4,
            zones: ["1", "2"],
            bastionHostName: "bas-shared",
        });
        expect(inputs("payments-bastion")).toEqual({
            ...placed,
            ...off,
            bastionHostName: "bas-shared",
            sku: { name: "Standard" },
            ...inSubnet({ publicIPAddress: { id: idOf("Microsoft.Network/publicIPAddresses/pip-bas-shared") } }),
            enableTunneling: true,
            disableCopyPaste: true,
            scaleUnits: 4,
            zones: ["1", "2"],
        });
        expect(inputs("payments-address")["zones"]).toEqual(["1", "2"]);
    });
});

describe("refused, with nothing registered", () => {
    test.each([
        ["an unknown SKU", { sku: "basic" }, "bastion.sku"],
        ["a feature that the SKU has not", { sku: "Basic", features: ["enableTunneling"] }, "bastion.features"],
        [
            "features that exclude each other",
            { sku: "Premium", features: ["enableSessionRecording", "enableTunneling"] },
            "bastion.features",
        ],
        ["a size of SKU Basic", { sku: "Basic", scaleUnits: 2 }, "bastion.scaleUnits"],
        ["51 scale units", { scaleUnits: 51 }, "bastion.scaleUnits"],
        ["an address of SKU Developer", { sku: "Developer", publicIpAddressId: address }, "bastion.publicIpAddressId"],
        ["an address list of SKU Standard", { allowedAddresses: ["203.0.113.7"] }, "bastion.allowedAddresses"],
        ["what is no address", { publicIpAddressId: "pip-shared" }, "bastion.publicIpAddressId"],
        ["a name", { bastionHostName: "bas payments" }, "bastion.bastionHostName"],
        ["a name that is too long for its address", { bastionHostName: "b".repeat(79) }, "publicIpAddressName"],
        ["a tenant that is none", { placement: { ...placement, tenantId: "contoso" } }, "placement.tenantId"],
    ] satisfies [string, Partial<BastionHostArgs>, string][])("%s", async (_, args, what) =>
        expect(await refused(args)).toBe(what),
    );
});
