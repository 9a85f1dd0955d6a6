import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { explain } from "../../apps/common/refusal.ts";
import { makeCertificate, type Certificate } from "../support/certificate.ts";
import { startKeyVault, type Caller, type GateRefusal, type KeyVaultStandIn } from "../support/keyvault/stand-in.ts";
import { certificateFile, start, unpacked, workFolder } from "./program.ts";

const machine: Caller = { oid: "cccccccc-0000-4000-8000-00000000000c" };

let folder: Awaited<ReturnType<typeof workFolder>>;
let main: string;
let certificate: Certificate;
let trusted: string;
let vault: KeyVaultStandIn;

beforeAll(async () => {
    folder = await workFolder();
    certificate = await makeCertificate();
    trusted = await certificateFile(certificate, folder.path);
    main = await unpacked("lab-client", folder.path);
});

afterAll(() => folder.remove());

beforeEach(async () => {
    vault = await startKeyVault({ vaults: { "kv-lab": {} }, certificate });
});

afterEach(() => vault.close());

async function run(
    from: string,
    args: readonly string[] = [],
): Promise<readonly [status: number | null, output: string]> {
    const program = start(
        main,
        {
            HTTPS_PROXY: (await vault.proxy(from)).url,
            NO_PROXY: "127.0.0.1",
            NODE_EXTRA_CA_CERTS: trusted,
            ...(await vault.identityEndpoint(machine)),
        },
        [
            "--vault",
            "kv-lab",
            "--secret",
            "hello",
            "--value",
            "Value-Not-Shown",
            "--credential",
            "managed-identity",
            ...args,
        ],
    );
    const status = await program.ended();
    expect(program.output()).not.toContain("Value-Not-Shown");
    return [status, program.output()];
}

test("from a subnet with a service endpoint: written, read back, and the vault sees the private address", async () => {
    const [status, output] = await run("10.1.1.4");
    expect([
        status,
        vault
            .store("kv-lab")
            .versions("hello")
            .map(({ value }) => value),
    ]).toEqual([0, ["Value-Not-Shown"]]);
    expect(output).toMatch(/Network: the vault sees 10\.1\.1\.4 \(private/);
    expect(output).toMatch(
        /Write: {3}secret hello has the new version [0-9a-f]{32}\.\nRead: {4}the same value comes back\./,
    );
});

test.each([
    [
        "ForbiddenByFirewall",
        /firewall does not admit this network.*It sees the address 203\.0\.113\.7\. \(403 ForbiddenByFirewall\)/,
    ],
    ["ForbiddenByRbac", /no role of this identity grants/],
] as const)(
    "from outside, refused with %s: said in a sentence, and the end is an error",
    async (code: GateRefusal["code"], sentence) => {
        vault.change({ network: () => ({ code }) });
        const [status, output] = await run("203.0.113.7");
        expect(status).toBe(1);
        expect(output).toMatch(/Network: the vault sees 203\.0\.113\.7 \(public/);
        expect(output).toMatch(sentence);
        expect(output).not.toMatch(/\n\s+at /);
    },
);

test("a call that is wrong ends with 2 and the usage", async () => {
    for (const wrong of [["--credential", "password"], ["--what"], ["--secret", "a_b"]]) {
        const [status, output] = await run("10.1.1.4", wrong);
        expect([status, /--vault NAME/.test(output)]).toEqual([2, true]);
    }
});

test.each([
    [{ code: "ENOTFOUND", message: "getaddrinfo ENOTFOUND kv.vault.azure.net" }, /does not resolve here/],
    [{ code: "ECONNREFUSED" }, /Nothing accepts connections/],
    [{ code: "ETIMEDOUT" }, /a route or a network rule/],
    [{ code: "ERR_TLS_CERT_ALTNAME_INVALID" }, /not the vault/],
    [{ statusCode: 401 }, /does not accept the token/],
    [forbidden("ForbiddenByConnection"), /not an approved private endpoint.*\(403 ForbiddenByConnection\)/],
    [forbidden("ForbiddenByNsp"), /security perimeter.*\(403 ForbiddenByNsp\)/],
    [forbidden("AccessDenied"), /no access policy of the vault names this identity/],
    [forbidden("ForbiddenByPolicy"), /access policy does not hold the permission/],
    [forbidden("SecretDisabled"), /version of the secret is disabled/],
    [forbidden("SomethingNew"), /The vault refuses the request\. \(403 SomethingNew\)/],
    [{ statusCode: 404, code: "SecretNotFound" }, /no such secret/],
    [{ statusCode: 409, code: "Conflict" }, /recover or purge/],
    [{ statusCode: 429 }, /asked too often/],
    [{ statusCode: 503 }, /fault of its own/],
    [
        { name: "CredentialUnavailableError", message: "no identity here\nlong story" },
        /^No token could be had: no identity here$/,
    ],
    [
        { name: "AuthenticationError", statusCode: 400, message: "invalid_request" },
        /^No token could be had: invalid_request$/,
    ],
    ["nothing known", /without a message/],
])("%o is put into words", (error, sentence) => {
    expect(explain(error)).toMatch(sentence);
});

function forbidden(code: string): unknown {
    return { statusCode: 403, code: "Forbidden", details: { error: { innerError: { code } } } };
}
