import { describe, expect, test } from "vitest";
import { ScaleSet, type ScaleSetArgs } from "../../components/scale-set.ts";
import { VirtualMachine, type VirtualMachineArgs } from "../../components/virtual-machine.ts";
import { secret, unknown } from "../../plan/plan.ts";
import { idOf, placed, placement, refusedProgram, registered, type Registered } from "../support/recording.ts";

const sshPublicKey = `ssh-ed25519 ${"A".repeat(64)} someone@example.org`;
const subnetId = idOf("Microsoft.Network/virtualNetworks/vnet-hub/subnets/web");
const byKey: VirtualMachineArgs = { placement, subnetId, login: "ssh-key", sshPublicKey };
const byPassword: VirtualMachineArgs = {
    placement,
    subnetId,
    login: "password",
    passwordSecret: { vaultName: "kv-shared" },
};

const machine = (args: VirtualMachineArgs): Promise<Registered> =>
    registered(() => new VirtualMachine("payments", args));
const refused = async (args: VirtualMachineArgs): Promise<string> =>
    (await refusedProgram(() => new VirtualMachine("payments", args))).refusal.what;

describe("a machine in a subnet that exists", () => {
    test("by key is a machine and its interface: no public address, trusted launch, an identity, no password", async () => {
        const recorded = await machine(byKey);
        expect(recorded.list).toEqual([
            "VirtualMachine payments",
            "compute:VirtualMachine payments-vm",
            "network:NetworkInterface payments-nic",
        ]);
        const { inputs, one, waitsFor } = recorded;
        expect(inputs("payments-nic")).toEqual({
            ...placed,
            networkInterfaceName: "nic-vm-payments",
            enableIPForwarding: false,
            ipConfigurations: [
                { name: "primary", primary: true, privateIPAllocationMethod: "Dynamic", subnet: { id: subnetId } },
            ],
        });
        expect(JSON.stringify(inputs("payments-nic"))).not.toMatch(/publicIP/i);
        expect(inputs("payments-vm")).toEqual({
            ...placed,
            vmName: "vm-payments",
            identity: { type: "SystemAssigned" },
            hardwareProfile: { vmSize: "Standard_B2s_v2" },
            storageProfile: {
                imageReference: { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" },
                osDisk: {
                    name: "disk-vm-payments",
                    createOption: "FromImage",
                    deleteOption: "Delete",
                    caching: "ReadWrite",
                    managedDisk: { storageAccountType: "StandardSSD_LRS" },
                },
            },
            osProfile: {
                computerName: "vm-payments",
                adminUsername: "azureuser",
                linuxConfiguration: {
                    disablePasswordAuthentication: true,
                    provisionVMAgent: true,
                    patchSettings: { patchMode: "AutomaticByPlatform", assessmentMode: "AutomaticByPlatform" },
                    ssh: { publicKeys: [{ keyData: sshPublicKey, path: "/home/azureuser/.ssh/authorized_keys" }] },
                },
            },
            networkProfile: {
                networkInterfaces: [
                    {
                        id: idOf("Microsoft.Network/networkInterfaces/nic-vm-payments"),
                        primary: true,
                        deleteOption: "Delete",
                    },
                ],
            },
            securityProfile: {
                securityType: "TrustedLaunch",
                uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
                encryptionAtHost: false,
            },
            diagnosticsProfile: { bootDiagnostics: { enabled: true } },
        });
        expect(waitsFor("payments-vm")).toEqual(["payments-nic"]);
        expect(one("payments").outputs).toEqual({
            virtualMachineId: idOf("Microsoft.Compute/virtualMachines/vm-payments"),
            networkInterfaceId: idOf("Microsoft.Network/networkInterfaces/nic-vm-payments"),
            principalId: unknown,
        });
    });

    test("by password has one that nobody sees, kept as a secret of the vault", async () => {
        const { list, inputs, plan, one, waitsFor } = await machine(byPassword);
        expect(list).toEqual([
            "VirtualMachine payments",
            "compute:VirtualMachine payments-vm",
            "keyvault:Secret payments-secret-vm-password",
            "network:NetworkInterface payments-nic",
            "random:index/randomPassword:RandomPassword payments-password",
        ]);
        expect(inputs("payments-password")).toMatchObject({
            length: 32,
            minLower: 1,
            minUpper: 1,
            minNumeric: 1,
            minSpecial: 1,
        });
        expect(inputs("payments-secret-vm-password")).toEqual({
            resourceGroupName: "rg-payments",
            tags: { team: "payments" },
            vaultName: "kv-shared",
            secretName: "vm-password",
            properties: { value: secret, contentType: "password", attributes: { enabled: true } },
        });
        expect(inputs("payments-vm")["osProfile"]).toMatchObject({
            adminPassword: secret,
            linuxConfiguration: { disablePasswordAuthentication: false },
        });
        expect(JSON.stringify(inputs("payments-vm"))).not.toContain("publicKeys");
        expect(waitsFor("payments-vm")).toEqual(["payments-nic", "payments-password"]);
        const { result } = one("payments-password").outputs;
        expect(result).toEqual(secret);
        expect(JSON.stringify(plan).match(/"result":(?!\{"4dabf18193072939515e22adb298388d")/)).toBeNull();
    });

    test("keeps its password where it is told to", async () => {
        const { inputs } = await machine({
            ...byPassword,
            passwordSecret: { vaultName: "kv-shared", resourceGroupName: "rg-vaults", secretName: "jump-host" },
        });
        expect(inputs("payments-secret-jump-host")).toMatchObject({
            resourceGroupName: "rg-vaults",
            secretName: "jump-host",
        });
    });

    test("carries size, zone, name, user, encryption at host and start-up commands", async () => {
        const { inputs } = await machine({
            ...byKey,
            vmName: "jump",
            adminUsername: "operator",
            size: "Standard_D2s_v5",
            zone: "1",
            encryptionAtHost: true,
            cloudInit: "#cloud-config\n",
        });
        expect(inputs("payments-vm")).toMatchObject({
            vmName: "jump",
            zones: ["1"],
            hardwareProfile: { vmSize: "Standard_D2s_v5" },
            osProfile: {
                computerName: "jump",
                adminUsername: "operator",
                customData: "I2Nsb3VkLWNvbmZpZwo=",
                linuxConfiguration: { ssh: { publicKeys: [{ path: "/home/operator/.ssh/authorized_keys" }] } },
            },
            securityProfile: { encryptionAtHost: true },
        });
    });

    test.each([
        [undefined, undefined, { type: "SystemAssigned" }],
        [true, ["/id/1"], { type: "SystemAssigned, UserAssigned", userAssignedIdentities: ["/id/1"] }],
        [false, ["/id/1"], { type: "UserAssigned", userAssignedIdentities: ["/id/1"] }],
        [false, undefined, undefined],
    ])(
        "has the identities that it is given (own: %s, others: %j)",
        async (systemAssignedIdentity, userAssignedIdentityIds, identity) => {
            const { inputs } = await machine({
                ...byKey,
                ...(systemAssignedIdentity !== undefined && { systemAssignedIdentity }),
                ...(userAssignedIdentityIds !== undefined && { userAssignedIdentityIds }),
            });
            expect(inputs("payments-vm")["identity"]).toEqual(identity);
        },
    );

    test("lets people sign in with Entra accounts where it is asked to", async () => {
        const { list, inputs, waitsFor } = await machine({ ...byKey, entraLogin: true });
        expect(list).toHaveLength(4);
        expect(inputs("payments-entra-login")).toMatchObject({
            vmName: "vm-payments",
            publisher: "Microsoft.Azure.ActiveDirectory",
            type: "AADSSHLoginForLinux",
            autoUpgradeMinorVersion: true,
        });
        expect(waitsFor("payments-entra-login")).toEqual(["payments-vm"]);
    });

    test("fetches certificates, each at its address without version", async () => {
        const { inputs } = await machine({
            ...byKey,
            certificates: [{ vaultUri: "https://kv-shared.vault.azure.net/", certificateName: "app-tls" }],
        });
        expect(inputs("payments-certificates")).toMatchObject({
            publisher: "Microsoft.Azure.KeyVault",
            type: "KeyVaultForLinux",
            settings: {
                secretsManagementSettings: {
                    pollingIntervalInS: "3600",
                    observedCertificates: [{ url: "https://kv-shared.vault.azure.net/secrets/app-tls" }],
                },
            },
        });
    });
});

describe("refused, with nothing registered", () => {
    const { sshPublicKey: _key, ...keyless } = byKey;

    test.each([
        ["an unknown sign-in", { ...byKey, login: "key" as "ssh-key" }, "virtualMachine.login"],
        ["a sign-in by key without a key", keyless, "virtualMachine.sshPublicKey"],
        ["a key beside a password", { ...byPassword, sshPublicKey }, "virtualMachine.sshPublicKey"],
        [
            "a sign-in by password without a vault",
            { placement, subnetId, login: "password" },
            "virtualMachine.passwordSecret",
        ],
        ["a user that Azure reserves", { ...byKey, adminUsername: "root" }, "virtualMachine.adminUsername"],
        ["a name", { ...byKey, vmName: "vm payments" }, "virtualMachine.vmName"],
        ["a name that its interface cannot have", { ...byKey, vmName: "vm(1)" }, "networkInterfaceName"],
        [
            "a secret's name",
            { ...byPassword, passwordSecret: { vaultName: "kv", secretName: "vm_password" } },
            "virtualMachine.passwordSecret.secretName",
        ],
        [
            "a certificate's name",
            { ...byKey, certificates: [{ vaultUri: "https://kv.vault.azure.net/", certificateName: "a/1" }] },
            "virtualMachine.certificates[0].certificateName",
        ],
        [
            "Entra sign-in without an identity",
            { ...byKey, entraLogin: true, systemAssignedIdentity: false },
            "virtualMachine.systemAssignedIdentity",
        ],
        [
            "certificates without an identity",
            {
                ...byKey,
                certificates: [{ vaultUri: "https://kv.vault.azure.net/", certificateName: "a" }],
                systemAssignedIdentity: false,
            },
            "virtualMachine.systemAssignedIdentity",
        ],
    ] satisfies [string, VirtualMachineArgs, string][])("%s", async (_, args, what) =>
        expect(await refused(args)).toBe(what),
    );
});

describe("a scale set", () => {
    const args: ScaleSetArgs = {
        placement,
        subnetId,
        instances: 3,
        login: "password",
        passwordSecret: { vaultName: "kv-shared", secretName: "scale-set" },
    };
    const scaleSet = (more: Partial<ScaleSetArgs> = {}): Promise<Registered> =>
        registered(() => new ScaleSet("payments", { ...args, ...more }));

    test("is identical machines of one identity, without public addresses, with trusted launch", async () => {
        const { list, inputs, one } = await scaleSet();
        expect(list).toEqual([
            "ScaleSet payments",
            "compute:VirtualMachineScaleSet payments-vmss",
            "keyvault:Secret payments-secret-scale-set",
            "random:index/randomPassword:RandomPassword payments-password",
        ]);
        expect(inputs("payments-vmss")).toMatchObject({
            ...placed,
            vmScaleSetName: "vmss-payments",
            sku: { name: "Standard_B2s_v2", tier: "Standard", capacity: 3 },
            identity: { type: "SystemAssigned" },
            virtualMachineProfile: {
                osProfile: { adminPassword: secret, linuxConfiguration: { disablePasswordAuthentication: false } },
                securityProfile: {
                    securityType: "TrustedLaunch",
                    uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
                    encryptionAtHost: false,
                },
                networkProfile: {
                    networkInterfaceConfigurations: [
                        {
                            name: "primary",
                            primary: true,
                            ipConfigurations: [{ name: "primary", primary: true, subnet: { id: subnetId } }],
                        },
                    ],
                },
            },
        });
        expect(JSON.stringify(inputs("payments-vmss"))).not.toMatch(/publicIP/i);
        expect(one("payments").outputs).toEqual({
            scaleSetId: idOf("Microsoft.Compute/virtualMachineScaleSets/vmss-payments"),
            principalId: unknown,
        });
    });

    test.each([
        ["no machine", { instances: 0 }, "scaleSet.instances"],
        ["1,001 machines", { instances: 1001 }, "scaleSet.instances"],
        [
            "a secret's name",
            { passwordSecret: { vaultName: "kv", secretName: "a_b" } },
            "scaleSet.passwordSecret.secretName",
        ],
        ["a key beside a password", { sshPublicKey }, "scaleSet.sshPublicKey"],
    ] satisfies [string, Partial<ScaleSetArgs>, string][])(
        "of %s is refused, with nothing registered",
        async (_, more, what) => {
            expect((await refusedProgram(() => new ScaleSet("payments", { ...args, ...more }))).refusal.what).toBe(
                what,
            );
        },
    );
});
