/**
 * "Azure Key Vault | Is This A Secure Service To Store Secrets?": the order of the checks, versions, expiry, purge, logs.
 *
 * Asked of the stack `dev`: its vault admits the workload's subnet, and grants the roles of the security team and auditors.
 */
import { expect } from "vitest";
import { allowed, ask, denied } from "./ask.ts";
import { client } from "./client.ts";
import { resource, resourceOf, withResource, withResources } from "./edits.ts";
import { experiments } from "./experiment.ts";
import { fires, logQuery, logRow, savedQuery } from "./log.ts";
import { changed, recorded } from "./recorded.ts";
import { runQuery } from "../support/kql.ts";

const vault = "kvb-dev-vault";
const token = `${vault}/secrets/api-token`;
const get = { do: "secrets/get", on: token };
/** Where the vault lets callers in, and where not. */
const inside = { from: "browser@workload" };
const outside = { from: "203.0.113.50" };
const stranger = "3a6f0f5e-8f2b-4f4c-9d3e-5b1c7a9e2d10";

const dev = recorded("dev");
const disabled = recorded("dev", "vault.secrets.api-token.enabled=false");
const expired = recorded("dev", "vault.secrets.api-token.expires=2026-01-31");
const afterExpiry = "2026-11-21T12:00:00Z";

const [oldVersion, newVersion] = ["1f0c6f6a4bb14ab5a1d2b7d9b5a1c001", "1f0c6f6a4bb14ab5a1d2b7d9b5a1c002"];
/** As after a second write: the plan shows the two versions. */
const renewed = changed(disabled, "a newer, enabled version", (plan) => {
    const name = "kvb-dev-secret-api-token";
    const first = resourceOf(plan, name);
    const { properties, ...inputs } = first.inputs;
    const versioned = (version: string): { readonly properties: { readonly secretUriWithVersion: string } } => ({
        properties: { secretUriWithVersion: `https://kv-kvb-dev.vault.azure.net/secrets/api-token/${version}` },
    });
    const second = resource(
        plan,
        "keyvault:Secret",
        "api-token-again",
        { ...inputs, properties: { ...(properties as object), attributes: { enabled: true } } },
        {
            outputs: versioned(newVersion),
            dependencies: [...first.dependencies, first.urn],
            propertyDependencies: first.propertyDependencies,
        },
    );
    return withResources(withResource(plan, name, { ...first, outputs: versioned(oldVersion) }), second);
});

experiments("S4", [
    {
        id: "S4.E1",
        what: "Ask without a token",
        document: "refused: 401",
        trials: [
            ask(dev, { ...inside, as: "anonymous", ...get }, denied("authentication", undefined, { status: 401 })),
            // Also from where the firewall refuses: clients learn from the 401 where to get a token.
            ask(dev, { ...outside, as: "anonymous", ...get }, denied("authentication", undefined, { status: 401 })),
            client(dev, { ...inside, as: "anonymous", ...get }, "denied 401"),
        ],
    },
    {
        id: "S4.E2",
        what: "Ask with a token from a place that is not approved",
        document: "denied by the firewall, before anything else is looked at",
        trials: [
            ask(
                dev,
                { ...outside, as: "security team", ...get },
                denied("network", "ForbiddenByFirewall", { status: 403 }),
            ),
            // Nobody's permissions matter by then.
            ask(dev, { ...outside, as: stranger, ...get }, denied("network", "ForbiddenByFirewall", { status: 403 })),
            client(dev, { ...outside, as: "security team", ...get }, "denied ForbiddenByFirewall"),
        ],
    },
    {
        id: "S4.E3",
        what: "Ask with a token from an approved place, without permission for that operation",
        document: "denied",
        trials: [
            ask(
                dev,
                { ...inside, as: "auditors", ...get },
                denied("authorization", "ForbiddenByRbac", { status: 403 }),
            ),
            client(dev, { ...inside, as: "auditors", ...get }, "denied ForbiddenByRbac"),
        ],
        besides: [ask(dev, { ...inside, as: "auditors", do: "secrets/list", on: vault }, allowed())],
    },
    {
        id: "S4.E4",
        what: "Ask with a token from an approved place, with permission",
        document: "allowed",
        trials: [
            ask(dev, { ...inside, as: "security team", ...get }, allowed()),
            client(dev, { ...inside, as: "security team", ...get }, "allowed"),
        ],
    },
    {
        id: "S4.E5",
        what: "Get a disabled version, authorised; get the newer, enabled one",
        document: "denied; allowed",
        trials: [
            ask(
                disabled,
                { ...inside, as: "security team", ...get },
                denied("state", "SecretDisabled", { status: 403 }),
            ),
            client(disabled, { ...inside, as: "security team", ...get }, "denied SecretDisabled"),
            ask(
                renewed,
                { ...inside, as: "security team", ...get, on: `${token}/${oldVersion}` },
                denied("state", "SecretDisabled"),
            ),
            ask(renewed, { ...inside, as: "security team", ...get, on: `${token}/${newVersion}` }, allowed()),
            ask(renewed, { ...inside, as: "security team", ...get }, allowed()),
        ],
    },
    {
        id: "S4.E6",
        what: "Get a secret after its expiry date",
        document: "denied: no longer retrievable",
        correction: "C2",
        trials: [
            ask(expired, { ...inside, as: "security team", ...get, at: afterExpiry }, allowed({ document: "denied" })),
            client(expired, { ...inside, as: "security team", ...get, at: afterExpiry }, "allowed"),
        ],
    },
    {
        id: "S4.E7",
        what: "Purge without the purge permission; purge with it, under purge protection",
        document: "denied; denied",
        trials: [
            // The stack endpoint-lab: its author holds the portal's template, which has no purge, and nothing is protected.
            ask(
                recorded("endpoint-lab", "step=all-networks"),
                {
                    from: "internet",
                    as: "00000000-0000-4000-8000-0000000000d1",
                    do: "secrets/purge",
                    on: "endpoint-lab-vault/secrets/default-password",
                },
                denied("authorization", "ForbiddenByPolicy"),
            ),
            ask(
                dev,
                { ...inside, as: "auditors", do: "secrets/purge", on: token },
                denied("authorization", "ForbiddenByRbac"),
            ),
            ask(
                dev,
                { ...inside, as: "security team", do: "secrets/purge", on: token },
                denied("state", undefined, { status: 403 }),
            ),
            client(dev, { ...inside, as: "security team", do: "secrets/purge", on: token }, "denied (state)"),
        ],
    },
    {
        id: "S4.E8",
        what: "Read and write secrets; an alert on what was logged",
        document: "a log row each; the alert fires",
        trials: [
            ask(dev, { ...inside, as: "security team", ...get }, allowed({ logged: true })),
            ask(dev, { ...inside, as: "security team", do: "secrets/set", on: token }, allowed({ logged: true })),
            ask(
                dev,
                { ...inside, as: "auditors", do: "secrets/set", on: token },
                denied("authorization", "ForbiddenByRbac", { logged: true }),
            ),
            ask(
                dev,
                { ...outside, as: "auditors", ...get },
                denied("network", "ForbiddenByFirewall", { logged: true }),
            ),
            logQuery(dev, async (plan) => {
                const row = (name: string, status: number): ReturnType<typeof logRow> =>
                    logRow(dev, vault, { OperationName: name, HttpStatusCode: status });
                const [read, write, erased, challenge] = await Promise.all([
                    row("SecretGet", 200),
                    row("SecretSet", 200),
                    row("SecretDelete", 200),
                    row("Authentication", 401),
                ]);
                const calls = runQuery(savedQuery(plan, "kvb-dev-query-calls"), {
                    AZKVAuditLogs: [read, challenge, write],
                });
                expect.soft(calls.map(({ OperationName }) => OperationName)).toEqual(["SecretGet", "SecretSet"]);
                expect.soft(fires(plan, "kvb-dev-alert-privileged", [read, write, challenge, erased])).toBe(true);
                expect.soft(fires(plan, "kvb-dev-alert-privileged", [read, write, challenge])).toBe(false);
                return "rows; alert fires";
            }),
        ],
    },
]);
